// An execution is stopped after each of its commits and taken up by another process. It must end as it would have, to the
// millisecond: what differs from an undisturbed run would be visible to whoever reads its history.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../lib/json';
import { lmdbStore, memoryStore, type Store } from '../../lib/store';
import { type Batch, create, executionArn, lastMoment, machineArn, recorded, service, start } from './world';

const work = (next?: string, rest: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'work', 'Payload.$': '$' },
  ResultPath: null,
  ...rest,
  ...(next === undefined ? { End: true } : { Next: next }),
});
const retried = { Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 5, MaxAttempts: 3, JitterStrategy: 'FULL' }] };
const twice = (name: string) => ({
  StartAt: `${name}1`,
  States: { [`${name}1`]: work(`${name}2`), [`${name}2`]: work() },
});

const machines: { readonly [name: string]: JsonObject } = {
  Retry: { StartAt: 'First', States: { First: work('Flaky'), Flaky: work('Last', retried), Last: work() } },
  Wait: { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 86_400, Next: 'Last' }, Last: work() } },
  Parallel: {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          twice('Left'),
          {
            StartAt: 'Pause',
            States: { Pause: { Type: 'Wait', Seconds: 3, Next: 'Flaky' }, Flaky: work(undefined, retried) },
          },
        ],
        Next: 'Last',
      },
      Last: work(),
    },
  },
  Map: {
    StartAt: 'Each',
    States: { Each: { Type: 'Map', MaxConcurrency: 2, ItemsPath: '$.items', ItemProcessor: twice('Item'), End: true } },
  },
  Job: {
    StartAt: 'Build',
    States: {
      Build: {
        Type: 'Task',
        Resource: 'arn:aws:states:::codebuild:startBuild.sync',
        Parameters: { ProjectName: 'p' },
        ResultPath: null,
        Next: 'Last',
      },
      Last: work(),
    },
  },
  Nested: {
    StartAt: 'Child',
    States: {
      Child: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: machineArn('Wait'), Name: 'child', 'Input.$': '$' },
        ResultPath: null,
        Next: 'Last',
      },
      Last: work(),
    },
  },
  Distributed: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Label: 'Each',
        MaxConcurrency: 2,
        ItemsPath: '$.items',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...twice('Item') },
        Next: 'Last',
      },
      Last: work(),
    },
  },
  Redriven: { StartAt: 'First', States: { First: work('Broken'), Broken: work('Last'), Last: work() } },
  // Each redrive lets go on what failed, and starts one more, which fails.
  RedrivenMap: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Label: 'Each',
        MaxConcurrency: 1,
        ItemsPath: '$.items',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Pause',
          States: {
            // A child that fails after the redrive fails later than it.
            Pause: { Type: 'Wait', Seconds: 1, Next: 'Item' },
            Item: work('Broken'),
            Broken: work(),
          },
        },
        Next: 'Last',
      },
      Last: work(),
    },
  },
};

interface Run {
  readonly history: string;
  readonly performed: readonly string[];
  readonly batches: readonly Batch[];
}

/** Without what says when a job began: a job that is taken up begins anew. */
function told(service: { readonly local: import('../../lib/local').Local }, name: string): string {
  const { executions } = service.local;
  const [arn] = [executionArn(name)];
  const text = JSON.stringify({ document: executions.get(arn), history: executions.history(arn) }, undefined, 1);
  return text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID');
}

/** Redrives it until it succeeds. */
async function redriveIfFailed(local: import('../../lib/local').Local, name: string): Promise<void> {
  const arn = executionArn(name);
  while (name.startsWith('Redriven') && local.executions.get(arn).status === 'FAILED') {
    await local.executions.redrive(arn, undefined);
    while (local.executions.openCount > 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function undisturbed(name: string): Promise<Run> {
  const { store, batches } = recorded();
  const running = service(store, start);
  await create(running.local, machines);
  running.local.start({ stateMachineArn: machineArn(name), name: 'run', input: '{"items":[1,2,3]}' });
  await redriveIfFailed(running.local, name);
  return { history: told(running, name), performed: running.performed, batches };
}

/** The same from what a process had written before it died. */
async function takenUp(name: string, batches: readonly Batch[], store: Store): Promise<Run> {
  for (const batch of batches) await store.append(batch);
  const running = service(store, lastMoment(batches));
  running.local.resume();
  await running.local.driver.durable();
  while (running.local.executions.openCount > 0) await new Promise((resolve) => setImmediate(resolve));
  await redriveIfFailed(running.local, name);
  while (running.local.executions.openCount > 0) await new Promise((resolve) => setImmediate(resolve));
  return { history: told(running, name), performed: running.performed, batches };
}

/** Commits of a run, from the one that started it. */
function commitsOf({ batches }: Run): number[] {
  const first = batches.findIndex((batch) => batch.some(({ kind }) => kind === 'entry'));
  return batches.map((_, place) => place).filter((place) => place >= first);
}

describe.each(Object.keys(machines))('%s, stopped after each commit', (name) => {
  test('ends as if nothing had happened, and runs no recorded result again', async () => {
    const whole = await undisturbed(name);
    expect(commitsOf(whole).length).toBeGreaterThan(1);
    for (const place of commitsOf(whole)) {
      const store = memoryStore();
      const { history, performed } = await takenUp(name, whole.batches.slice(0, place + 1), store);
      expect({ place, history }).toEqual({ place, history: whole.history });
      // What is performed now is the tail of what was performed then.
      expect([...whole.performed].sort()).toEqual(expect.arrayContaining([...performed].sort()));
      expect(new Set(performed).size).toBe(performed.length);
      expect([...store.open()]).toEqual([]);
    }
  });
});

describe('on disk', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'recovery-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test.each(['Parallel', 'Distributed', 'Redriven'])('%s ends as if nothing had happened', async (name) => {
    const whole = await undisturbed(name);
    for (const place of commitsOf(whole)) {
      const store = lmdbStore(join(directory, String(place)));
      const { history } = await takenUp(name, whole.batches.slice(0, place + 1), store);
      expect({ place, history }).toEqual({ place, history: whole.history });
      await store.close();
    }
  });
});
