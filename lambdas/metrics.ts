// Metrics as a line of the log: CloudWatch reads lines of the embedded metric format, so a handler needs no call and no
// permission for them. The line goes to standard output as it is; `console.log` would wrap it in Lambda's own JSON.

export interface Metrics {
  readonly namespace: string;
  /** What the metrics are told apart by. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Values with CloudWatch's units. */
  readonly values: Readonly<Record<string, { readonly value: number; readonly unit: 'Count' | 'Milliseconds' }>>;
}

/** One line of the embedded metric format. @param timestamp milliseconds since the epoch */
export function metricsLine({ namespace, dimensions, values }: Metrics, timestamp: number): string {
  const metrics = Object.entries(values).map(([Name, { unit }]) => ({ Name, Unit: unit }));
  return JSON.stringify({
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [Object.keys(dimensions)], Metrics: metrics }],
    },
    ...dimensions,
    ...Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value])),
  });
}

/** Writes metrics to the log, which only Lambda reads: a test that calls a handler itself has no use for them. */
export function putMetrics(metrics: Metrics): void {
  if (process.env.AWS_EXECUTION_ENV !== undefined) process.stdout.write(`${metricsLine(metrics, Date.now())}\n`);
}
