// The language without the service's rules: a document as the outermost context. For tests against the language's own suite.
import type { Json } from '../../json';
import type { Bindings } from '../evaluate';
import { compileRoot } from './expression';
import { machine } from './machine';
import { parseExpression } from './package';
import type { Root } from './place';
import { writableResult } from './result';
import { ArrayDocument, type Value } from './value';

/** An expression, without `{% %}`, for a document. Throws the language's failures as they are. */
export function compileLanguage(source: string): (document: Json | undefined, bindings: Bindings) => Value {
  const root: Root = { value: undefined };
  const run = compileRoot(parseExpression(source), root);
  return (document, bindings) => {
    machine.start(bindings);
    root.value = Array.isArray(document) ? new ArrayDocument([document]) : document;
    return writableResult(run());
  };
}
