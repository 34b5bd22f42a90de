// Values for which a comparison may hold, and one for which it may not.
import type { Json } from '../../lib/json';

export function likely(operator: string, compared: Json): readonly Json[] {
  switch (operator) {
    case 'IsNull':
      return compared === true ? [null, 'text'] : ['text'];
    case 'IsBoolean':
      return [true];
    case 'IsNumeric':
      return [1];
    case 'IsTimestamp':
      return ['2026-01-01T00:00:00Z'];
    case 'IsString':
      return ['text'];
    case 'BooleanEquals':
      return [true, false];
    case 'StringMatches':
      return [String(compared).replaceAll('*', 'x')];
    case 'StringEquals':
      // Most loops that poll end when a status is another than the one that they wait at.
      return [compared, 'other'];
    default:
      if (operator.startsWith('Numeric')) return [Number(compared), Number(compared) + 1, Number(compared) - 1];
      return [compared];
  }
}
