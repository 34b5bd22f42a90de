export { canonical, digest } from './canonical';
export { JsonSyntaxError, type JsonTextError, type ParsedJson, parseJson, parseJsonText } from './parse';
export { type JsonPositions, pointerToken, type TextRange, type ValueRange } from './positions';
export { exceeds, jsonBytes, upperBound, utf8Bytes } from './size';
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
