// Valid machines that between them use every state type, both query languages and most fields.

const invoke = 'arn:aws:states:::lambda:invoke';

export const seeds: readonly object[] = [
  {
    StartAt: 'Start',
    States: {
      Start: {
        Type: 'Pass',
        Parameters: { 'a.$': '$.a', 'n.$': 'States.MathAdd(1, 2)', list: [1, 2, 3] },
        ResultPath: '$.p',
        Next: 'Pick',
      },
      Pick: {
        Type: 'Choice',
        Choices: [
          {
            And: [{ Variable: '$.p.n', NumericGreaterThan: 2 }, { Not: { Variable: '$.x', IsPresent: true } }],
            Next: 'Call',
          },
          { Variable: '$.s', StringMatches: 'a*b', Next: 'Done' },
        ],
        Default: 'Nap',
      },
      Nap: { Type: 'Wait', Seconds: 5, Next: 'Done' },
      Call: {
        Type: 'Task',
        Resource: invoke,
        Parameters: { FunctionName: 'f', 'Payload.$': '$' },
        ResultSelector: { 'r.$': '$' },
        ResultPath: '$.r',
        TimeoutSeconds: 30,
        Retry: [
          { ErrorEquals: ['Boom'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1.5, JitterStrategy: 'FULL' },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Bad' }],
        Next: 'Done',
      },
      Bad: { Type: 'Fail', Error: 'E', CausePath: '$.e.Cause' },
      Done: { Type: 'Succeed', OutputPath: '$' },
    },
  },
  {
    QueryLanguage: 'JSONata',
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { i: 0, total: '{% $count($states.input.items) %}' }, Next: 'Inc' },
      Inc: {
        Type: 'Pass',
        Assign: { i: '{% $i + 1 %}' },
        Output: { i: '{% $i %}', in: '{% $states.input %}' },
        Next: 'More',
      },
      More: { Type: 'Choice', Choices: [{ Condition: '{% $i < 3 %}', Next: 'Inc' }], Default: 'Each' },
      Each: {
        Type: 'Map',
        Items: '{% [1..3] %}',
        ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: 'Work',
          States: {
            Work: {
              Type: 'Task',
              Resource: invoke,
              Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
              Output: '{% $states.result %}',
              End: true,
            },
          },
        },
        Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'End' }],
        Next: 'End',
      },
      End: { Type: 'Succeed', Output: '{% {"n": $i, "t": $total} %}' },
    },
  },
  {
    StartAt: 'Fan',
    States: {
      Fan: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: { Type: 'Pass', Result: { x: 1 }, End: true } } },
          {
            StartAt: 'B',
            States: {
              B: {
                Type: 'Task',
                Resource: `${invoke}.waitForTaskToken`,
                HeartbeatSeconds: 5,
                Parameters: { FunctionName: 'f', Payload: { 't.$': '$$.Task.Token' } },
                End: true,
              },
            },
          },
        ],
        ResultSelector: { 'a.$': '$[0].x', 'all.$': '$[*]' },
        ResultPath: '$.fan',
        Catch: [{ ErrorEquals: ['States.Timeout', 'Boom'], Next: 'Each' }],
        Next: 'Each',
      },
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'One',
          States: { One: { Type: 'Pass', InputPath: '$.v', End: true } },
        },
        ItemBatcher: { MaxItemsPerBatch: 2 },
        ToleratedFailurePercentage: 50,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Until' }],
        End: true,
      },
      Until: { Type: 'Wait', TimestampPath: '$.when', End: true },
    },
  },
];
