import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { TypesettingError } from '../report/engine.ts';
import type { TypesetJob, TypstEngine } from '../report/engine.ts';

/**
 * Loads Typst 0.14.2: the native addon for linux-x64 (glibc or musl), else the WASM build of the same version. The addon is required
 * straight from its platform package: the wrapper around it names platforms that the registry does not have.
 */
const NATIVE = ['@myriaddreamin/typst-ts-node-compiler-linux-x64-gnu', '@myriaddreamin/typst-ts-node-compiler-linux-x64-musl'];
/** A folder that does not exist: the document can read what is mapped and nothing of the host. */
const WORKSPACE = '/release-evidence-no-such-folder';

interface NativeError { readonly shortDiagnostics?: readonly { readonly message: string }[] | null }
interface NativeCompiler {
  mapShadow(path: string, content: Buffer): void;
  compile(options: { mainFilePath: string }): { readonly result: object | null; hasError(): boolean; takeWarnings(): NativeError | null; takeError(): NativeError | null };
  fetchDiagnostics(error: NativeError): readonly { readonly message: string }[];
  /** Forgets what was remembered for a compilation that is more than `maxAge` compilations ago. */
  evictCache(maxAge: number): void;
  pdf(document: object, options: { pdfStandard: string }): Buffer;
}
interface NativeAddon {
  readonly NodeCompiler: { create(options: { workspace: string; fontArgs: { fontBlobs: Buffer[] }[] }): NativeCompiler };
}

const require = createRequire(import.meta.url);

/** `prefer: 'wasm'` is for tests and for machines where the addon must not be used. */
export async function loadTypstEngine(options: { prefer?: 'wasm' } = {}): Promise<TypstEngine> {
  if (options.prefer !== 'wasm') {
    for (const name of NATIVE) {
      const addon = load(name);
      if (addon) return nativeEngine(addon);
    }
  }
  return wasmEngine();
}

/** A package for another platform is absent or does not load: both mean "not this one". */
function load(name: string): NativeAddon | undefined {
  try {
    return require(name) as NativeAddon;
  } catch {
    return undefined;
  }
}

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function nativeEngine(addon: NativeAddon): TypstEngine {
  return {
    standard: 'a-2a',
    name: 'Typst 0.14.2',
    async typeset(job) {
      const compiler = addon.NodeCompiler.create({ workspace: WORKSPACE, fontArgs: [{ fontBlobs: job.fonts.map(buffer) }] });
      for (const [path, bytes] of job.files) compiler.mapShadow(WORKSPACE + path, buffer(bytes));
      const run = compiler.compile({ mainFilePath: `${WORKSPACE}/report.typ` });
      const error = run.hasError() ? run.takeError() : run.takeWarnings();
      const diagnostics = error ? compiler.fetchDiagnostics(error).map((d) => d.message) : [];
      if (diagnostics.length > 0 || !run.result) throw new TypesettingError(diagnostics.length > 0 ? diagnostics : ['no document']);
      // One document, once: the memory of its intermediate results serves the PDF, instead of more.
      compiler.evictCache(0);
      try {
        return new Uint8Array(compiler.pdf(run.result, { pdfStandard: 'a-2a' }));
      } catch (cause) {
        // Violations of the PDF standard come as Rust debug text.
        const text = cause instanceof Error ? cause.message : String(cause);
        throw new TypesettingError([...text.matchAll(/message: "(.*?)", trace/g)].map((m) => m[1] ?? '').concat(text.slice(0, 300)));
      }
    },
  };
}

async function wasmEngine(): Promise<TypstEngine> {
  return {
    standard: 'tagged',
    name: 'Typst 0.14.2 (WASM)',
    async typeset(job: TypesetJob) {
      const module = await import('@myriaddreamin/typst-ts-web-compiler');
      module.initSync({ module: readFileSync(require.resolve('@myriaddreamin/typst-ts-web-compiler/wasm')) });
      const builder = new module.TypstCompilerBuilder();
      builder.set_dummy_access_model();
      for (const font of job.fonts) await builder.add_raw_font(font);
      const compiler = await builder.build();
      for (const [path, bytes] of job.files) compiler.map_shadow(path, bytes);
      const answer = compiler.snapshot(undefined, '/report.typ').get_artifact(1, 2) as { result?: Uint8Array; hasError?: boolean; diagnostics?: readonly { message?: string }[] } | Uint8Array;
      if (answer instanceof Uint8Array) return answer;
      const diagnostics = (answer.diagnostics ?? []).map((d) => d.message ?? String(d));
      if (diagnostics.length > 0 || !answer.result) throw new TypesettingError(diagnostics.length > 0 ? diagnostics : ['no document']);
      return answer.result;
    },
  };
}
