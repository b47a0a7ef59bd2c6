import { bundleFileName } from '../bundle/layout.ts';
import { EvidenceError } from '../model/problem.ts';
import { jsonText } from '../results/documents.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import type { FoundRelease } from '../store/fetch.ts';
import { changeOf } from '../store/list.ts';
import { besideBundle } from './fetch-beside.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { tellStatus } from './output/found-release.ts';
import { plainJson, safe } from './output/text.ts';

const DEFAULT_SECONDS = 86_400;
/**
 * `fetch --link`: addresses that open the pinned versions without an account, for an auditor who has none, with the commands that fetch and
 * compare them. Whoever has one can read the file: they go to standard output and nowhere else. Fails with USAGE for a directory.
 */
export async function giveLinks(io: Io, { store, found }: { readonly store: EvidenceStore; readonly found: FoundRelease }, options: { readonly expires?: number; readonly json?: boolean }): Promise<number> {
  const { locking } = store;
  if (locking === null) throw new EvidenceError('USAGE', 'usage', 'a directory has no links: only an S3 store gives them', { hint: 'hand over the file itself, with its sha256' });
  const { record, status } = found;
  tellStatus(io, found);
  const seconds = options.expires ?? DEFAULT_SECONDS;
  const now = io.now?.() ?? new Date();
  const expiresAt = `${new Date(now.getTime() + seconds * 1000).toISOString().slice(0, 19)}Z`;
  const files = [{ what: 'bundle' as const, name: bundleFileName(record.product, record.version), ...record.bundle }, ...await besideBundle(store, found)];
  const links = [];
  for (const { what, name, key, versionId, sha256 } of files) links.push({ what, file: name, sha256, url: await locking.presign(key, versionId, seconds) });
  io.err(`whoever has one of these links can read the file until ${expiresAt}, without an account: hand them over like a password, and keep them out of logs and tickets\n`);
  if (options.json) {
    io.out(plainJson(jsonText({ product: record.product, version: record.version, status: status.status, ...(status.records.length === 0 ? {} : { changes: status.records.map(({ predicate }) => changeOf(predicate)) }), expiresAt, links, problems: found.problems })));
    return EXIT.done;
  }
  io.out([
    `# ${record.product} ${record.version}, ${record.verdict}, ${status.status}; links until ${expiresAt}, sooner when the account that made them loses its rights`,
    ...links.map(({ file, url }) => `curl --fail --location --output ${file} ${quoted(url)}`),
    'sha256sum --check <<END', ...links.map(({ file, sha256 }) => `${sha256}  ${file}`), 'END', '',
  ].map(safe).join('\n'));
  return EXIT.done;
}

/** For a shell: nothing in it is expanded. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
