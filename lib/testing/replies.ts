// What a test may let the world answer. Most of it is the services' own; what tests add is here.
import { Limited, type MockedCall, type Reply as ServiceReply } from '../services';
import { TestingError } from './error';

/**
 * An answer: a value is the task's result (for mocks of functions: the function's); a function computes it, or another
 * reply, from the call; fail(), timeout(), never(), after(), sequence(), times() and byInput() make the others.
 */
export type Reply = ServiceReply | Limited;

/**
 * One reply for each call, in order; `times(2, reply)` inside stands for two. A call more than there are replies is an
 * error that names the call.
 */
export function sequence(...replies: readonly Reply[]): ServiceReply {
  if (replies.length === 0) throw new TestingError('sequence() needs at least one reply');
  const all = replies.flatMap((reply) =>
    reply instanceof Limited ? Array<ServiceReply>(reply.left).fill(reply.reply) : [reply],
  );
  let next = 0;
  return (call) => {
    const reply = all[next++];
    if (reply === undefined) {
      throw new TestingError(
        `${call.path} was called ${next} times, and sequence() has ${all.length} ${all.length === 1 ? 'reply' : 'replies'}`,
        `it was called with ${JSON.stringify(call.input)}; add a reply, or end the sequence with times(n, reply)`,
      );
    }
    return reply;
  };
}

/** A reply that depends on what the task was called with: its Arguments, Parameters, or effective input. */
export function byInput(pick: (input: any) => ServiceReply): ServiceReply {
  return (call: MockedCall) => pick(call.input);
}

/** The result of the task, said in full. */
export function succeed(result: ServiceReply): ServiceReply {
  return result;
}
