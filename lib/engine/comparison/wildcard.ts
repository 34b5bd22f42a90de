// StringMatches: `*` stands for any characters, `\*` for a star, `\\` for a backslash. Linear in text and pattern.

/** Compiles a StringMatches pattern. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const pieces = splitAtStars(pattern);
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  const searches = rest.filter((piece) => piece !== '').map(compileSearch);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const search of searches) {
      at = search(text, at, end);
      if (at < 0) return false;
    }
    return true;
  };
}

function splitAtStars(pattern: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let i = 0; i < pattern.length; i++) {
    const unit = pattern.charAt(i);
    const next = pattern.charAt(i + 1);
    if (unit === '\\' && (next === '*' || next === '\\')) {
      piece += next;
      i++;
    } else if (unit === '*') {
      pieces.push(piece);
      piece = '';
    } else piece += unit;
  }
  return [...pieces, piece];
}

/** Knuth–Morris–Pratt: the position behind the first occurrence between `from` and `end`, or −1. */
function compileSearch(piece: string): (text: string, from: number, end: number) => number {
  const fallback = [0];
  for (let i = 1, length = 0; i < piece.length; i++) {
    while (length > 0 && piece[i] !== piece[length]) length = fallback[length - 1] as number;
    if (piece[i] === piece[length]) length++;
    fallback.push(length);
  }
  return (text, from, end) => {
    let length = 0;
    for (let i = from; i < end; i++) {
      while (length > 0 && text[i] !== piece[length]) length = fallback[length - 1] as number;
      if (text[i] === piece[length]) length++;
      if (length === piece.length) return i + 1;
    }
    return -1;
  };
}
