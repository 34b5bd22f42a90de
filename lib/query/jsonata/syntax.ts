// The syntax tree as the jsonata package's parser delivers it (2.0.6), with only the members that the compiler reads.

interface Common {
  readonly position?: number;
  /** `[…]` behind something that is not a step of a path. */
  readonly predicate?: readonly Stage[];
  /** `[…]` and `#$i` behind a step of a path. */
  readonly stages?: readonly Stage[];
  /** `{…}` behind the node. */
  readonly group?: Group;
  /** `[]` behind the node: a single result stays an array. */
  readonly keepArray?: boolean;
  /** An array constructor whose value is not flattened into the sequence around it. */
  readonly consarray?: boolean;
  /** `@$name` */
  readonly focus?: string;
  /** `#$name` */
  readonly index?: string;
  /** The slot that a later `%` reads. */
  readonly ancestor?: ParentSlot;
  /** The node is evaluated as a stream of tuples, because it or something behind it binds a name. */
  readonly tuple?: boolean;
}

export interface ParentSlot {
  readonly label: string;
}

export interface Stage {
  readonly type: 'filter' | 'index';
  /** of a filter */
  readonly expr?: Node;
  /** of an index: the variable's name */
  readonly value?: string;
}

export interface Group {
  readonly lhs: readonly (readonly [Node, Node])[];
  readonly position?: number;
}

export interface SortTerm {
  readonly descending: boolean;
  readonly expression: Node;
}

export interface Signature {
  readonly definition: string;
}

export interface PathNode extends Common {
  readonly type: 'path';
  readonly steps: readonly Node[];
  readonly keepSingletonArray?: boolean;
}
export interface NameNode extends Common {
  readonly type: 'name';
  readonly value: string;
}
export interface LiteralNode extends Common {
  readonly type: 'string' | 'number' | 'value';
  readonly value: string | number | boolean | null;
}
export interface VariableNode extends Common {
  readonly type: 'variable';
  readonly value: string;
}
export interface WildcardNode extends Common {
  readonly type: 'wildcard' | 'descendant';
}
export interface ParentNode extends Common {
  readonly type: 'parent';
  readonly slot: ParentSlot;
}
export interface BinaryNode extends Common {
  readonly type: 'binary';
  readonly value: string;
  readonly lhs: Node;
  readonly rhs: Node;
}
export interface NegationNode extends Common {
  readonly type: 'unary';
  readonly value: '-';
  readonly expression: Node;
}
export interface ArrayNode extends Common {
  readonly type: 'unary';
  readonly value: '[';
  readonly expressions: readonly Node[];
}
export interface ObjectNode extends Common, Group {
  readonly type: 'unary';
  readonly value: '{';
}
export type UnaryNode = NegationNode | ArrayNode | ObjectNode;
export interface ConditionNode extends Common {
  readonly type: 'condition';
  readonly condition: Node;
  readonly then: Node;
  readonly else?: Node;
}
export interface BlockNode extends Common {
  readonly type: 'block';
  readonly expressions: readonly Node[];
}
export interface BindNode extends Common {
  readonly type: 'bind';
  readonly lhs: VariableNode;
  readonly rhs: Node;
}
export interface RegexNode extends Common {
  readonly type: 'regex';
  readonly value: RegExp;
}
export interface CallNode extends Common {
  readonly type: 'function' | 'partial';
  readonly procedure: Node;
  readonly arguments: readonly Node[];
}
export interface LambdaNode extends Common {
  readonly type: 'lambda';
  readonly arguments: readonly VariableNode[];
  readonly body: Node;
  readonly signature?: Signature;
  /** A call in tail position, wrapped by the parser so that it does not grow the stack. */
  readonly thunk?: boolean;
}
export interface ApplyNode extends Common {
  readonly type: 'apply';
  readonly lhs: Node;
  readonly rhs: Node;
}
export interface TransformNode extends Common {
  readonly type: 'transform';
  readonly pattern: Node;
  readonly update: Node;
  readonly delete?: Node;
}
export interface SortNode extends Common {
  readonly type: 'sort';
  readonly terms: readonly SortTerm[];
}
/** The `?` of a partial application, or `and`, `or`, `in` where they are names. */
export interface OperatorNode extends Common {
  readonly type: 'operator';
  readonly value: string;
}

export type Node =
  | PathNode
  | NameNode
  | LiteralNode
  | VariableNode
  | WildcardNode
  | ParentNode
  | BinaryNode
  | UnaryNode
  | ConditionNode
  | BlockNode
  | BindNode
  | RegexNode
  | CallNode
  | LambdaNode
  | ApplyNode
  | TransformNode
  | SortNode
  | OperatorNode;

export type NodeType = Node['type'];

/** The `?` that stands for a parameter that is still open. */
export function isPlaceholder(node: Node): boolean {
  return node.type === 'operator' && node.value === '?';
}

const NOTHING: readonly Node[] = [];

/** The nodes that a node is made of, without predicates, stages and groups. */
export function parts(node: Node): readonly Node[] {
  switch (node.type) {
    case 'path':
      return node.steps;
    case 'binary':
    case 'apply':
      return [node.lhs, node.rhs];
    case 'unary':
      if (node.value === '-') return [node.expression];
      return node.value === '[' ? node.expressions : node.lhs.flat();
    case 'condition':
      return node.else === undefined ? [node.condition, node.then] : [node.condition, node.then, node.else];
    case 'block':
      return node.expressions;
    case 'bind':
      return [node.rhs];
    case 'function':
    case 'partial':
      return [node.procedure, ...node.arguments];
    case 'lambda':
      return [node.body];
    case 'transform':
      return node.delete === undefined ? [node.pattern, node.update] : [node.pattern, node.update, node.delete];
    case 'sort':
      return node.terms.map((term) => term.expression);
    default:
      return NOTHING;
  }
}

/** What stands behind a node: its predicates, the filters of a step, the pairs of a grouping. */
export function suffixes(node: Node): readonly Node[] {
  if (node.predicate === undefined && node.stages === undefined && node.group === undefined) return NOTHING;
  const filters = [...(node.predicate ?? []), ...(node.stages ?? [])].flatMap((stage) => stage.expr ?? []);
  return [...filters, ...(node.group?.lhs.flat() ?? [])];
}
