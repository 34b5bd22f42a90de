// What the campaign configures meanwhile: tags, versions, an alias, activities. What was acknowledged is there after the
// next start; what was not may be there or not, but is one of the two.
import type { Random } from '../../lib/engine';
import { machineArn } from './machines';
import { type Answer, ConnectionLost, type Service, ServiceRefused } from './service';

interface Fact {
  readonly name: string;
  /** What is there now. */
  readonly read: () => Promise<string | undefined>;
  acknowledged: string | undefined;
  /** Asked for, and not answered. */
  asked: string | undefined;
}

const machine = machineArn('Configured');
const tagKeys = 4;

export class Configuration {
  readonly violations: string[] = [];
  changes = 0;
  readonly #service: Service;
  readonly #random: Random;
  readonly #facts = new Map<string, Fact>();
  #count = 0;
  #versions = 0;

  constructor(service: Service, random: Random) {
    this.#service = service;
    this.#random = random;
  }

  async prepare(): Promise<void> {
    await this.#service.call('CreateStateMachine', {
      name: 'Configured',
      roleArn: 'arn:aws:iam::123456789012:role/crash',
      definition: definition(0),
      publish: true,
    });
    this.#versions = 1;
  }

  /** One change, acknowledged or cut off. */
  async change(): Promise<void> {
    const changes = [() => this.#tag(), () => this.#publish(), () => this.#alias(), () => this.#activity()];
    await (changes[Math.floor(this.#random.next() * changes.length)] as () => Promise<void>)();
  }

  /** Holds everything acknowledged against what is there. */
  async verify(): Promise<void> {
    for (const fact of this.#facts.values()) {
      const there = await fact.read();
      if (there !== fact.acknowledged && (fact.asked === undefined || there !== fact.asked)) {
        this.violations.push(
          `${fact.name} is ${there}; acknowledged was ${fact.acknowledged}, asked for ${fact.asked}`,
        );
      }
      fact.acknowledged = there;
      fact.asked = undefined;
    }
  }

  async #set(name: string, value: string, change: () => Promise<unknown>, read: Fact['read']): Promise<void> {
    const fact = this.#facts.get(name) ?? { name, read, acknowledged: undefined, asked: undefined };
    this.#facts.set(name, fact);
    // An earlier change that was cut off could still be either: it is settled first.
    if (fact.asked !== undefined) return;
    fact.asked = value;
    try {
      await change();
      fact.acknowledged = value;
      fact.asked = undefined;
      this.changes++;
    } catch (error) {
      if (error instanceof ServiceRefused) this.violations.push(`${name}: ${error.message}`);
      else if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  #tag(): Promise<void> {
    const key = `key${Math.floor(this.#random.next() * tagKeys)}`;
    const value = `value${++this.#count}`;
    return this.#set(
      `tag ${key}`,
      value,
      () => this.#service.call('TagResource', { resourceArn: machine, tags: [{ key, value }] }),
      async () => {
        const { tags } = await this.#service.call('ListTagsForResource', { resourceArn: machine });
        return (tags as { key: string; value: string }[]).find((tag) => tag.key === key)?.value;
      },
    );
  }

  /** A new definition, published: the next version. */
  #publish(): Promise<void> {
    const number = this.#versions + 1;
    const text = definition(number);
    const arn = `${machine}:${number}`;
    return this.#set(
      `version ${number}`,
      text,
      async () => {
        const update = { stateMachineArn: machine, definition: text, publish: true };
        const { stateMachineVersionArn } = await this.#service.call('UpdateStateMachine', update);
        if (stateMachineVersionArn !== arn) {
          this.violations.push(`published ${String(stateMachineVersionArn)} where ${arn} comes next`);
        }
        this.#versions = number;
      },
      async () => {
        const there = await this.#describe('DescribeStateMachine', { stateMachineArn: arn });
        if (there !== undefined) this.#versions = Math.max(this.#versions, number);
        return there?.definition as string | undefined;
      },
    );
  }

  #alias(): Promise<void> {
    const stateMachineAliasArn = `${machine}:live`;
    const number = 1 + Math.floor(this.#random.next() * this.#versions);
    const routingConfiguration = [{ stateMachineVersionArn: `${machine}:${number}`, weight: 100 }];
    const exists = this.#facts.get('alias live')?.acknowledged !== undefined;
    return this.#set(
      'alias live',
      String(number),
      () =>
        exists
          ? this.#service.call('UpdateStateMachineAlias', { stateMachineAliasArn, routingConfiguration })
          : this.#service.call('CreateStateMachineAlias', { name: 'live', routingConfiguration }),
      async () => {
        const alias = await this.#describe('DescribeStateMachineAlias', { stateMachineAliasArn });
        const routes = alias?.routingConfiguration as { stateMachineVersionArn: string }[] | undefined;
        return routes?.[0]?.stateMachineVersionArn.split(':').at(-1);
      },
    );
  }

  #activity(): Promise<void> {
    const name = `activity-${++this.#count}`;
    const activityArn = `arn:aws:states:us-east-1:123456789012:activity:${name}`;
    return this.#set(
      name,
      name,
      () => this.#service.call('CreateActivity', { name }),
      async () => (await this.#describe('DescribeActivity', { activityArn }))?.name as string | undefined,
    );
  }

  async #describe(operation: string, request: object): Promise<Answer | undefined> {
    try {
      return await this.#service.call(operation, request);
    } catch (error) {
      if (error instanceof ServiceRefused) return undefined;
      throw error;
    }
  }
}

function definition(number: number): string {
  return JSON.stringify({ Comment: `revision ${number}`, StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
}
