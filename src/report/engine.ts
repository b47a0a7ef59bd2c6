/** A job for the PDF engine: everything it may read is in `files`. */
export interface TypesetJob {
  /** Absolute path in the engine's own file space → bytes. `/report.typ` is the document. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly fonts: readonly Uint8Array[];
}

/** PDF/A-2a where the native engine runs; a tagged PDF without that mark elsewhere, and the run says so. */
export type PdfStandard = 'a-2a' | 'tagged';

/** Typst, native or WASM. Implemented in adapters/typst-engine.ts. */
export interface TypstEngine {
  readonly standard: PdfStandard;
  /** `Typst 0.14.2 (native)` */
  readonly name: string;
  /** The PDF; rejects with TypesettingError on every error and every warning. */
  typeset(job: TypesetJob): Promise<Uint8Array>;
}

/** The template or a string in it could not be typeset: a bug of ours, since printable() let it through. */
export class TypesettingError extends Error {
  readonly diagnostics: readonly string[];

  constructor(diagnostics: readonly string[]) {
    super(`the PDF could not be typeset: ${diagnostics.join('; ')}`);
    this.name = 'TypesettingError';
    this.diagnostics = diagnostics;
  }
}
