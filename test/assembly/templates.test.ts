import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readTemplate, readTemplateFile } from '../../lib/assembly';

const root = mkdtempSync(join(tmpdir(), 'template-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const definition = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
const machine = (properties: object) => ({
  Resources: {
    M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'arn:aws:iam::1:role/r', ...properties } },
  },
});

describe('a definition may be written', () => {
  const read = (properties: object, options = {}) =>
    readTemplate(machine(properties) as never, { name: 'S', directory: root, ...options }).machines[0];

  test('as an object', () => {
    expect(read({ Definition: definition })?.definition).toBe(JSON.stringify(definition));
  });

  test('as a text, with references and substitutions', () => {
    const text = { 'Fn::Sub': [`{"StartAt":"A","Comment":"\${AWS::Region} \${!Topic}","States":{}}`, {}] };
    expect(
      read({ DefinitionString: text, DefinitionSubstitutions: { Topic: { 'Fn::Join': ['', ['x', 'y']] } } })
        ?.definition,
    ).toBe('{"StartAt":"A","Comment":"us-east-1 xy","States":{}}');
  });

  test('in a packaged file', () => {
    file('packed.json', JSON.stringify(definition));
    expect(
      read({ DefinitionS3Location: { Bucket: 'b', Key: 'k.json' } }, { assets: { 'k.json': 'packed.json' } }),
    ).toMatchObject({
      definition: JSON.stringify(definition),
      definitionFile: join(root, 'packed.json'),
      unresolved: [],
    });
  });

  test('in a local YAML file; substitutions come before it is read as YAML', () => {
    file(
      'flow.asl.yaml',
      `StartAt: A\nTimeoutSeconds: \${Seconds}\nStates:\n  A: {Type: Task, Resource: "\${Fn}", End: true}\n`,
    );
    const text = read({
      DefinitionS3Location: 'flow.asl.yaml',
      DefinitionSubstitutions: { Fn: 'arn:aws:lambda:x', Seconds: 7 },
    })?.definition;
    expect(JSON.parse(text ?? '')).toEqual({
      StartAt: 'A',
      TimeoutSeconds: 7,
      States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:x', End: true } },
    });
  });

  test('with a substitution that is not given, which is noted', () => {
    const assembly = readTemplate(
      machine({ DefinitionString: `{"Comment":"\${Missing}"}`, DefinitionSubstitutions: {} }) as never,
      { name: 'S' },
    );
    expect(assembly.machines[0]?.definition).toBe(`{"Comment":"\${Missing}"}`);
    expect(assembly.warnings.map(({ what }) => what)).toEqual([
      `the definition of S/M uses \${Missing}, for which DefinitionSubstitutions has no value`,
    ]);
  });

  test('with marks, which are listed', () => {
    expect(
      read({ DefinitionString: { 'Fn::Sub': `{"a":"\${Nobody.Arn}","b":"\${Nobody.Arn}"}` } })?.unresolved,
    ).toEqual(['<unresolved:S/Nobody.Arn>']);
  });
});

test('everything else of a machine', () => {
  const template = machine({
    StateMachineName: 'orders',
    StateMachineType: 'EXPRESS',
    Definition: definition,
    LoggingConfiguration: {
      Level: 'ALL',
      IncludeExecutionData: true,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Logs', 'Arn'] } } }],
    },
    TracingConfiguration: { Enabled: true },
    EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'key' },
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  Object.assign(template.Resources, {
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/vendedlogs/x' } },
    V1: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: { Ref: 'M' } } },
    Live: {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: { Name: 'live', RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'V1' }, Weight: 100 }] },
    },
  });
  const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders';
  expect(readTemplate(template as never, { name: 'S' }).machines[0]).toMatchObject({
    name: 'orders',
    arn,
    type: 'EXPRESS',
    logging: {
      level: 'ALL',
      includeExecutionData: true,
      logGroupArns: ['arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/x:*'],
    },
    tracing: true,
    kmsKeyId: 'key',
    tags: { team: 'a' },
    versions: [`${arn}:1`],
    aliases: [{ name: 'live', arn: `${arn}:live`, routing: [{ stateMachineVersionArn: `${arn}:1`, weight: 100 }] }],
  });
});

test('YAML with short tags, in every place they may stand', () => {
  const path = file(
    'shop.yaml',
    [
      'Parameters:',
      '  Stage: { Type: String, Default: dev }',
      'Conditions:',
      '  Dev: !Equals [!Ref Stage, dev]',
      'Resources:',
      '  Topic: { Type: AWS::SNS::Topic }',
      '  # a comment',
      '  Queue:',
      '    Type: AWS::SQS::Queue',
      '    Condition: Dev',
      '    Properties:',
      '      QueueName: !Join ["-", [!Ref Stage, !Select [1, !Split [":", "a:b"]]]]',
      '      KmsMasterKeyId: !If [Dev, !GetAtt Topic.TopicName, !Ref AWS::NoValue]',
      '      Tags:',
      `        - { Key: region, Value: !Sub "\${AWS::Region}-\${Stage}" }`,
      '        - Key: list',
      '          Value: !Sub',
      `            - "\${X}"`,
      '            - X: !Base64 abc',
    ].join('\n'),
  );
  const { queues, resources, stacks } = readTemplateFile(path);
  expect(stacks[0]?.name).toBe('shop');
  expect(queues[0]).toMatchObject({ name: 'dev-b', kmsKeyId: 'shop-Topic' });
  expect(resources.find(({ logicalId }) => logicalId === 'Queue')?.properties.Tags).toEqual([
    { Key: 'region', Value: 'us-east-1-dev' },
    { Key: 'list', Value: 'YWJj' },
  ]);
  const prod = readTemplateFile(path, { parameters: { Stage: 'prod' } });
  expect(prod.queues).toEqual([]);
});

test('the place of a machine in its file', () => {
  const path = file('placed.json', JSON.stringify(machine({ Definition: definition }), null, 2));
  expect(readTemplateFile(path).machines[0]?.location).toEqual({ file: path, pointer: '/Resources/M', line: 3 });
});

test('nested stacks of local templates, both ways', () => {
  file(
    'child.json',
    JSON.stringify({
      Parameters: { Topic: { Type: 'String' } },
      Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { Ref: 'Topic' } } } },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Q', 'Arn'] } } },
    }),
  );
  const parent = {
    Resources: {
      T: { Type: 'AWS::SNS::Topic' },
      Child: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: 'child.json', Parameters: { Topic: { Ref: 'T' } } },
      },
      P: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Value: { 'Fn::GetAtt': ['Child', 'Outputs.Arn'] } },
      },
    },
  };
  const assembly = readTemplate(parent, { name: 'S', directory: root });
  expect(assembly.parameters[0]?.value).toBe('arn:aws:sqs:us-east-1:123456789012:S-Child-Q');
  expect(assembly.queues[0]?.kmsKeyId).toBe('arn:aws:sns:us-east-1:123456789012:S-T');
  expect(assembly.stacks.map(({ name, parent: around }) => [name, around])).toEqual([
    ['S', undefined],
    ['S-Child', 'S'],
  ]);
});

test('an output of another stack, as references between regions are written', () => {
  file('exporter.json', JSON.stringify({ Resources: {}, Outputs: { Name: { Value: 'there' } } }));
  const parent = {
    Resources: {
      Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'exporter.json' } },
      P: {
        Type: 'AWS::SSM::Parameter',
        Properties: {
          Value: { 'Fn::GetStackOutput': { StackName: 'S-Child', OutputName: 'Name', Region: 'eu-west-1' } },
        },
      },
      Q: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Value: { 'Fn::GetStackOutput': { StackName: 'Nobody', OutputName: 'Name' } } },
      },
    },
  };
  const values = readTemplate(parent, { name: 'S', directory: root }).parameters.map(({ value }) => value);
  expect(values).toEqual(['there', '<unresolved:S/Fn::GetStackOutput Nobody.Name>']);
});

test('a value that CDK carries between regions with a custom resource', () => {
  const resources = {
    Writer: {
      Type: 'Custom::CrossRegionExportWriter',
      Properties: { WriterProps: { exports: { '/cdk/exports/S/Arn': { 'Fn::GetAtt': ['T', 'TopicArn'] } } } },
    },
    T: { Type: 'AWS::SNS::Topic' },
    Reader: { Type: 'Custom::CrossRegionExportReader' },
    P: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetAtt': ['Reader', '/cdk/exports/S/Arn'] } } },
  };
  expect(readTemplate({ Resources: resources }, { name: 'S' }).parameters[0]?.value).toBe(
    'arn:aws:sns:us-east-1:123456789012:S-T',
  );
});

test('what only AWS expands is noted', () => {
  const resources = { 'Fn::ForEach::Queues': ['Name', ['a', 'b'], { 'Queue${Name}': { Type: 'AWS::SQS::Queue' } }] };
  expect(readTemplate({ Resources: resources }, { name: 'S' }).warnings).toEqual([
    {
      where: 'S',
      alsoIn: [],
      placeholder: '',
      what: 'Fn::ForEach::Queues has no Type and is not read; expand macros and loops before',
    },
  ]);
});

test('a template that nests itself comes to an end', () => {
  const self = { Resources: { Me: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'self.json' } } } };
  const path = file('self.json', JSON.stringify(self));
  const { stacks, warnings } = readTemplateFile(path);
  expect(stacks.length).toBeLessThan(30);
  expect(warnings.map(({ what }) => what).join()).toContain(
    'the template of the nested stack Me is not part of the assembly',
  );
});

test('names are cut to what the service allows, and stay apart', () => {
  const long = 'A'.repeat(70);
  const resources = Object.fromEntries(
    [`${long}1`, `${long}2`].map((id) => [
      id,
      { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' } } },
    ]),
  );
  const names = readTemplate({ Resources: resources }, { name: 'Shop' }).functions.map(({ name }) => name);
  expect(names.every((name) => name.length === 64)).toBe(true);
  expect(new Set(names).size).toBe(2);
});

test('code that is a container image, or missing, says so', () => {
  const functions = {
    Image: { Type: 'AWS::Lambda::Function', Properties: { PackageType: 'Image', Code: { ImageUri: 'x' } } },
    Gone: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'gone.zip' } } },
  };
  expect(readTemplate({ Resources: functions }, { name: 'S' }).functions.map(({ code }) => code)).toEqual([
    { unavailable: expect.stringContaining('container image') },
    { unavailable: expect.stringContaining('gone.zip is not part of the assembly') },
  ]);
});
