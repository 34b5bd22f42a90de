import { extname, isAbsolute, resolve } from 'node:path';
import { AspectPriority, Aspects, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeNag } from '../nag';
import type { BundleSettings } from './bundle-types';
import { HandlerCode, projectRoot } from './handler-code';

/** How handlers are bundled. */
export interface HandlerBundling {
  /** Make the code smaller. Source maps keep stack traces readable. @default false */
  readonly minify?: boolean;
  /** Write a source map beside the code and let Node use it. @default true */
  readonly sourceMap?: boolean;
  /** esbuild's target. @default - the Node version of the runtime */
  readonly target?: string;
  /** Modules that are there at run time and stay imports. @default ['@aws-sdk/*', '@smithy/*'], which Lambda's runtime has */
  readonly external?: string[];
  /** Expressions replaced at build time, as esbuild's `define`. @default {} */
  readonly define?: { [expression: string]: string };
  /** Loaders by file extension, as esbuild's `loader`. @default {} */
  readonly loader?: { [extension: string]: string };
  /** Conditions for package exports. @default - esbuild's own */
  readonly conditions?: string[];
  /** package.json fields that may name the entry of a package. @default - esbuild's own */
  readonly mainFields?: string[];
  /** Text put on top of every bundle. @default '' */
  readonly banner?: string;
  /** tsconfig.json for the handlers. @default - the nearest one above each file */
  readonly tsconfig?: string;
  /** A module whose default export is a list of esbuild plugins. @default - no plugins */
  readonly pluginsFile?: string;
}

/** What one handler may have of its own. */
export interface TaskHandlerOptions {
  /** The source file, absolute or relative to the project's package.json. */
  readonly entry: string;
  /** Name of the exported function. @default 'handler' */
  readonly handler?: string;
  /** What the function does, in a sentence. @default - none */
  readonly description?: string;
  /** Added to the environment of all handlers. @default {} */
  readonly environment?: { [name: string]: string };
  /** How long one invocation may take. @default - the timeout of all handlers */
  readonly timeout?: Duration;
  /** Memory in MiB, which also decides the share of CPU. @default - the memory of all handlers */
  readonly memorySize?: number;
  /** Most copies that may run at once. @default - the account's limit */
  readonly reservedConcurrentExecutions?: number;
}

/** Properties of {@link TaskHandlers}. */
export interface TaskHandlersProps {
  /** Handler entries by name; more can be added with `add`. @default {} */
  readonly entries?: { [name: string]: string };
  /** Environment of every handler. @default {} */
  readonly environment?: { [name: string]: string };
  /** How long one invocation may take. @default Duration.seconds(30) */
  readonly timeout?: Duration;
  /** Memory in MiB. @default 256 */
  readonly memorySize?: number;
  /** Node.js runtime. @default lambda.Runtime.NODEJS_22_X */
  readonly runtime?: lambda.Runtime;
  /** Processor. @default lambda.Architecture.ARM_64 */
  readonly architecture?: lambda.Architecture;
  /** Send traces to X-Ray. @default true */
  readonly tracing?: boolean;
  /** How long logs are kept. @default logs.RetentionDays.ONE_MONTH */
  readonly logRetention?: logs.RetentionDays;
  /** Key that encrypts environment and logs. @default - AWS owned keys */
  readonly encryptionKey?: kms.IKey;
  /** How the handlers are bundled. @default - one CommonJS file each, SDK left out, with a source map */
  readonly bundling?: HandlerBundling;
}

/**
 * Lambda functions from TypeScript sources. All handlers of an app are bundled by one esbuild pass during synth, and only
 * those whose sources changed since the last one. Each function has a role of its own that may do nothing but write to its
 * own log group (and to X-Ray); grants add what its task needs.
 */
export class TaskHandlers extends Construct {
  private readonly props: TaskHandlersProps;
  private readonly functions = new Map<string, lambda.Function>();
  private readonly codes: HandlerCode[] = [];

  constructor(scope: Construct, id: string, props: TaskHandlersProps = {}) {
    super(scope, id);
    this.props = props;
    const bundle = (node: IConstruct) => {
      if (node === this) for (const code of this.codes) code.prepare();
    };
    Aspects.of(this).add({ visit: bundle }, { priority: AspectPriority.MUTATING });
    for (const [name, entry] of Object.entries(props.entries ?? {})) this.add(name, { entry });
  }

  /** Adds one handler; its name is its construct id. */
  add(name: string, options: TaskHandlerOptions): lambda.Function {
    if (this.functions.has(name)) {
      throw new Error(
        `[${this.node.path}] there is a handler "${name}" already; handler names are: ${this.names.join(', ')}.`,
      );
    }
    const runtime = this.props.runtime ?? lambda.Runtime.NODEJS_22_X;
    const exportName = options.handler ?? 'handler';
    const code = new HandlerCode(`${this.node.path}/${name}`, options.entry, exportName, this.settings(runtime));
    const { encryptionKey } = this.props;
    const logGroup = new logs.LogGroup(this, `${name}Logs`, {
      retention: this.props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
    const role = new iam.Role(this, `${name}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const handler = new lambda.Function(this, name, {
      code,
      role,
      logGroup,
      runtime,
      handler: `index.${exportName}`,
      architecture: this.props.architecture ?? lambda.Architecture.ARM_64,
      loggingFormat: lambda.LoggingFormat.JSON,
      timeout: options.timeout ?? this.props.timeout ?? Duration.seconds(30),
      memorySize: options.memorySize ?? this.props.memorySize ?? 256,
      tracing: (this.props.tracing ?? true) ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      environment: {
        ...((this.props.bundling?.sourceMap ?? true) && { NODE_OPTIONS: '--enable-source-maps' }),
        ...this.props.environment,
        ...options.environment,
      },
      ...(encryptionKey && { environmentEncryption: encryptionKey }),
      ...(options.description !== undefined && { description: options.description }),
      ...(options.reservedConcurrentExecutions !== undefined && {
        reservedConcurrentExecutions: options.reservedConcurrentExecutions,
      }),
    });
    acknowledgeNag(role, 'wildcardOnly');
    acknowledgeNag(handler, 'runtime');
    this.codes.push(code);
    this.functions.set(name, handler);
    return handler;
  }

  /** The function of a handler. */
  function(name: string): lambda.Function {
    const found = this.functions.get(name);
    if (found === undefined) {
      throw new Error(
        `[${this.node.path}] no handler is named "${name}"; handler names are: ${this.names.join(', ')}.`,
      );
    }
    return found;
  }

  /** Names of all handlers, in the order they were added. */
  get names(): string[] {
    return [...this.functions.keys()];
  }

  private settings(runtime: lambda.Runtime): BundleSettings {
    const bundling = this.props.bundling ?? {};
    const version = /^nodejs(\d+)\.x$/.exec(runtime.name)?.[1];
    if (version === undefined) {
      throw new Error(
        `[${this.node.path}] runtime "${runtime.name}" is not a Node.js runtime; give lambda.Runtime.NODEJS_20_X or later.`,
      );
    }
    const absolute = (path: string | undefined) =>
      path === undefined ? '' : isAbsolute(path) ? path : resolve(projectRoot(), path);
    const pluginsFile = absolute(bundling.pluginsFile);
    if (pluginsFile !== '' && !['.js', '.cjs', '.mjs', '.ts'].includes(extname(pluginsFile))) {
      throw new Error(
        `[${this.node.path}] bundling.pluginsFile "${bundling.pluginsFile}" must be a .js, .cjs, .mjs or .ts module.`,
      );
    }
    return {
      target: bundling.target ?? `node${version}`,
      minify: bundling.minify ?? false,
      sourceMap: bundling.sourceMap ?? true,
      external: bundling.external ?? ['@aws-sdk/*', '@smithy/*'],
      define: bundling.define ?? {},
      loader: bundling.loader ?? {},
      conditions: bundling.conditions ?? [],
      mainFields: bundling.mainFields ?? [],
      banner: bundling.banner ?? '',
      tsconfig: absolute(bundling.tsconfig),
      pluginsFile,
    };
  }
}
