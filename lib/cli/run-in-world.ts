// A run whose tasks are answered by mocks, handlers and embedded services.
import { type AppWorld, openAppWorld } from '../app';
import type { Host } from '../local';
import type { Assignment } from './assignment';
import { execute } from './execute';
import type { ExitCode } from './exit';
import { mockAnswerer } from './mock-file';
import { conclude } from './report';

export async function runSubject(assignment: Assignment): Promise<ExitCode> {
  return conclude(await execute(assignment, openWorld), assignment);
}

function openWorld({ subject, mock, iam, s3Directory, services }: Assignment, host: Host): Promise<AppWorld> {
  return openAppWorld({
    assembly: subject.assembly,
    host,
    stateMachineArn: subject.stateMachineArn,
    iam,
    ...(s3Directory !== undefined && { s3Directory }),
    ...(services !== undefined && { services }),
    ...(mock !== undefined && { before: (world) => [mockAnswerer(mock.file, mock.testCase, subject, world)] }),
  });
}
