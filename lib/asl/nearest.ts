// "Did you mean": the known name that differs least from a given one.

/** The name that was probably meant: at most a third of the letters differ. Undefined when nothing is near. */
export function nearestName(given: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const name of names) {
    const edits = editsBetween(given.toLowerCase(), name.toLowerCase(), least);
    if (edits < least) {
      best = name;
      least = edits;
    }
  }
  return best;
}

/** Comparing costs time in proportion to the names, and a large machine may have as many questions as names. */
const namesMax = 500;

/** A hint for the user, or undefined. */
export function didYouMean(given: string, names: readonly string[]): string | undefined {
  if (names.length > namesMax) return undefined;
  const name = nearestName(given, names);
  return name === undefined ? undefined : `did you mean "${name}"?`;
}

/** Insertions, deletions, replacements and swaps of neighbours; `limit` stands for that many or more. */
function editsBetween(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let older: readonly number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (previous[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      let edits = Math.min(replaced, (previous[j] as number) + 1, (current[j - 1] as number) + 1);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        edits = Math.min(edits, (older[j - 2] as number) + 1);
      }
      current.push(edits);
    }
    older = previous;
    previous = current;
  }
  return previous[right.length] as number;
}
