// A place in a definition while it is walked: cheap to make at every step, turned into text only when something is found.

/** A step is a member's name or an array index; the root has none. */
export interface Place {
  readonly up: Place | undefined;
  readonly step: string | number;
}

export const root: Place = { up: undefined, step: '' };

export function at(place: Place, ...steps: readonly (string | number)[]): Place {
  let here = place;
  for (const step of steps) here = { up: here, step };
  return here;
}

function stepsOf(place: Place): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let here = place; here.up !== undefined; here = here.up) steps.unshift(here.step);
  return steps;
}

/** RFC 6901: `/States/Ship/Catch/0/Next`. */
export function pointerOf(place: Place): string {
  return stepsOf(place)
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** As the service writes it: `/States/Ship/Catch[0]/Next`, names unescaped, the root `/`. */
export function locationOf(place: Place): string {
  const text = stepsOf(place)
    .map((step) => (typeof step === 'number' ? `[${step}]` : `/${step}`))
    .join('');
  return text === '' ? '/' : text;
}
