import { createErrorMessage, validate } from '../../../lib/asl';
import { choice, end, lambda, machine, only, task } from '../machines';

describe('the message of CreateStateMachine', () => {
  test('joins what is refused', () => {
    const found = validate(machine({ A: { Type: 'Pass', Next: 'C' }, B: end }));
    expect(createErrorMessage(found)).toBe(
      `Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Next, MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B'`,
    );
  });
  test('has "at null" where there is no place, and two blanks after .waitForTaskToken', () => {
    expect(createErrorMessage(validate(machine({ A: { Type: 'Pass', Next: 'A' } })))).toBe(
      "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
    );
    const callback = only({ ...task, Resource: `${lambda}.waitForTaskToken` });
    expect(createErrorMessage(validate(callback, { type: 'EXPRESS' }))).toContain(
      "'.waitForTaskToken' service integration  at /States/X/Resource'",
    );
  });
  test('is absent for what is accepted, warnings or not', () => {
    expect(createErrorMessage(validate(choice({ Variable: '$.a', IsNull: true }, { Default: 'Y' })))).toBeUndefined();
    expect(createErrorMessage([])).toBeUndefined();
  });
});
