import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { examineBundle } from '../../bundle/examine-bundle.ts';
import type { ArchiveFile } from '../../bundle/ports.ts';
import { EvidenceError } from '../../model/problem.ts';
import { retainUntilOf } from '../../pipeline/retain-until.ts';
import { jsonText } from '../../results/documents.ts';
import { publishBundle } from '../../store/publish.ts';
import { withBundle } from '../bundle-input.ts';
import { needLock } from '../confirm-lock.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { describePublication, showPublication } from '../publish-bundle.ts';
import { type DestinationOptions, destination } from '../store-options.ts';
import { openFile } from '../wire.ts';
import { openWorkspace } from '../workspace.ts';

interface PublishOptions extends DestinationOptions { readonly project?: string; readonly json?: boolean; readonly quiet?: boolean; readonly yes?: boolean }

/** `publish BUNDLE`: only a whole, sealed bundle that is not NOT READY; the same content again is no error. */
export async function publish(io: Io, bundle: string, options: PublishOptions): Promise<number> {
  const workspace = options.to === undefined ? await openWorkspace(io, options.project) : undefined;
  const { store, wish, directoryDeclared } = await destination(io, options, workspace?.loaded.project, workspace?.folder);
  const about = await withBundle(io.cwd, bundle, 'publishing', async (input) => {
    if (input.kind === 'folder') throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${bundle} is a folder`, { hint: 'publish the bundle file itself' });
    const { problems, inventory, release, checks, tagManifestSha256 } = await examineBundle(input);
    if (problems.length > 0 || !inventory || !release || !checks || !tagManifestSha256) {
      throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${bundle} is not a whole, sealed bundle`, {
        problems: problems.map((problem) => ({ code: 'NOT_PUBLISHABLE', file: problem.subject ?? basename(bundle), message: `${problem.code}: ${problem.message}`, ...(problem.expected ? { expected: problem.expected } : {}), ...(problem.found ? { found: problem.found } : {}) })),
        hint: 'release-evidence bundle makes one; verify says what is wrong with this one',
      });
    }
    return { sha256: digestOf(input.file), product: release.product.id, version: release.version, verdict: checks.verdict, tagManifestSha256, retainUntil: retainUntilOf({ open: (path) => inventory.open(path) }) };
  });
  const source = openFile(resolve(io.cwd, bundle), basename(bundle));
  const progress = progressOn(io, options.quiet ?? options.json);
  const publication = await publishBundle(store, { ...about, bundle: source, lock: wish, directoryDeclared }, { step: progress.step, confirm: (lock, serverTime) => needLock(io, lock, serverTime, { yes: options.yes, beyondDays: wish.confirmBeyondDays }) });
  io.out(options.json ? jsonText(describePublication(publication)) : showPublication(publication));
  return EXIT.done;
}

/** Of the very file that was examined, through the same handle: another one put in its place is not published, for its digest differs when read back. */
function digestOf(file: ArchiveFile): string {
  const digest = createHash('sha256');
  for (let at = 0; at < file.size; at += 1 << 20) digest.update(file.read(at, 1 << 20));
  return digest.digest('hex');
}
