import type { Operation } from './operation';
import { tagged } from './tagged';

export const untagResource: Operation<'UntagResource'> = async (request, { local }) => {
  const resource = tagged(local, request.resourceArn as string);
  const { tagKeys = [] } = request;
  await resource.set(resource.tags.filter(({ key }) => !tagKeys.includes(key)));
  return {};
};
