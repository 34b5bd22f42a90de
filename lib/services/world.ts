// What the services may know of the world; the host hands it in, so that a run can be repeated (only lib/local/host looks
// at the real clock and chance).

export interface World {
  /** Milliseconds since the epoch. */
  now(): number;
  /** The next identifier, a version 4 UUID. */
  uuid(): string;
  /** Calls back after that many milliseconds of the world's clock; the function it returns takes that back. */
  after(ms: number, callback: () => void): () => void;
  /** Something real is going on: a virtual clock stands still until the returned function is called. */
  busy(): () => void;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** An ARN of this world. */
export function arn(world: World, service: string, resource: string): string {
  return `arn:${world.partition}:${service}:${world.region}:${world.account}:${resource}`;
}
