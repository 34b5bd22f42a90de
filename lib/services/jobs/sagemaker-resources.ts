// SageMaker's models, endpoints and model packages: what has been created can be described, updated and deleted.
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import { needed, text } from '../read';
import { ServiceError } from '../service-error';
import { arn, type World } from '../world';

interface Kind {
  readonly arnType: string;
  /** Member and words of the status: at first, and after its time. */
  readonly status?: { readonly member: string; readonly first: string; readonly last: string };
}

/** How long an endpoint takes to come into service. */
const creationMs = 60_000;
const kinds: { readonly [noun: string]: Kind } = {
  Model: { arnType: 'model' },
  EndpointConfig: { arnType: 'endpoint-config' },
  Endpoint: { arnType: 'endpoint', status: { member: 'EndpointStatus', first: 'Creating', last: 'InService' } },
  ModelPackageGroup: {
    arnType: 'model-package-group',
    status: { member: 'ModelPackageGroupStatus', first: 'Completed', last: 'Completed' },
  },
  ModelPackage: {
    arnType: 'model-package',
    status: { member: 'ModelPackageStatus', first: 'InProgress', last: 'Completed' },
  },
};

interface Kept {
  readonly arn: string;
  members: JsonObject;
  changedAt: number;
  readonly createdAt: number;
}

/** Answers an operation, or gives undefined for one that it does not know. */
export function sagemakerResources(world: World): (operation: string, parameters: JsonObject) => Json | undefined {
  const resources = new Map<string, Kept>();
  const versions = new Map<string, number>();
  const nameOf = (verb: string, noun: string, parameters: JsonObject): string => {
    const named = text(parameters, `${noun}Name`);
    // A new package of a group is known by the group's name and a version.
    if (verb === 'Create' && noun === 'ModelPackage' && named === undefined) {
      const group = needed(parameters, 'ModelPackageGroupName').split('/').at(-1) ?? '';
      const version = (versions.get(group) ?? 0) + 1;
      versions.set(group, version);
      return `${group}/${version}`;
    }
    const given = named ?? needed(parameters, `${noun}Arn`);
    return given.startsWith('arn:') ? given.slice(given.indexOf('/') + 1) : given;
  };
  const find = (verb: string, noun: string, parameters: JsonObject): Kept => {
    const name = nameOf(verb, noun, parameters);
    const kept = resources.get(`${noun}/${name}`);
    if (kept === undefined) {
      throw new ServiceError(
        'ValidationException',
        `Could not find ${noun} "${arn(world, 'sagemaker', `${kinds[noun]?.arnType}/${name}`)}".`,
        { listed: false },
      );
    }
    return kept;
  };
  return (operation, parameters) => {
    const [, verb = '', noun = ''] = /^(Create|Describe|Update|Delete)(\w+)$/.exec(operation) ?? [];
    const kind = kinds[noun];
    if (kind === undefined) return undefined;
    if (verb === 'Create') {
      const name = nameOf(verb, noun, parameters);
      if (resources.has(`${noun}/${name}`)) {
        throw new ServiceError(
          'ValidationException',
          `Cannot create already existing ${noun} "${arn(world, 'sagemaker', `${kind.arnType}/${name}`)}".`,
          { listed: false },
        );
      }
      const kept = {
        arn: arn(world, 'sagemaker', `${kind.arnType}/${name}`),
        members: parameters,
        createdAt: world.now(),
        changedAt: world.now(),
      };
      resources.set(`${noun}/${name}`, kept);
      return { [`${noun}Arn`]: kept.arn };
    }
    const kept = find(verb, noun, parameters);
    if (verb === 'Update') {
      kept.members = { ...kept.members, ...parameters };
      kept.changedAt = world.now();
      return { [`${noun}Arn`]: kept.arn };
    }
    if (verb === 'Delete') {
      resources.delete(`${noun}/${kept.arn.slice(kept.arn.indexOf('/') + 1)}`);
      return {};
    }
    return described(noun, kind, kept, world);
  };
}

function described(noun: string, kind: Kind, kept: Kept, world: World): Json {
  const now = world.now();
  const { status } = kind;
  const word =
    status === undefined ? {} : { [status.member]: now - kept.createdAt >= creationMs ? status.last : status.first };
  const all = {
    ...kept.members,
    [`${noun}Arn`]: kept.arn,
    CreationTime: new Date(kept.createdAt).toISOString(),
    ...word,
  };
  return isObject(all)
    ? { ...all, ...(noun.endsWith('Endpoint') ? { LastModifiedTime: new Date(kept.changedAt).toISOString() } : {}) }
    : all;
}
