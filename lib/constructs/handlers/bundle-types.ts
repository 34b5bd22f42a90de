// What goes into a bundling pass and what comes out.

/** How handlers are bundled; two handlers with equal settings share a pass. */
export interface BundleSettings {
  readonly target: string;
  readonly minify: boolean;
  readonly sourceMap: boolean;
  readonly external: readonly string[];
  readonly define: Readonly<Record<string, string>>;
  readonly loader: Readonly<Record<string, string>>;
  readonly conditions: readonly string[];
  readonly mainFields: readonly string[];
  readonly banner: string;
  readonly tsconfig: string;
  /** Absolute path of a module whose default export is a list of esbuild plugins; empty for none. */
  readonly pluginsFile: string;
}

/** What came out for one entry. */
export interface Bundle {
  readonly files: readonly BundleFile[];
  /** SHA-256 of the names and bytes in `files`: equal output means equal asset. */
  readonly hash: string;
  /** Every source file that went in, absolute. */
  readonly inputs: readonly string[];
  /** Names that the module exports, or undefined where it builds `module.exports` by hand. */
  readonly exports: readonly string[] | undefined;
  /** IAM actions that the code calls through the AWS SDK. */
  readonly calls: readonly string[];
}

export interface BundleFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
