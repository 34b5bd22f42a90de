// What an Express workflow cannot do is refused where it is written, not at deployment.
import { Annotations, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { longestWaySeconds } from '../../checks';
import type { JsonObject } from '../../json';

const waiting = /:states:[^:"]*:[^:"]*:(?:aws-sdk:)?[\w-]+:\w+\.(sync:2|sync|waitForTaskToken)"/;

/** Throws if a state waits for a job, a token or an activity, or is a Distributed Map. The states must stand in a graph. */
export function refuseInExpress(scope: Construct, start: sfn.State): void {
  for (const state of sfn.State.findReachableStates(start, { includeErrorHandlers: true })) {
    const text = JSON.stringify(Stack.of(scope).resolve(state.toStateJson(sfn.QueryLanguage.JSONATA)));
    const pattern = waiting.exec(text.replaceAll('\\"', '"'))?.[1];
    const found =
      (pattern !== undefined && `.${pattern}`) ||
      (text.includes('"DISTRIBUTED"') && 'a Distributed Map') ||
      (/:activity:/.test(text) && 'an activity');
    if (found === false) continue;
    throw new Error(
      `[${scope.node.path}] stateMachineType is EXPRESS and the state "${state.stateId}" uses ${found}, which only Standard workflows can. ` +
        'Use sfn.StateMachineType.STANDARD, or a request-response integration.',
    );
  }
}

/** Seconds that an Express execution lives at most. */
const expressSecondsMax = 300;

/** Warns if the retries of all tasks together do not fit into the five minutes: the rest of the way would not be gone. */
export function warnOfLongWay(scope: Construct, graph: sfn.StateGraph): void {
  const definition = Stack.of(scope).resolve(graph.toGraphJson(sfn.QueryLanguage.JSONATA)) as JsonObject;
  const seconds = Math.ceil(longestWaySeconds(definition));
  if (seconds <= expressSecondsMax) return;
  Annotations.of(scope).addWarningV2(
    'stepwright:SFN206',
    `SFN206 if every task on the longest way needs all its attempts, that takes ${seconds} seconds; an Express execution ends after ${expressSecondsMax}, and what comes then (a compensation, say) does not happen. Shorten the timeouts of the tasks, or use a Standard workflow.`,
  );
}
