export { canonical, digest } from './canonical';
export { exceeds, jsonBytes, utf8Bytes } from './size';
export {
  equal,
  freeze,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
  own,
  put,
  withMember,
} from './value';
