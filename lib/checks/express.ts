// SFN101–108: what an Express workflow cannot do, be it the machine or the children of a Distributed Map.
import { findIntegration, parseResource } from '../integrations';
import type { Finding } from './finding';
import { about, type Subject } from './subject';
import { isDistributed, numberOf, objectOf, type StateAt, textOf } from './walk';

/** Seconds that an Express execution lives at most. */
export const expressSecondsMax = 300;

export function expressFindings(subject: Subject): readonly Finding[] {
  return [
    ...machineFindings(subject),
    ...subject.states.flatMap((at) => (at.scope.runsAs === 'EXPRESS' ? stateFindings(subject, at) : [])),
    ...subject.states.flatMap((at) => expressChild(subject, at)),
  ];
}

function machineFindings(subject: Subject): Finding[] {
  const { machine, definition } = subject;
  if (machine.type !== 'EXPRESS' || definition === undefined) return [];
  const findings: Finding[] = [];
  const timeout = numberOf(definition, 'TimeoutSeconds');
  if (timeout !== undefined && timeout > expressSecondsMax) {
    findings.push(
      about(
        subject,
        'SFN105',
        undefined,
        `TimeoutSeconds is ${timeout}; an Express execution lives ${expressSecondsMax} seconds at most`,
      ),
    );
  }
  if (machine.logging.level === 'OFF') findings.push(about(subject, 'SFN107', undefined, 'logging is off'));
  return findings;
}

function stateFindings(subject: Subject, at: StateAt): Finding[] {
  const findings: Finding[] = [];
  const resource = textOf(at.state, 'Resource');
  const parsed = at.type === 'Task' && resource !== undefined ? parseResource(resource) : undefined;
  if (parsed?.pattern === 'sync' || parsed?.pattern === 'sync:2') {
    findings.push(about(subject, 'SFN101', at, `${resource} waits for the job to end`));
  }
  if (parsed?.pattern === 'waitForTaskToken')
    findings.push(about(subject, 'SFN102', at, `${resource} waits for a task token`));
  if (parsed?.kind === 'activity') findings.push(about(subject, 'SFN103', at, `${resource} is an activity`));
  if (at.type === 'Map' && isDistributed(at.state))
    findings.push(about(subject, 'SFN104', at, 'the Map is distributed'));
  const seconds = numberOf(at.state, 'Seconds');
  if (at.type === 'Wait' && seconds !== undefined && seconds > expressSecondsMax) {
    findings.push(
      about(subject, 'SFN106', at, `it waits ${seconds} seconds; the execution ends after ${expressSecondsMax}`),
    );
  }
  return findings;
}

// `.sync` on a child that is an Express machine of the same app.
function expressChild(subject: Subject, at: StateAt): Finding[] {
  const resource = textOf(at.state, 'Resource');
  if (at.type !== 'Task' || resource === undefined) return [];
  const integration = findIntegration(resource);
  if (integration.found !== 'optimized' || integration.service !== 'states' || !integration.pattern.startsWith('sync'))
    return [];
  const parameters = objectOf(at.state, at.language === 'JSONata' ? 'Arguments' : 'Parameters');
  const arn = parameters === undefined ? undefined : textOf(parameters, 'StateMachineArn');
  const child = subject.assembly.machines.find((machine) => machine.arn === arn);
  if (child === undefined || child.type !== 'EXPRESS') return [];
  return [about(subject, 'SFN108', at, `it waits for ${child.constructPath}, which is an Express workflow`)];
}
