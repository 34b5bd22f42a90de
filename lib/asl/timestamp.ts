// Timestamps of definitions: the profile of RFC 3339 that the specification names, with T and Z in capitals.

const form =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text is a timestamp such as 2026-01-31T12:00:00Z, of a day that exists. */
export function isTimestamp(text: string): boolean {
  const [, year, month, day] = form.exec(text) ?? [];
  if (year === undefined) return false;
  const days = monthDays[Number(month) - 1];
  if (days === undefined || Number(day) < 1 || Number(day) > days) return false;
  return !(month === '02' && day === '29') || isLeap(Number(year));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
