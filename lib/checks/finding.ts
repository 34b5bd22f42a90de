import { type Code, codes, type Severity } from './codes';

/** One thing that AWS would refuse or that would fail in production. */
export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  /** Stack of the state machine or function. */
  readonly stack: string;
  readonly logicalId: string;
  readonly constructPath: string;
  /** Path of state names from the outside in, empty for the machine itself. */
  readonly state: readonly string[];
  /** JSON pointer into the definition, where there is one. */
  readonly pointer: string | undefined;
  /** What is wrong here. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** Anchor of the page about the code. */
  readonly page: string;
  /** Why somebody decided that it is fine. */
  readonly acknowledged?: string;
}

/** Says that a finding is known and why it is fine. */
export interface Acknowledgement {
  readonly code: string;
  /** Construct path, or its beginning up to a slash. All constructs if absent. */
  readonly constructPath?: string;
  /** Name of the innermost state. All states if absent. */
  readonly state?: string;
  readonly reason: string;
}

/** What a finding is about. */
export interface Place {
  readonly stack: string;
  readonly logicalId: string;
  readonly constructPath: string;
  readonly state?: readonly string[];
  readonly pointer?: string | undefined;
}

/** Makes a finding; the fix is the code's unless a better one is known. */
export function finding(code: Code, place: Place, message: string, fix: string = codes[code].fix): Finding {
  return {
    code,
    severity: codes[code].severity,
    stack: place.stack,
    logicalId: place.logicalId,
    constructPath: place.constructPath,
    state: place.state ?? [],
    pointer: place.pointer,
    message,
    fix,
    page: `docs/checks.md#${code.toLowerCase()}`,
  };
}

/** Marks the findings that were acknowledged. */
export function acknowledge(findings: readonly Finding[], known: readonly Acknowledgement[]): readonly Finding[] {
  return findings.map((found) => {
    const match = known.find(
      (one) =>
        one.code === found.code &&
        (one.constructPath === undefined ||
          found.constructPath === one.constructPath ||
          found.constructPath.startsWith(`${one.constructPath}/`)) &&
        (one.state === undefined || found.state.at(-1) === one.state),
    );
    return match === undefined ? found : { ...found, acknowledged: match.reason };
  });
}

/** One line for people: `SFN204 warning Orders/Flow: Check > Really?: …`. */
export function findingLine(found: Finding): string {
  const where = [found.constructPath, ...(found.state.length > 0 ? [found.state.join(' > ')] : [])].join(': ');
  const known = found.acknowledged === undefined ? '' : ` (acknowledged: ${found.acknowledged})`;
  return `${found.code} ${found.severity} ${where}: ${found.message}${known}`;
}
