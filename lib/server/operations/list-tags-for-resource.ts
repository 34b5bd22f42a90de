import type { Operation } from './operation';
import { tagged } from './tagged';

export const listTagsForResource: Operation<'ListTagsForResource'> = (request, { local }) => ({
  tags: tagged(local, request.resourceArn as string).tags.map(({ key, value }) => ({ key, value })),
});
