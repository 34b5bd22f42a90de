// The functions that the Lambda API knows: uploaded ones and those of a template. Everything is synchronous and in memory;
// code lies unpacked in a directory. snapshot() and restore() carry it over a restart. One method for each operation of
// the API, in one class because they share one map; what an operation decides stands in the files beside.
//
// R1  A stored function is never changed in place: every change puts a new one, and tells `changed`.
// R2  A published version never changes.
import { createHash, randomUUID } from 'node:crypto';
import { LambdaApiError } from '../api-error';
import type { FunctionDefinition } from '../definition';
import { type AliasSettings, aliasOf, changedAlias, routed } from './aliases';
import { CodeStore } from './code-store';
import { checkSettings, configured, type FunctionConfiguration, type FunctionSettings } from './configuration';
import type {
  CreateFunctionInput,
  FoundFunction,
  FunctionRegistryOptions,
  PublishVersionInput,
  RegistrySnapshot,
  ResolvedFunction,
  UpdateCodeInput,
} from './contract';
import { parseReference } from './reference';
import {
  type AliasConfiguration,
  definitionOf,
  type FunctionVersion,
  type StoredFunction,
  versionNamed,
} from './stored-function';

export class FunctionRegistry {
  readonly #options: FunctionRegistryOptions;
  readonly #functions = new Map<string, StoredFunction>();
  readonly #code: CodeStore;
  /** One object for a version, so that warm environments are found by it. */
  readonly #definitions = new WeakMap<FunctionVersion, FunctionDefinition>();

  constructor(options: FunctionRegistryOptions) {
    this.#options = options;
    this.#code = new CodeStore(options.codeDirectory);
  }

  /** CreateFunction. @throws LambdaApiError */
  create(input: CreateFunctionInput): FunctionConfiguration {
    const { name } = parseReference(input.FunctionName);
    if (this.#functions.has(name))
      throw new LambdaApiError('ResourceConflictException', `Function already exist: ${name}`);
    if (!input.Runtime || !input.Handler) {
      throw new LambdaApiError(
        'InvalidParameterValueException',
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      );
    }
    checkSettings(input);
    const { directory, sha256, size } = this.#code.put(input.zip);
    const fixed = { CodeSize: size, CodeSha256: sha256, Architectures: input.Architectures ?? ['x86_64'] };
    const configuration = configured(
      { FunctionName: name, FunctionArn: this.#arn(name), ...fixed, ...this.#stamp() },
      input,
    );
    const latest = { configuration, code: { directory } };
    this.#put({ latest, versions: [], lastVersion: 0, aliases: [], tags: input.Tags ?? {} });
    return input.Publish === true ? this.publishVersion(name) : configuration;
  }

  /**
   * Takes a function of a template in, or anew. Its CodeSha256 identifies where the code lies rather than its bytes.
   * Aliases of the template all lead to its current code.
   */
  adopt(definition: FunctionDefinition, aliases: readonly string[] = []): FunctionConfiguration {
    const { functionName, functionArn, code, runtime, handler, layers } = definition;
    const sha256 = createHash('sha256').update(JSON.stringify(code)).digest('base64');
    const fixed = {
      FunctionName: functionName,
      FunctionArn: functionArn,
      CodeSize: 0,
      CodeSha256: sha256,
      Architectures: ['x86_64'],
    };
    const settings: FunctionSettings = {
      Runtime: runtime,
      Handler: handler,
      Timeout: definition.timeoutSeconds,
      MemorySize: definition.memorySize,
      Environment: { Variables: definition.environment },
      LoggingConfig: { LogFormat: definition.logFormat },
    };
    const latest = { configuration: configured({ ...fixed, ...this.#stamp() }, settings), code, layers };
    const stored = { latest, versions: [], lastVersion: 0, aliases: [], tags: {} };
    const named = aliases.map((Name) =>
      aliasOf(stored, functionArn, { Name, FunctionVersion: '$LATEST' }, randomUUID()),
    );
    this.#put({ ...stored, aliases: named });
    return latest.configuration;
  }

  /** UpdateFunctionCode. @throws LambdaApiError */
  updateCode(reference: string, input: UpdateCodeInput): FunctionConfiguration {
    const stored = this.#unqualified(reference);
    const before = stored.latest.configuration;
    checkRevision(before.RevisionId, input.RevisionId);
    const { directory, sha256, size } = this.#code.put(input.zip);
    const configuration: FunctionConfiguration = {
      ...before,
      ...this.#stamp(),
      CodeSize: size,
      CodeSha256: sha256,
      Architectures: input.Architectures ?? before.Architectures,
    };
    if (input.DryRun === true) return configuration;
    this.#put({ ...stored, latest: { configuration, code: { directory } } });
    return input.Publish === true ? this.publishVersion(before.FunctionName) : configuration;
  }

  /** UpdateFunctionConfiguration: members that are not given stay. @throws LambdaApiError */
  updateConfiguration(
    reference: string,
    settings: FunctionSettings & { readonly RevisionId?: string | undefined },
  ): FunctionConfiguration {
    const stored = this.#unqualified(reference);
    const before = stored.latest.configuration;
    checkRevision(before.RevisionId, settings.RevisionId);
    checkSettings(settings);
    const configuration = configured({ ...before, ...this.#stamp() }, settings, before);
    this.#put({ ...stored, latest: { ...stored.latest, configuration } });
    return configuration;
  }

  /** GetFunction and GetFunctionConfiguration. @throws LambdaApiError ResourceNotFoundException */
  get(reference: string, qualifier?: string): FoundFunction {
    const { name, qualifier: asked } = parseReference(reference, qualifier);
    const stored = this.#functions.get(name);
    const alias = stored?.aliases.find(({ Name }) => Name === asked);
    const version =
      stored === undefined ? undefined : versionNamed(stored, alias?.FunctionVersion ?? asked ?? '$LATEST');
    if (stored === undefined || version === undefined) throw this.#notFound(name, asked);
    const { configuration, code } = version;
    const arn =
      asked === undefined
        ? stored.latest.configuration.FunctionArn
        : `${stored.latest.configuration.FunctionArn}:${asked}`;
    return { configuration: { ...configuration, FunctionArn: arn }, code, tags: stored.tags };
  }

  /** ListFunctions: `$LATEST` of every function in the order of names, or every version. */
  list(options: { readonly allVersions?: boolean } = {}): readonly FunctionConfiguration[] {
    const names = [...this.#functions.keys()].sort();
    return names.flatMap((name) => {
      const stored = this.#functions.get(name) as StoredFunction;
      const versions = options.allVersions === true ? stored.versions : [];
      return [stored.latest, ...versions].map(({ configuration }) => configuration);
    });
  }

  /** DeleteFunction: the function, or one published version of it. @throws LambdaApiError */
  delete(reference: string, qualifier?: string): void {
    const { name, qualifier: asked } = parseReference(reference, qualifier);
    const stored = this.#functions.get(name);
    if (stored === undefined) throw this.#notFound(name, asked);
    if (asked === undefined) {
      this.#functions.delete(name);
      this.#options.changed?.(name);
      return;
    }
    if (asked === '$LATEST') {
      throw new LambdaApiError(
        'InvalidParameterValueException',
        '$LATEST version cannot be deleted without deleting the function.',
      );
    }
    if (versionNamed(stored, asked) === undefined) throw this.#notFound(name, asked);
    const user = stored.aliases.find(
      (alias) =>
        alias.FunctionVersion === asked || Object.hasOwn(alias.RoutingConfig?.AdditionalVersionWeights ?? {}, asked),
    );
    if (user !== undefined) {
      throw new LambdaApiError(
        'ResourceConflictException',
        `Version ${asked} is used by the alias ${user.AliasArn}; delete or update the alias first.`,
      );
    }
    this.#put({ ...stored, versions: stored.versions.filter(({ configuration }) => configuration.Version !== asked) });
  }

  /** PublishVersion. Without a change since the last version that version is returned. @throws LambdaApiError */
  publishVersion(reference: string, input: PublishVersionInput = {}): FunctionConfiguration {
    const stored = this.#unqualified(reference);
    const { configuration: current, code, layers } = stored.latest;
    checkRevision(current.RevisionId, input.RevisionId);
    if (input.CodeSha256 !== undefined && input.CodeSha256 !== current.CodeSha256) {
      throw new LambdaApiError(
        'InvalidParameterValueException',
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${current.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const last = stored.versions.at(-1)?.configuration;
    if (last !== undefined && last.LastModified === current.LastModified && last.CodeSha256 === current.CodeSha256)
      return last;
    const version = String(stored.lastVersion + 1);
    const configuration: FunctionConfiguration = {
      ...current,
      Version: version,
      FunctionArn: `${current.FunctionArn}:${version}`,
      Description: input.Description ?? current.Description,
      RevisionId: randomUUID(),
    };
    this.#put({
      ...stored,
      lastVersion: stored.lastVersion + 1,
      versions: [...stored.versions, { configuration, code, layers }],
    });
    return configuration;
  }

  /** ListVersionsByFunction: `$LATEST` first. @throws LambdaApiError ResourceNotFoundException */
  listVersions(reference: string): readonly FunctionConfiguration[] {
    const { latest, versions } = this.#unqualified(reference);
    const head = { ...latest.configuration, FunctionArn: `${latest.configuration.FunctionArn}:$LATEST` };
    return [head, ...versions.map(({ configuration }) => configuration)];
  }

  /** CreateAlias. @throws LambdaApiError */
  createAlias(
    reference: string,
    settings: AliasSettings & { readonly Name: string; readonly FunctionVersion: string },
  ): AliasConfiguration {
    const stored = this.#unqualified(reference);
    const arn = stored.latest.configuration.FunctionArn;
    if (stored.aliases.some(({ Name }) => Name === settings.Name)) {
      throw new LambdaApiError('ResourceConflictException', `Alias already exists: ${arn}:${settings.Name}`);
    }
    const alias = aliasOf(stored, arn, settings, randomUUID());
    this.#put({ ...stored, aliases: [...stored.aliases, alias] });
    return alias;
  }

  /** UpdateAlias: members that are not given stay. @throws LambdaApiError */
  updateAlias(
    reference: string,
    name: string,
    settings: AliasSettings & { readonly RevisionId?: string | undefined },
  ): AliasConfiguration {
    const stored = this.#unqualified(reference);
    const before = this.getAlias(reference, name);
    checkRevision(before.RevisionId, settings.RevisionId);
    const alias = changedAlias(stored, before, settings, randomUUID());
    this.#put({ ...stored, aliases: stored.aliases.map((other) => (other.Name === name ? alias : other)) });
    return alias;
  }

  /** GetAlias. @throws LambdaApiError ResourceNotFoundException */
  getAlias(reference: string, name: string): AliasConfiguration {
    const stored = this.#unqualified(reference);
    const alias = stored.aliases.find(({ Name }) => Name === name);
    if (alias !== undefined) return alias;
    throw new LambdaApiError(
      'ResourceNotFoundException',
      `Cannot find alias arn: ${stored.latest.configuration.FunctionArn}:${name}`,
    );
  }

  /** ListAliases. @throws LambdaApiError ResourceNotFoundException */
  listAliases(reference: string): readonly AliasConfiguration[] {
    return this.#unqualified(reference).aliases;
  }

  /** DeleteAlias: one that does not exist is no error. @throws LambdaApiError ResourceNotFoundException for the function */
  deleteAlias(reference: string, name: string): void {
    const stored = this.#unqualified(reference);
    if (!stored.aliases.some((alias) => alias.Name === name)) return;
    this.#put({ ...stored, aliases: stored.aliases.filter((alias) => alias.Name !== name) });
  }

  /** Replaces the tags of a function. @throws LambdaApiError ResourceNotFoundException */
  setTags(reference: string, tags: Readonly<Record<string, string>>): void {
    this.#put({ ...this.#unqualified(reference), tags });
  }

  /**
   * What an invocation runs. `chance` gives a number from 0 to 1 for aliases with weights.
   * @throws LambdaApiError ResourceNotFoundException, ValidationException
   */
  resolve(reference: string, qualifier?: string, chance: () => number = Math.random): ResolvedFunction {
    const { name, qualifier: asked } = parseReference(reference, qualifier);
    const stored = this.#functions.get(name);
    const alias = stored?.aliases.find(({ Name }) => Name === asked);
    const wanted = alias === undefined ? (asked ?? '$LATEST') : routed(alias, chance);
    const version = stored === undefined ? undefined : versionNamed(stored, wanted);
    if (stored === undefined || version === undefined) throw this.#notFound(name, asked);
    const arn = stored.latest.configuration.FunctionArn;
    let definition = this.#definitions.get(version);
    if (definition === undefined) {
      definition = definitionOf(stored, version);
      this.#definitions.set(version, definition);
    }
    return {
      definition,
      executedVersion: wanted,
      configuration: version.configuration,
      invokedFunctionArn: asked === undefined ? arn : `${arn}:${asked}`,
    };
  }

  /** One function for a snapshot; undefined when it does not exist. */
  stored(name: string): StoredFunction | undefined {
    return this.#functions.get(name);
  }

  snapshot(): RegistrySnapshot {
    return { functions: [...this.#functions.values()] };
  }

  /** Replaces everything with a snapshot and removes code that nothing refers to any more. */
  restore(snapshot: RegistrySnapshot): void {
    this.#functions.clear();
    const functions = snapshot.functions.map((stored) => ({
      ...stored,
      latest: this.#found(stored.latest),
      versions: stored.versions.map((version) => this.#found(version)),
    }));
    for (const stored of functions) this.#functions.set(stored.latest.configuration.FunctionName, stored);
    const versions = functions.flatMap(({ latest, versions: published }) => [latest, ...published]);
    const directories = versions.flatMap(({ code }) => ('directory' in code ? [code.directory] : []));
    this.#code.keepOnly(new Set(directories));
  }

  #found(version: FunctionVersion): FunctionVersion {
    const { code } = version;
    return 'directory' in code ? { ...version, code: { directory: this.#code.found(code.directory) } } : version;
  }

  #put(stored: StoredFunction): void {
    const name = stored.latest.configuration.FunctionName;
    this.#functions.set(name, stored);
    this.#options.changed?.(name);
  }

  #unqualified(reference: string): StoredFunction {
    const { name } = parseReference(reference);
    const stored = this.#functions.get(name);
    if (stored === undefined) throw this.#notFound(name, undefined);
    return stored;
  }

  #notFound(name: string, qualifier: string | undefined): LambdaApiError {
    const arn = qualifier === undefined ? this.#arn(name) : `${this.#arn(name)}:${qualifier}`;
    return new LambdaApiError('ResourceNotFoundException', `Function not found: ${arn}`);
  }

  #arn(name: string): string {
    const { account = '123456789012', region = 'us-east-1' } = this.#options;
    return `arn:aws:lambda:${region}:${account}:function:${name}`;
  }

  #stamp(): { readonly LastModified: string; readonly RevisionId: string } {
    const now = this.#options.now?.() ?? Date.now();
    return { LastModified: new Date(now).toISOString().replace('Z', '+0000'), RevisionId: randomUUID() };
  }
}

function checkRevision(current: string, asked: string | undefined): void {
  if (asked === undefined || asked === current) return;
  throw new LambdaApiError(
    'PreconditionFailedException',
    'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId',
  );
}
