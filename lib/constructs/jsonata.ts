// Small words for JSONata in definitions.

/** An expression as the service wants it. */
export function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

/** A text literal inside an expression. */
export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
