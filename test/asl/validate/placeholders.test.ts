import { validate } from '../../../lib/asl';
import { machine } from '../machines';
import { reported } from './reported';

/** What a template fills in. */
const hole = (name: string) => `\${${name}}`;

describe('placeholders of a template', () => {
  const definition = machine({
    X: {
      Type: 'Task',
      Resource: hole('Function'),
      TimeoutSeconds: hole('Timeout'),
      Parameters: { 'a.$': hole('Path') },
      Next: hole('Next'),
    },
    Y: { Type: 'Wait', Timestamp: hole('When'), End: true },
  });
  test('are unknown values where they are allowed', () => {
    expect(validate(definition, { placeholders: true })).toEqual([]);
  });
  test('are texts like any other elsewhere', () => {
    expect(reported(definition)).toHaveLength(4);
  });
});
