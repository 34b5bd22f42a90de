import { pass, roleArn, service } from './service';

const succeed = (comment: string) =>
  JSON.stringify({ Comment: comment, StartAt: 'A', States: { A: { Type: 'Succeed' } } });

test('a request that is repeated gives the machine that is there, whatever its role and tags', async () => {
  const local = service();
  const { machine } = await local.machines.create({ name: 'm', definition: pass, roleArn });
  const again = await local.machines.create({
    name: 'm',
    definition: pass,
    roleArn: `${roleArn}2`,
    tags: [{ key: 'a' }],
  });
  expect(again.machine).toBe(machine);
  const other = local.machines.create({ name: 'm', definition: pass, roleArn, type: 'EXPRESS' });
  await expect(other).rejects.toThrow(`State Machine Already Exists: '${machine.arn}'`);
});

test('a re-formatted definition is another one', async () => {
  const local = service();
  await local.machines.create({ name: 'm', definition: pass, roleArn });
  await expect(local.machines.create({ name: 'm', definition: ` ${pass}`, roleArn })).rejects.toMatchObject({
    name: 'StateMachineAlreadyExists',
  });
});

test.each(['a b', 'a/b', 'a:b', 'a\u007f', 'a\u0000', '<a>', 'a"b', 'a|b'])('%j is no name', async (name) => {
  await expect(service().machines.create({ name, definition: pass, roleArn })).rejects.toThrow(
    `Invalid Name: '${name}'`,
  );
});

test('an update that changes nothing makes no revision, one that does makes one', async () => {
  const local = service();
  const { machine } = await local.machines.create({ name: 'm', definition: pass, roleArn });
  const update = (definition: string) => local.machines.update({ stateMachineArn: machine.arn, definition });
  expect((await update(pass)).revision.revisionId).toBeUndefined();
  const { revision } = await update(succeed('1'));
  expect(revision.revisionId).toBeDefined();
  expect((await update(succeed('1'))).revision).toBe(revision);
});

test('version numbers are not used again', async () => {
  const local = service();
  const { machine } = await local.machines.create({ name: 'm', definition: pass, roleArn, publish: true });
  await local.machines.deleteVersion(`${machine.arn}:1`);
  await local.machines.update({ stateMachineArn: machine.arn, definition: succeed('2') });
  expect((await local.machines.publish(machine.arn, undefined, undefined)).number).toBe(2);
  await expect(local.machines.publish(machine.arn, 'another', undefined)).rejects.toThrow(
    /^Failed to publish the State Machine version for revision another\. The current State Machine revision is /,
  );
});

describe('an alias', () => {
  async function twoVersions() {
    const local = service();
    const { machine } = await local.machines.create({ name: 'm', definition: pass, roleArn, publish: true });
    await local.machines.update({ stateMachineArn: machine.arn, definition: succeed('2'), publish: true });
    const route = (version: number, weight: number) => ({
      stateMachineVersionArn: `${machine.arn}:${version}`,
      weight,
    });
    return { local, arn: machine.arn, route };
  }

  test('divides executions by its weights', async () => {
    const { local, arn, route } = await twoVersions();
    const { aliasArn } = await local.aliases.create('live', undefined, [route(1, 30), route(2, 70)]);
    const count = Array.from({ length: 1_000 }, () => local.resolve(aliasArn).versionArn).filter(
      (version) => version === `${arn}:1`,
    ).length;
    expect(count).toBeGreaterThan(250);
    expect(count).toBeLessThan(350);
  });

  test.each([
    [[70, 29], 'Sum of routing configuration weights must equal 100. Received: [70, 29]'],
    [[100, 100], 'Sum of routing configuration weights must equal 100. Received: [100, 100]'],
  ])('with weights %j is refused', async ([first, second], message) => {
    const { local, route } = await twoVersions();
    const routing = [route(1, first as number), route(2, second as number)];
    await expect(local.aliases.create('live', undefined, routing)).rejects.toThrow(message);
  });

  test('leads to distinct versions that are there', async () => {
    const { local, arn, route } = await twoVersions();
    await expect(local.aliases.create('a', undefined, [route(1, 50), route(1, 50)])).rejects.toThrow(
      'Routing configuration must contain distinct state machine version ARNs.',
    );
    await expect(local.aliases.create('a', undefined, [{ stateMachineVersionArn: arn, weight: 100 }])).rejects.toThrow(
      `Routing configuration must contain state machine version ARNs. Received: [${arn}]`,
    );
    await expect(local.aliases.create('a', undefined, [route(9, 100)])).rejects.toMatchObject({
      name: 'ResourceNotFound',
    });
  });
});

test.each([
  [{ level: 'ALL' as const }, 'Must specify exactly one Log Destination.'],
  [
    {
      level: 'ALL' as const,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:r:1:log-group:g' } }],
    },
    'Log Destination not found.',
  ],
])('logging %j is refused', async (loggingConfiguration, reason) => {
  const created = service().machines.create({ name: 'm', definition: pass, roleArn, loggingConfiguration });
  await expect(created).rejects.toThrow(`Invalid Logging Configuration: ${reason}`);
});
