// A Map Run that cannot read its items, or write its results, fails with these.

export class MapDataError extends Error {
  /** Error name of the Map state. */
  readonly error: 'States.ItemReaderFailed' | 'States.ResultWriterFailed' | 'States.Runtime';

  constructor(error: MapDataError['error'], cause: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(cause);
    Error.stackTraceLimit = limit;
    this.name = 'MapDataError';
    this.error = error;
  }
}

export function readerFailed(cause: string): MapDataError {
  return new MapDataError('States.ItemReaderFailed', cause);
}

export function writerFailed(cause: string): MapDataError {
  return new MapDataError('States.ResultWriterFailed', cause);
}
