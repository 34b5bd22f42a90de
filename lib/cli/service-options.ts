// The options of `run` and `serve` that tell of services.

/** Options that `run` and `serve` share. */
export const serviceOptions = {
  services: {
    type: 'string',
    value: 'file',
    summary: 'how services behave: buckets, simulated jobs, endpoints (JSON)',
  },
  endpoint: { type: 'string', value: 'url', summary: 'send what nothing here answers there (LocalStack, moto)' },
  aws: { type: 'boolean', summary: 'send what has no endpoint to AWS itself; never without this option' },
} as const;

export interface ServiceOptions {
  readonly services: string | undefined;
  readonly endpoint: string | undefined;
  readonly aws: boolean;
}

export function tellsOfServices({ services, endpoint, aws }: ServiceOptions): boolean {
  return services !== undefined || endpoint !== undefined || aws;
}
