import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { run } from '../../src/cli/main.ts';

export interface Answer { readonly code: number; readonly out: string; readonly err: string }

/** Runs one command line in this process, as the program would, in the folder `cwd`. */
export async function cli(cwd: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  let out = '';
  let err = '';
  const code = await run(argv, {
    cwd, env, out: (text) => { out += text; }, err: (text) => { err += text; }, outIsTerminal: false, errIsTerminal: false, stdin: async () => '',
  });
  return { code, out, err };
}

/** A folder of its own that is removed after the file's tests. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 're-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Absolute path of a release of fixtures/releases/. */
export const releaseFixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/releases/${name}`, import.meta.url));
