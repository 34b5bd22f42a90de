import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { TaskHandlerOptions } from './handlers/task-handlers';
import { StepFunctionsStartSyncExecution } from './tasks/start-sync-execution';
import type { IWorkflow } from './workflow/workflow-base';

/** An AWS API call that fills a slot. */
export interface ServiceStepOptions {
  /** Service as in the SDK for JavaScript, e.g. `ses`. */
  readonly service: string;
  /** API action, e.g. `sendEmail`. */
  readonly action: string;
  /** Its parameters; JSONata in `{% %}`. @default {} */
  readonly parameters?: { [name: string]: unknown };
  /** What the role is allowed to do it on. */
  readonly resources: string[];
  /** IAM action. @default - that of service and action */
  readonly iamAction?: string;
  /** JSONata for what is kept as the result. @default - the whole answer */
  readonly result?: string;
}

/** What a pattern gives to a step that is put into a slot. */
export interface StepContext {
  /** Where states are made. */
  readonly scope: Construct;
  /** The slot. */
  readonly slot: string;
  /** Makes a function from a source. */
  handler(name: string, options: TaskHandlerOptions): lambda.IFunction;
  /** Makes a state that calls a function in the pattern's way and keeps its result under its name. */
  invoke(name: string, handler: lambda.IFunction): sfn.IChainable;
  /** How a JSONata state of this name hands on its result, an expression, besides all that is known already. */
  keep(name: string, result: string): KeptResult;
}

/** What a state assigns and gives to the next one. */
export interface KeptResult {
  readonly assign?: { [variable: string]: unknown };
  readonly outputs: string;
}

type Bind = (context: StepContext) => sfn.IChainable | undefined;

/** What fills a slot of a pattern. */
export class Step {
  /** A Lambda function made from a source file; it is given what the pattern's own handlers are given. */
  static handler(name: string, options: TaskHandlerOptions): Step {
    return new Step((context) => context.invoke(name, context.handler(name, options)));
  }

  /** A Lambda function that is there. */
  static lambda(name: string, handler: lambda.IFunction): Step {
    return new Step((context) => context.invoke(name, handler));
  }

  /** States of your own; they see the pattern's variables. */
  static states(chain: sfn.IChainable): Step {
    return new Step(() => chain);
  }

  /**
   * Another workflow, Standard or Express, whose result is waited for. An Express one that fails fails the step with its
   * error. @param input JSON value with JSONata inside
   */
  static workflow(name: string, workflow: IWorkflow, input: unknown = '{% $states.input %}'): Step {
    if (workflow.stateMachineType === sfn.StateMachineType.EXPRESS)
      return new Step((context) => expressChild(context, name, workflow, input));
    return new Step(({ scope, keep }) =>
      tasks.StepFunctionsStartExecution.jsonata(scope, name, {
        stateMachine: workflow.startTarget,
        integrationPattern: sfn.IntegrationPattern.RUN_JOB,
        input:
          typeof input === 'string'
            ? sfn.TaskInput.fromText(input)
            : sfn.TaskInput.fromObject(input as { [key: string]: unknown }),
        ...keep(name, '$states.result.Output'),
      }),
    );
  }

  /** One call of an AWS API. */
  static service(name: string, options: ServiceStepOptions): Step {
    return new Step(({ scope, keep }) => {
      const result = options.result ?? '$states.result';
      return tasks.CallAwsService.jsonata(scope, name, {
        service: options.service,
        action: options.action,
        iamResources: options.resources,
        parameters: options.parameters ?? {},
        ...keep(name, result),
        ...(options.iamAction !== undefined && { iamAction: options.iamAction }),
      });
    });
  }

  /** Nothing: the slot is left out. */
  static none(): Step {
    return new Step(() => undefined);
  }

  private readonly make: Bind;

  private constructor(make: Bind) {
    this.make = make;
  }

  /** @internal */
  _bind(context: StepContext): sfn.IChainable | undefined {
    return this.make(context);
  }
}

// The call succeeds whatever becomes of the execution: a failure of it is made one of the step, with its error in the cause.
function expressChild(context: StepContext, name: string, workflow: IWorkflow, input: unknown): sfn.IChainable {
  const output =
    "$states.result.Status = 'SUCCEEDED' ? $parse($states.result.Output) : " +
    "$error($join([$states.result.Status, $states.result.Error, $states.result.Cause], ': '))";
  return new StepFunctionsStartSyncExecution(context.scope, name, {
    stateMachine: workflow.startTarget,
    input: `$string(${expressionOf(input)})`,
    ...context.keep(name, `(${output})`),
  });
}

/** A JSON value with JSONata inside as one expression. */
function expressionOf(value: unknown): string {
  if (typeof value === 'string') return /^\{%(.*)%\}$/s.exec(value)?.[1]?.trim() ?? JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(expressionOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${expressionOf(member)}`);
  return `{${members.join(', ')}}`;
}
