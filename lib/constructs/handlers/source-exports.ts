// What a handler's source exports, as far as it can be told without bundling, so that a missing export is told where the
// handler is added. Whatever is not understood (`export *`, CommonJS, a word in a comment) means that nothing is known, and
// the bundle decides later.
import { readFileSync } from 'node:fs';

const declared =
  /^(?:declare\s+|abstract\s+|async\s+)*(?:function\s*\*?|const|let|var|class|enum)\s+([A-Za-z_$][\w$]*)\s*(?=[:=(<{]|extends\b|implements\b)/;
const typesOnly = /^(?:declare\s+)?(?:type|interface|namespace)\b/;
const listed = /^\{([^}]*)\}/;

/** Names that a source exports for sure and no others; undefined if that cannot be told. */
export function exportsOfSource(file: string): readonly string[] | undefined {
  const text = readFileSync(file, 'utf8');
  if (/\bmodule\.exports\b|\bexports\s*[.[]|\bObject\.defineProperty\(exports\b/.test(text)) return undefined;
  const names: string[] = [];
  for (const { index } of text.matchAll(/(?<![\w$.])export(?![\w$])\s*/g)) {
    const after = text.slice(index).replace(/^export\s*/, '');
    const list = listed.exec(after)?.[1];
    const name = declared.exec(after)?.[1];
    // `export const a = 1, b = 2`, or something that looks like it.
    if (/^(?:const|let|var)\b/.test(after) && /,\s*[A-Za-z_$][\w$]*\s*(?::[^=,;]+)?=(?!=|>)/.test(ofStatement(after)))
      return undefined;
    if (list !== undefined) names.push(...namesIn(list));
    else if (name !== undefined) names.push(name);
    else if (/^default\b/.test(after)) names.push('default');
    else if (!typesOnly.test(after)) return undefined;
  }
  return names;
}

/** Up to the next export. */
function ofStatement(text: string): string {
  const end = text.search(/\n\s*export\b/);
  return end < 0 ? text : text.slice(0, end);
}

/** `a, b as c, type D` gives a and c. */
function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '))
    .map((one) => one.split(/\s+as\s+/).at(-1)!);
}
