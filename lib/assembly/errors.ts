// What can be wrong with an assembly or a template as a whole. Anything less becomes a warning and a marked placeholder.

export type AssemblyErrorCode =
  | 'ASSEMBLY_NOT_FOUND'
  | 'NOT_AN_ASSEMBLY'
  | 'INVALID_JSON'
  | 'INVALID_TEMPLATE'
  | 'ASSET_MISSING'
  | 'MACHINE_NOT_FOUND'
  | 'MACHINE_AMBIGUOUS';

/** The assembly cannot be read. The message is one sentence that names the file and says what to do. */
export class AssemblyError extends Error {
  readonly code: AssemblyErrorCode;
  /** For the MACHINE_ codes: the names that would have been accepted. */
  readonly candidates: readonly string[];

  constructor(code: AssemblyErrorCode, message: string, candidates: readonly string[] = []) {
    super(message);
    this.name = 'AssemblyError';
    this.code = code;
    this.candidates = candidates;
  }
}
