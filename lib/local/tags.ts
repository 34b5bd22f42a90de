// Tags of state machines and activities.
import { ApiError } from './api-error';

const tagsMax = 50;

/** SPEC TagResource: letters, digits, white space and these symbols. */
const allowed = /^[\p{L}\p{N}\p{Z}\s_.:/=+\-@]*$/u;

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface TagRequest {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** @throws ApiError TooManyTags, ValidationException */
export function checkTags(requested: readonly TagRequest[] | undefined): readonly Tag[] {
  const tags = (requested ?? []).map(({ key = '', value = '' }) => ({ key, value }));
  for (const { key, value } of tags) {
    // The sentence is ours.
    for (const text of [key, value]) {
      if (!allowed.test(text)) {
        throw new ApiError(
          'ValidationException',
          `Tags may only contain Unicode letters, digits, white space, or _ . : / = + - @: '${text}'`,
        );
      }
    }
    if (key.startsWith('aws:')) {
      throw new ApiError(
        'ValidationException',
        `Tag keys that start with 'aws:' are reserved for system use: '${key}'`,
      );
    }
  }
  return merged([], tags);
}

/** Tags after a TagResource; a key that is there already keeps its place. */
export function merged(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const byKey = new Map(tags.map((tag) => [tag.key, tag]));
  for (const tag of added) byKey.set(tag.key, tag);
  if (byKey.size > tagsMax) {
    throw new ApiError('TooManyTags', `A resource can have at most ${tagsMax} tags. Received: ${byKey.size}`);
  }
  return [...byKey.values()];
}
