export class StateBench {
  constructor(..._a: unknown[]) {}
}
