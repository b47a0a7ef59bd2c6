import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspectSource } from '../../formats/inspect.ts';
import { sha256Of } from '../../model/digest.ts';
import type { Problem } from '../../model/problem.ts';
import { EvidenceError } from '../../model/problem.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { showProblem } from '../output/failure.ts';
import { bytes, paint, safe } from '../output/text.ts';
import { openFile } from '../wire.ts';

interface Inspected {
  readonly path: string;
  readonly sha256: string | null;
  readonly size: number;
  readonly format: string | null;
  readonly formatVersion: string | null;
  readonly kind: string | null;
  readonly status: string;
  readonly facts: object;
  readonly problems: readonly Problem[];
}

/** `inspect FILE…`: one object a file; exit 3 when a file was refused or cannot be opened. */
export async function inspect(io: Io, files: readonly string[], options: { readonly json?: boolean }): Promise<number> {
  const all = files.map((file) => inspectFile(io.cwd, file));
  io.out(options.json ? `${JSON.stringify(all, null, 2)}\n` : `${all.map((one) => describe(one, io.outIsTerminal)).join('\n')}\n`);
  return all.some((one) => one.status === 'refused') ? EXIT.input : EXIT.done;
}

function inspectFile(cwd: string, path: string): Inspected {
  const absolute = resolve(cwd, path);
  const refused = (problem: Problem): Inspected => ({ path, sha256: null, size: 0, format: null, formatVersion: null, kind: null, status: 'refused', facts: {}, problems: [problem] });
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (!stat) return refused({ code: 'MISSING', file: path, message: 'there is no such file', hint: 'check the path and the step that writes it' });
  if (!stat.isFile()) return refused({ code: 'NOT_A_FILE', file: path, message: 'is not a regular file', hint: 'name the files in it' });
  try {
    const source = openFile(absolute, path);
    const sha256 = sha256Of(source);
    const { format, formatVersion, kind, status, facts, problems } = inspectSource(source, undefined, { keepCase: () => false });
    return { path, sha256, size: source.size, format: format ?? null, formatVersion: formatVersion ?? null, kind: kind ?? null, status, facts: facts ?? {}, problems };
  } catch (error) {
    if (error instanceof EvidenceError) return refused({ code: error.code, file: path, message: error.message, ...(error.hint ? { hint: error.hint } : {}) });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EPERM') return refused({ code: 'NO_PERMISSION', file: path, message: 'cannot be opened for reading', hint: 'give this account the right to read it' });
    throw error;
  }
}

function describe(one: Inspected, terminal: boolean): string {
  const colours = paint(terminal);
  const head = `${colours.bold(safe(one.path))}  ${one.format ?? 'unknown format'}${one.formatVersion ? ` ${safe(one.formatVersion)}` : ''}  ${one.kind ?? ''}  ${one.status === 'read' ? colours.good('read') : colours.warn(one.status)}  ${bytes(one.size)}`;
  const facts = Object.entries(one.facts).map(([name, value]) => `  ${name}: ${safe(typeof value === 'object' ? JSON.stringify(value) : String(value))}`);
  return [head, ...(one.sha256 ? [`  sha256 ${one.sha256}`] : []), ...facts, ...one.problems.map((problem) => `  ${colours.warn('!')} ${showProblem(problem)}`)].join('\n');
}
