// The mark that stands where a value cannot be known. It is easy to see, easy to search for, and never mistaken for a name.

const marker = /<unresolved:[^<>]*>/g;

/**
 * `<unresolved:Stack/LogicalId.Attr>`. Characters that would end the mark early, or that JSON writes otherwise than plain
 * text, are replaced: a mark is the same text wherever it stands.
 */
export function placeholder(what: string): string {
  return `<unresolved:${what.replace(/[^ -~]|[<>"\\]/g, '_')}>`;
}

/** The marks in a text, each once, in order. */
export function placeholdersIn(text: string): readonly string[] {
  if (!text.includes('<unresolved:')) return [];
  return [...new Set(text.match(marker) ?? [])];
}

/** Splits as `Fn::Split` does, but never inside a mark (marks contain colons, the commonest delimiter). */
export function splitOutsideMarks(text: string, delimiter: string): readonly string[] {
  const marks = text.match(marker);
  if (marks === null) return text.split(delimiter);
  const parts: string[] = [''];
  text.split(marker).forEach((plain, index) => {
    const [first = '', ...rest] = plain.split(delimiter);
    parts[parts.length - 1] += first;
    parts.push(...rest);
    parts[parts.length - 1] += marks[index] ?? '';
  });
  return parts;
}
