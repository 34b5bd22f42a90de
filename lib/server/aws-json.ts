// AWS JSON 1.0, what every SDK of today sends: the operation in `X-Amz-Target: AWSStepFunctions.<Operation>`, the members
// as JSON.
import { isObject } from '../json';
import { answer, type Codec, errorAnswer } from './protocol';

const prefix = 'AWSStepFunctions.';

export const awsJson: Codec = {
  operation({ headers }) {
    const target = headers['x-amz-target'];
    return typeof target === 'string' && target.startsWith(prefix) ? target.slice(prefix.length) : undefined;
  },
  read(body) {
    if (body.length === 0) return {};
    try {
      const value = JSON.parse(body.toString('utf8'));
      return isObject(value) ? value : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  },
  wanted: 'a JSON object',
  answer: (result) => answer(result),
  error: (name, message, members) => errorAnswer(name, message, members),
};
