import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { INSTALL } from '../../../src/adapters/catalogue/duckdb-module.ts';

const FOLDER = fileURLToPath(new URL('../../../.cache/duckdb/', import.meta.url));

/** A folder in which the command that the program names was run; kept between runs. */
export function duckdbFolder(): string {
  const folder = join(FOLDER, INSTALL.replace(/[^a-z0-9.-]+/g, '_'));
  if (!existsSync(join(folder, 'done'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}\n');
    const [npm, ...args] = INSTALL.split(' ');
    execFileSync(npm!, args, { cwd: folder, stdio: 'pipe', timeout: 120_000 });
    writeFileSync(join(folder, 'done'), '');
  }
  return folder;
}
