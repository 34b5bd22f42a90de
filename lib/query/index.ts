export {
  type Bindings,
  type Evaluate,
  EvaluationError,
  type EvaluationErrorName,
  ExpressionSyntaxError,
  type QueryLanguage,
} from './evaluate';
