// The comparison operators of JSONPath choice rules.
import type { FieldRule } from './field-rule';

const readBy = 'engine/comparison/operators.ts';
const relations = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const;
const compared: {
  readonly [type: string]: { readonly value: FieldRule['value']; readonly relations: readonly string[] };
} = {
  String: { value: 'text', relations },
  Numeric: { value: 'decimal', relations },
  Boolean: { value: 'flag', relations: ['Equals'] },
  Timestamp: { value: 'timestamp', relations },
};
const tests = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'] as const;

/** How an operator reads in an edge label: `total > 1000`. */
const signs: { readonly [relation: string]: string } = {
  Equals: '=',
  LessThan: '<',
  GreaterThan: '>',
  LessThanEquals: '≤',
  GreaterThanEquals: '≥',
};

export interface Operator {
  readonly name: string;
  /** `>`; for tests such as IsNull and for StringMatches the word. */
  readonly sign: string;
  /** What it is compared with is a path. */
  readonly path: boolean;
}

function buildOperators(): { fields: { readonly [name: string]: FieldRule }; operators: Map<string, Operator> } {
  const fields: { [name: string]: FieldRule } = {};
  const operators = new Map<string, Operator>();
  const add = (
    name: string,
    sign: string,
    rule: Pick<FieldRule, 'value' | 'context' | 'pathField'>,
    about: string,
    path = false,
  ): void => {
    fields[name] = { ...rule, language: 'JSONPath', readBy, about };
    operators.set(name, { name, sign, path });
  };
  for (const [type, { value, relations }] of Object.entries(compared)) {
    for (const relation of relations) {
      const sign = signs[relation] as string;
      const pathField = `${type}${relation}Path`;
      add(`${type}${relation}`, sign, { value, pathField }, `Variable ${sign} the value, both ${type}.`);
      add(pathField, sign, { value: 'referencePath', context: true }, `Variable ${sign} the value at the path.`, true);
    }
  }
  add('StringMatches', 'matches', { value: 'text' }, 'Variable fits the pattern, in which * stands for anything.');
  for (const name of tests) add(name, name, { value: 'flag' }, `Whether ${name} is true of Variable, compared.`);
  return { fields, operators };
}

const built = buildOperators();

/** Field rules of the operators, for the table of choice rules. */
export const operatorFields = built.fields;

/** The operators by name. */
export const operators: ReadonlyMap<string, Operator> = built.operators;
