export { acknowledgeKey, type CheckOptions, checkAssembly, openFindings } from './check';
export { type Code, type CodeEntry, codeNames, codes, type Severity } from './codes';
export { type Acknowledgement, type Finding, findingLine } from './finding';
export type { Context } from './iam/conditions';
export { decide, type Verdict } from './iam/evaluate';
export { passedTo } from './iam/needs';
export { type ProvenNeed, proof, statementsOf } from './iam/prove';
export { checksPage } from './page';
export { type Subject, subject } from './subject';
