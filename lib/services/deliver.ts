// Where topics and buses send things: queues, functions, topics, buses, state machines and HTTP addresses. The rooms below
// know only ARNs; who is behind one is filled in when the services are put together.
import type { Json, JsonObject } from '../json';

export interface Deliveries {
  /** Puts a message into a queue; false if there is no such queue. */
  queue(
    queueArn: string,
    body: string,
    attributes: JsonObject,
    groupId: string | undefined,
    deduplicationId: string | undefined,
  ): boolean;
  /** Invokes a function without waiting for its answer; false if there is no such function. */
  invoke(functionArn: string, event: Json): boolean;
  /** Starts an execution; false if there is no such state machine. */
  start(stateMachineArn: string, input: Json): boolean;
  publish(topicArn: string, message: string): boolean;
  put(busArn: string, event: JsonObject): boolean;
  /** Posts a text; what becomes of it is not the sender's business. */
  post(url: string, body: string, headers: { readonly [name: string]: string }): void;
}
