// IAM's wildcards. A needed resource may itself hold `*` where a part is known only at run time.

/** Whether every text that `needed` stands for is matched by `pattern`. A `*` in `needed` is matched by a `*` only. */
export function covers(pattern: string, needed: string): boolean {
  return new RegExp(
    `^${[...pattern].map((char) => (char === '*' ? '.*' : char === '?' ? '[^*]' : literal(char))).join('')}$`,
    's',
  ).test(needed);
}

/** Whether some text is matched by both. */
export function meets(a: string, b: string): boolean {
  const known = new Map<number, boolean>();
  const at = (i: number, j: number): boolean => {
    if (i === a.length && j === b.length) return true;
    const key = i * (b.length + 1) + j;
    const before = known.get(key);
    if (before !== undefined) return before;
    // Assumed while it is being worked out; a cycle adds nothing.
    known.set(key, false);
    const result =
      (a[i] === '*' && (at(i + 1, j) || (j < b.length && at(i, j + 1)))) ||
      (b[j] === '*' && (at(i, j + 1) || (i < a.length && at(i + 1, j)))) ||
      (i < a.length && j < b.length && (a[i] === b[j] || a[i] === '?' || b[j] === '?') && at(i + 1, j + 1));
    known.set(key, result);
    return result;
  };
  return at(0, 0);
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
