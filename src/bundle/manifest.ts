import { byCodeUnit } from '../model/order.ts';
import { nameFault } from './entry-name.ts';
import { LIMITS } from './limits.ts';

/** One manifest line. `path` is relative to the bag, `sha256` lower-case hex. */
export interface ManifestLine {
  readonly path: string;
  readonly sha256: string;
}

/** RFC 8493 §2.1.3 in the one form of docs/bundle-format.md §5.3. Names hold no CR, LF or `%`, so nothing is ever percent-encoded. */
export function writeManifest(lines: readonly ManifestLine[]): string {
  const sorted = [...lines].sort((a, b) => byCodeUnit(a.path, b.path));
  return sorted.map((line) => `${line.sha256}  ${line.path}\n`).join('');
}

/** What a manifest lists, and every line that is not in the one form. Lines with a fault are left out, a repeated path keeps its first digest. */
export interface ParsedManifest {
  readonly listed: ReadonlyMap<string, string>;
  readonly faults: readonly { readonly line: number; readonly message: string }[];
}

export function parseManifest(text: string): ParsedManifest {
  const listed = new Map<string, string>();
  const faults: { line: number; message: string }[] = [];
  // 64 MiB of line ends would be 64 million lines: counted before anything is made of them.
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && count <= LIMITS.entries; at = text.indexOf('\n', at + 1)) count += 1;
  if (count > LIMITS.entries) return { listed, faults: [{ line: LIMITS.entries + 1, message: `more than ${LIMITS.entries} lines` }] };
  const lines = text.split('\n');
  if (lines.pop() !== '') faults.push({ line: lines.length + 1, message: 'the last line does not end with LF' });
  let before = '';
  lines.forEach((line, index) => {
    const fault = (message: string): void => void faults.push({ line: index + 1, message });
    const match = /^([0-9a-f]{64}) {2}(.+)$/u.exec(line);
    if (!match) return fault('not "64 hex digits, two blanks, path"');
    const [, sha256, path] = match as unknown as [string, string, string];
    const wrong = nameFault(path);
    if (wrong !== null) return fault(`the path ${wrong}`);
    if (listed.has(path)) return fault(`${path} is listed twice`);
    if (before !== '' && byCodeUnit(before, path) > 0) fault(`${path} is not in order`);
    before = path;
    listed.set(path, sha256);
  });
  return { listed, faults };
}
