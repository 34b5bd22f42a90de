// Real handlers finish in any order, and with it would go the order of events, of identifiers and of writes to a table.
// Under a virtual clock that order means nothing, for all of it happens at one instant; so tasks work one after the other,
// in the order in which they were asked. The same seed then gives the same history, byte for byte.
import type { ServiceCall, TaskIo, TaskPerformer } from '../engine';

interface Turn {
  readonly call: ServiceCall;
  readonly io: TaskIo;
  cancelled: boolean;
}

/** Lets one task work at a time. A task that waits (for its token, for time to pass) lets the next one in. */
export function inTurn(performer: TaskPerformer): TaskPerformer {
  const waiting: Turn[] = [];
  let working = false;
  let serving = false;

  const serve = (): void => {
    if (serving) return; // whoever serves goes on until nobody can be served
    serving = true;
    for (let turn = next(); turn !== undefined; turn = next()) {
      if (turn.cancelled) continue;
      working = true;
      performer.perform(turn.call, untilFree(turn.io, leave));
    }
    serving = false;
  };
  const next = (): Turn | undefined => (working ? undefined : waiting.shift());
  const leave = (): void => {
    working = false;
    serve();
  };

  return {
    perform(call, io) {
      const turn: Turn = { call, io, cancelled: false };
      io.onCancel(() => {
        turn.cancelled = true;
      });
      waiting.push(turn);
      serve();
    },
  };
}

/** Tells once when the task does no more real work: it has settled, waits, or nobody waits for it. */
function untilFree(io: TaskIo, free: () => void): TaskIo {
  let told = false;
  const end = (): void => {
    if (told) return;
    told = true;
    free();
  };
  io.onCancel(end);
  return {
    submitted: (value) => io.submitted(value),
    settled(outcome) {
      io.settled(outcome);
      end();
    },
    parked() {
      io.parked();
      end();
    },
    after(ms, callback) {
      io.after(ms, callback);
      end();
    },
    onCancel: (callback) => io.onCancel(callback),
    now: () => io.now(),
  };
}
