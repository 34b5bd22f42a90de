export {
  type Bindings,
  type Evaluate,
  EvaluationError,
  type EvaluationErrorName,
  ExpressionSyntaxError,
  type QueryLanguage,
} from './evaluate';
export { compileExpression as compileIntrinsicOrPath } from './intrinsics/expression';
export { compileJsonata, isJsonata } from './jsonata/expression';
export { type JsonataReferences, jsonataReferences } from './jsonata/references';
export { compileJsonataTemplate } from './jsonata/template';
export { compilePath, type Path } from './jsonpath/path';
export { compileReferencePath, type ReferencePath, referencePathProblem } from './jsonpath/reference';
export { compileTemplate } from './template';
