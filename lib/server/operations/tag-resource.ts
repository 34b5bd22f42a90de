import { checkTags, merged } from '../../local';
import type { Operation } from './operation';
import { tagged } from './tagged';

export const tagResource: Operation<'TagResource'> = async (request, { local }) => {
  const resource = tagged(local, request.resourceArn as string);
  await resource.set(merged(resource.tags, checkTags(request.tags)));
  return {};
};
