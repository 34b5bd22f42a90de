/** A method of an API, and the function behind it. */
export interface ApiRoute {
  /** `GET`, … or `ANY`. */
  readonly method: string;
  /** `/orders/{id}`, `/{proxy+}`; for HTTP APIs also `$default`. */
  readonly path: string;
  readonly functionName: string;
  /** `AWS_PROXY` wraps request and answer; `AWS` hands the body over as it is, or as the template makes it. @default AWS_PROXY */
  readonly integration?: 'AWS_PROXY' | 'AWS';
  /** Mapping template of an `AWS` integration. */
  readonly template?: string;
  /** Payload format of HTTP APIs. @default 1.0 */
  readonly payloadFormat?: '1.0' | '2.0';
}
