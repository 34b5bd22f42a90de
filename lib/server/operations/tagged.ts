// TagResource, UntagResource and ListTagsForResource work on state machines and activities alike.
import { ApiError, type Local, parseStatesArn, type Tag } from '../../local';

export interface Tagged {
  readonly tags: readonly Tag[];
  set(tags: readonly Tag[]): Promise<void>;
}

/** @throws ApiError ResourceNotFound, InvalidArn */
export function tagged(local: Local, resourceArn: string): Tagged {
  const { kind } = parseStatesArn(resourceArn, 'stateMachine', 'activity');
  const resource = kind === 'activity' ? local.activities.find(resourceArn) : local.machines.find(resourceArn);
  if (resource === undefined) {
    throw new ApiError('ResourceNotFound', `Resource not found: '${resourceArn}'`, { resourceName: resourceArn });
  }
  return {
    tags: resource.tags,
    set: (tags) =>
      kind === 'activity' ? local.activities.setTags(resourceArn, tags) : local.machines.setTags(resourceArn, tags),
  };
}
