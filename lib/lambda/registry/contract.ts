// What the registry is made with, what its operations take and give.
import type { CodeLocation, FunctionDefinition } from '../definition';
import type { FunctionConfiguration, FunctionSettings } from './configuration';
import type { StoredFunction } from './stored-function';

export interface FunctionRegistryOptions {
  /** Where uploaded code is unpacked. */
  readonly codeDirectory: string;
  /** @default '123456789012' */
  readonly account?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** Milliseconds since 1970. @default the clock */
  readonly now?: () => number;
  /** Called after a function was changed or deleted: persist it, invalidate its warm environments. @default nothing */
  readonly changed?: (functionName: string) => void;
}

export interface CreateFunctionInput extends FunctionSettings {
  readonly FunctionName: string;
  /** The deployment package. */
  readonly zip: Uint8Array;
  readonly Architectures?: readonly string[] | undefined;
  readonly Publish?: boolean | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface UpdateCodeInput {
  readonly zip: Uint8Array;
  readonly Architectures?: readonly string[] | undefined;
  readonly Publish?: boolean | undefined;
  readonly DryRun?: boolean | undefined;
  readonly RevisionId?: string | undefined;
}

export interface FoundFunction {
  readonly configuration: FunctionConfiguration;
  readonly code: CodeLocation;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ResolvedFunction {
  readonly definition: FunctionDefinition;
  readonly executedVersion: string;
  readonly configuration: FunctionConfiguration;
  /** The ARN as it was invoked, with its qualifier. */
  readonly invokedFunctionArn: string;
}

/** Everything of a registry but the code's bytes; JSON can hold it. */
export interface RegistrySnapshot {
  readonly functions: readonly StoredFunction[];
}

export interface PublishVersionInput {
  readonly CodeSha256?: string | undefined;
  readonly Description?: string | undefined;
  readonly RevisionId?: string | undefined;
}
