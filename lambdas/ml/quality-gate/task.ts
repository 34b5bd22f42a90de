/** Least or greatest value of a metric. */
export interface Threshold {
  readonly min?: number;
  readonly max?: number;
}

export interface GateInput {
  readonly metrics: Readonly<Record<string, number>>;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  /** Metrics of the model that serves now; null if there is none. */
  readonly champion?: Readonly<Record<string, number>> | null;
  /** Metric in which the new model must not be worse than the champion; greater is better. */
  readonly championMetric?: string;
}

export interface GateResult {
  readonly passed: boolean;
  readonly findings: readonly string[];
}

/** Decides whether a model is good enough to be registered. */
export function qualityGate({ metrics, thresholds, champion, championMetric }: GateInput): GateResult {
  const findings: string[] = [];
  for (const [name, { min, max }] of Object.entries(thresholds)) {
    const value = metrics[name];
    if (value === undefined) findings.push(`the evaluation gives no ${name}`);
    else if (min !== undefined && value < min) findings.push(`${name} is ${value}; at least ${min} is wanted`);
    else if (max !== undefined && value > max) findings.push(`${name} is ${value}; at most ${max} is wanted`);
  }
  if (championMetric !== undefined && champion) {
    const [now, before] = [metrics[championMetric], champion[championMetric]];
    if (now !== undefined && before !== undefined && now < before) {
      findings.push(`${championMetric} is ${now}; the model that serves has ${before}`);
    }
  }
  return { passed: findings.length === 0, findings };
}
