import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { byCodeUnit } from '../model/order.ts';
import { TOOL, VERSION } from '../model/version.ts';

/** The program's own name, version, and the SHA-256 over `sha256␠␠path\n` of every file that it runs from and renders with. */
export function toolIdentity(): { readonly name: string; readonly version: string; readonly sha256: string } {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const own = new URL('..', import.meta.url).pathname.endsWith('/src/') ? 'src' : 'dist';
  const digest = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
  const lines = [own, 'templates'].flatMap((folder) => readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replaceAll('\\', '/')))
    .sort(byCodeUnit)
    .map((path) => `${digest(readFileSync(`${root}${path}`))}  ${path}\n`);
  return { name: TOOL, version: VERSION, sha256: digest(lines.join('')) };
}
