// The code of one handler, known only when the app is synthesized: until then every TaskHandlers of the app registers
// its entries, and the first one asked for its bucket key triggers one esbuild pass for all of them.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type CfnResource, FileAssetPackaging, Lazy, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { BundleError, bundleAll, type PassReport } from './bundle';
import type { Bundle, BundleSettings } from './bundle-types';
import { exportsOfSource } from './source-exports';

/** All handlers of one construct tree; the tree's root owns it. */
class HandlerRegistry {
  private static readonly byRoot = new WeakMap<IConstruct, HandlerRegistry>();
  private readonly waiting: HandlerCode[] = [];
  private readonly bundles = new Map<string, Bundle>();
  readonly passes: PassReport[] = [];

  static of(construct: IConstruct): HandlerRegistry {
    const { root } = construct.node;
    let registry = HandlerRegistry.byRoot.get(root);
    if (registry === undefined) {
      registry = new HandlerRegistry();
      HandlerRegistry.byRoot.set(root, registry);
    }
    return registry;
  }

  register(code: HandlerCode): void {
    this.waiting.push(code);
  }

  bundle(code: HandlerCode): Bundle {
    if (!this.bundles.has(code.key)) this.pass(code.settings);
    return this.bundles.get(code.key)!;
  }

  private pass(settings: BundleSettings): void {
    const wanted = JSON.stringify(settings);
    const codes = this.waiting.filter((code) => JSON.stringify(code.settings) === wanted && code.isWanted());
    const root = projectRoot();
    try {
      const { bundles, report } = bundleAll(
        codes.map((code) => code.entry),
        settings,
        root,
      );
      this.passes.push(report);
      for (const code of codes) this.bundles.set(code.key, bundles.get(code.entry)!);
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      const owner = codes.find((code) => code.entry === error.entry)!;
      throw new Error(
        `[${owner.place}] the handler ${relative(root, owner.entry)} does not compile:\n  ${error.problems.join('\n  ')}`,
      );
    }
  }
}

/** What the bundling passes of a construct tree did so far, for benchmarks and tests. */
export function bundlingReport(construct: IConstruct): readonly PassReport[] {
  return HandlerRegistry.of(construct).passes;
}

/** Code of a Lambda function that takes part in its app's bundling pass. */
export class HandlerCode extends lambda.Code {
  readonly isInline = false;
  readonly entry: string;
  readonly settings: BundleSettings;
  readonly place: string;
  private readonly exportName: string;
  private owner: Construct | undefined;
  private asset: { readonly bucketName: string; readonly objectKey: string; readonly path: string } | undefined;

  constructor(place: string, entry: string, exportName: string, settings: BundleSettings) {
    super();
    this.place = place;
    this.entry = resolve(projectRoot(), entry);
    this.exportName = exportName;
    this.settings = settings;
    if (!existsSync(this.entry)) {
      throw new Error(
        `[${place}] the handler's entry ${relative(projectRoot(), this.entry)} does not exist. ` +
          `Give the path of a .ts, .mts, .js or .mjs file, absolute or relative to ${projectRoot()}.`,
      );
    }
    this.checkExports(exportsOfSource(this.entry));
  }

  get key(): string {
    return `${JSON.stringify(this.settings)}\n${this.entry}`;
  }

  /** Whether the stack that holds this function is being synthesized for real (`cdk ls` bundles nothing). */
  isWanted(): boolean {
    return this.owner !== undefined && Stack.of(this.owner).bundlingRequired;
  }

  bind(scope: Construct): lambda.CodeConfig {
    if (this.owner === undefined) {
      this.owner = scope;
      HandlerRegistry.of(scope).register(this);
    }
    return {
      s3Location: {
        bucketName: Lazy.string({ produce: () => this.publish(scope).bucketName }),
        objectKey: Lazy.string({ produce: () => this.publish(scope).objectKey }),
      },
    };
  }

  override bindToResource(resource: CfnResource, options: lambda.ResourceBindOptions = {}): void {
    // What the CLI (hotswap, sam local) and the local runtime read to find the code of a function.
    resource.addMetadata('aws:asset:path', Lazy.string({ produce: () => this.publish(resource).path }));
    resource.addMetadata('aws:asset:is-bundled', true);
    resource.addMetadata('aws:asset:property', options.resourceProperty ?? 'Code');
    resource.addMetadata('stepwright:entry', relative(projectRoot(), this.entry));
    resource.addMetadata('stepwright:calls', Lazy.list({ produce: () => [...this.calls()] }, { omitEmpty: true }));
  }

  /** Bundles now, so that mistakes are told by themselves and not from within the rendering of a template. */
  prepare(): void {
    if (this.isWanted()) this.checkedBundle();
  }

  private publish(scope: IConstruct): {
    readonly bucketName: string;
    readonly objectKey: string;
    readonly path: string;
  } {
    if (this.asset !== undefined) return this.asset;
    const stack = Stack.of(scope);
    const stage = Stage.of(scope)!;
    const { folder, hash } = this.isWanted() ? this.write(stage.assetOutdir) : this.unbundled();
    const location = stack.synthesizer.addFileAsset({
      packaging: FileAssetPackaging.ZIP_DIRECTORY,
      sourceHash: hash,
      fileName: relative(stage.outdir, folder),
      deployTime: true,
      displayName: `${this.place}/Code`,
    });
    this.asset = {
      bucketName: location.bucketName,
      objectKey: location.objectKey,
      path: relative(stage.outdir, folder),
    };
    return this.asset;
  }

  private write(assetOutdir: string): { folder: string; hash: string } {
    const bundle = this.checkedBundle();
    const folder = join(assetOutdir, `asset.${bundle.hash}`);
    if (!existsSync(folder)) {
      const draft = `${folder}.${process.pid}`;
      mkdirSync(draft, { recursive: true });
      for (const file of bundle.files) writeFileSync(join(draft, file.name), file.bytes);
      // Another process may have written the same content into a shared folder meanwhile.
      if (existsSync(folder)) rmSync(draft, { recursive: true });
      else renameSync(draft, folder);
    }
    return { folder, hash: bundle.hash };
  }

  private checkedBundle(): Bundle {
    const bundle = HandlerRegistry.of(this.owner!).bundle(this);
    this.checkExports(bundle.exports);
    return bundle;
  }

  private checkExports(exported: readonly string[] | undefined): void {
    if (exported === undefined || exported.includes(this.exportName)) return;
    const given = exported.length === 0 ? 'nothing' : exported.join(', ');
    throw new Error(
      `[${this.place}] the handler ${relative(projectRoot(), this.entry)} does not export "${this.exportName}"; it exports ${given}.`,
    );
  }

  private calls(): readonly string[] {
    return this.isWanted() ? HandlerRegistry.of(this.owner!).bundle(this).calls : [];
  }

  // The stack is not going to be deployed in this run: the asset only has to be named.
  private unbundled(): { folder: string; hash: string } {
    return { folder: dirname(this.entry), hash: Buffer.from(this.entry).toString('hex').slice(-64).padStart(64, '0') };
  }
}

/** The folder that relative entries start from: the nearest one above the working directory with a package.json. */
export function projectRoot(): string {
  for (let at = process.cwd(); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (at === dirname(at)) return process.cwd();
  }
}
