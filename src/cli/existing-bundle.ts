import { basename } from 'node:path';
import { examineBundle } from '../bundle/examine-bundle.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { EvidenceError } from '../model/problem.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { withBundle } from './bundle-input.ts';
import type { Io } from './io.ts';

/**
 * Whether the bundle at `target` stays: it is whole, holds the content with this tag manifest, and is sealed as the new one would be (or, as
 * it would, not at all). Known before anything is signed, so that no log gets an entry for a seal that nobody will see. A bundle with other
 * content or another seal is replaced only when `replace` says so: else OUTPUT_EXISTS (exit 2).
 */
export async function staysAsItIs(io: Io, target: string, tagManifest: string, means: SealingMeans | undefined, replace: boolean): Promise<boolean> {
  if (await sameSeal(io, target, tagManifest, means)) return true;
  if (replace) return false;
  const unknown = means?.kind === 'keyless' && (means.expected?.identity === undefined || means.expected.issuer === undefined);
  throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${basename(target)} is there already, with other content or another seal`, {
    hint: `name another --out, or replace it with --yes${unknown ? '; a keyless seal is known to be the same by sealing.identity and sealing.issuer of the project file' : ''}`,
  });
}

async function sameSeal(io: Io, target: string, tagManifest: string, means: SealingMeans | undefined): Promise<boolean> {
  try {
    const old = await withBundle(io.cwd, target, 'input', (input) => examineBundle(input));
    return old.tagManifestSha256 === tagManifest && await sealedBy(io, target, means, old.problems);
  } catch (error) {
    // Nothing is being verified here: what cannot be unpacked is trouble with a file.
    if (error instanceof EvidenceError && error.exit === 'incomplete') throw new EvidenceError(error.code, 'input', error.message, { cause: error, ...(error.hint !== undefined && { hint: error.hint }) });
    throw error;
  }
}

/**
 * Examining a bundle does not look at its signature: the old one must verify under the same trusted root, with the same key, or for the
 * identity that the project file expects. Without such an identity nobody can tell whose keyless seal it is: it does not count.
 */
async function sealedBy(io: Io, target: string, means: SealingMeans | undefined, problems: readonly { readonly code: string }[]): Promise<boolean> {
  if (means === undefined) return problems.every((problem) => problem.code === 'NOT_SEALED');
  const { policyOf } = await import('../sealing/own-verification.ts');
  const trust = policyOf(means);
  if (trust === undefined) return false;
  const answer = await withBundle(io.cwd, target, 'input', (input) => verifyBundle(input, { trust, integrityOnly: true }));
  return answer.verdict === 'verified';
}
