import { formatArn, invalidArnMessage, parseArn } from '../../lib/asl';

const base = { partition: 'aws', region: 'eu-west-1', account: '123456789012' };
const start = 'arn:aws:states:eu-west-1:123456789012';

describe('ARNs', () => {
  test.each([
    [`${start}:stateMachine:Orders`, { ...base, kind: 'stateMachine', name: 'Orders' }],
    [`${start}:stateMachine:Orders:3`, { ...base, kind: 'stateMachine', name: 'Orders', qualifier: '3' }],
    [`${start}:stateMachine:Orders/Items`, { ...base, kind: 'stateMachine', name: 'Orders', label: 'Items' }],
    [`${start}:execution:Orders:first`, { ...base, kind: 'execution', name: 'Orders', execution: 'first' }],
    [
      `${start}:execution:Orders/Items:u`,
      { ...base, kind: 'execution', name: 'Orders', label: 'Items', execution: 'u' },
    ],
    [`${start}:express:Orders:first:u`, { ...base, kind: 'express', name: 'Orders', execution: 'first', uuid: 'u' }],
    [`${start}:mapRun:Orders/Items:u`, { ...base, kind: 'mapRun', name: 'Orders', label: 'Items', uuid: 'u' }],
    [`${start}:activity:Pack`, { ...base, kind: 'activity', name: 'Pack' }],
    [
      'arn:aws-cn:states:cn-north-1:123456789012:activity:Pack',
      { partition: 'aws-cn', region: 'cn-north-1', account: '123456789012', kind: 'activity', name: 'Pack' },
    ],
  ] as const)('%s', (text, arn) => {
    expect(parseArn(text)).toEqual(arn);
    expect(formatArn(arn)).toBe(text);
  });

  test.each([
    '',
    'arn',
    'arn:aws:states',
    `${start}:stateMachine`,
    `${start}:stateMachine:`,
    `${start}:stateMachine:a:b:c`,
    `${start}:execution:Orders`,
    `${start}:express:Orders:x`,
    `${start}:job:Orders`,
    'arn:aws:lambda:eu-west-1:123456789012:function:f',
    'arn:aws:states:::lambda:invoke',
  ])('%j is none', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });

  test.each([
    ['orders', "Invalid Arn: 'Invalid ARN prefix: orders'"],
    [`${start}:express:Orders:x:u`, "Invalid Arn: 'Resource type not valid in this context: express'"],
    [`${start}:execution:Orders`, `Invalid Arn: 'Invalid ARN: ${start}:execution:Orders'`],
    [`${start}:execution:Orders:x`, undefined],
  ])('%s as an execution', (text, message) => {
    expect(invalidArnMessage(text, ['execution'])).toBe(message);
  });
});
