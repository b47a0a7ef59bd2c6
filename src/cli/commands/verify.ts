import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { unreadableBundle, type Verification } from '../../bundle/verification.ts';
import { verifyBundle } from '../../bundle/verify-bundle.ts';
import { sha256Of } from '../../model/digest.ts';
import { EvidenceError } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import { readPublicKey, type PublicKey } from '../../sealing/key.ts';
import { withBundle } from '../bundle-input.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { systemWords } from '../output/errno.ts';
import { progressOn } from '../output/progress.ts';
import { renderVerification } from '../output/verification.ts';
import { paint } from '../output/text.ts';
import { named } from '../named.ts';
import { openFile, reportAssets, treeOfSources, withinTime } from '../wire.ts';

interface VerifyOptions {
  readonly key?: string;
  readonly artifact: readonly string[];
  readonly expectProduct?: string;
  readonly expectVersion?: string;
  readonly rederive: 'run' | 'skip';
  readonly integrityOnly?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** No release takes this long; a hostile pattern in a project file would take for ever. */
const REDERIVATION_SECONDS = 300;

/** `verify BUNDLE`: offline. Exit 0 verified, 6 refused, 7 could not be completed; 2 without an expected signer. */
export async function verify(io: Io, bundle: string, options: VerifyOptions): Promise<number> {
  const key = expectedKey(io, options.key);
  const artifacts = options.artifact.map((one) => artifactDigest(io.cwd, one));
  const progress = progressOn(io, options.quiet ?? options.json);
  progress.step(`verifying ${bundle}`);
  const verification = await withBundle(io.cwd, bundle, 'incomplete', (input) => verifyBundle(input, {
    trust: { signers: [{ kind: 'key', key }] }, artifacts,
    ...(options.expectProduct === undefined ? {} : { product: options.expectProduct }),
    ...(options.expectVersion === undefined ? {} : { version: options.expectVersion }),
    ...(options.integrityOnly ? { integrityOnly: true } : {}),
  }, options.rederive === 'skip' ? {} : {
    async rederive(unpacked) {
      progress.step('reading the raw evidence again');
      const [{ rederive }, assets] = await Promise.all([import('../../pipeline/rederive.ts'), reportAssets()]); // every reader and check: only when they are needed
      return withinTime(REDERIVATION_SECONDS, () => rederive(unpacked, treeOfSources, { assets, signer: { kind: 'key', fingerprint: key.fingerprint } }));
    },
  })).catch((error: unknown) => undecided(error, options.json ?? false));
  io.out(options.json ? jsonText(verification) : renderVerification(verification, options.rederive === 'skip', paint(io.outIsTerminal)));
  return verification.verdict === 'verified' ? EXIT.done : verification.verdict === 'refused' ? EXIT.refused : EXIT.incomplete;
}

/** A bundle that is absent, or that changed or could not be read while it was looked at, says nothing: exit 7, and with `--json` the same object as ever. */
function undecided(error: unknown, json: boolean): Verification {
  if (!(error instanceof EvidenceError) || (error.exit !== 'input' && error.exit !== 'incomplete')) throw error;
  if (json) return unreadableBundle(error.message);
  throw error.exit === 'incomplete' ? error : new EvidenceError(error.code, 'incomplete', error.message, { cause: error, hint: 'verify a copy that nothing else writes to' });
}

/** Verification without an expected signer would accept anybody's seal. */
function expectedKey(io: Io, file: string | undefined): PublicKey {
  if (file === undefined) {
    throw new EvidenceError('USAGE', 'usage', 'no expected signer was given', { hint: '--key PUBLIC.pem: the public key that the manufacturer gave you by another way than this bundle' });
  }
  let pem: string;
  try {
    pem = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new EvidenceError('MISSING', 'incomplete', `${file}: ${systemWords(cause)}`, { cause, hint: 'the public key is what verification rests on' });
  }
  return named(file, () => readPublicKey(pem));
}

function artifactDigest(cwd: string, given: string): { name: string; sha256: string; seen: boolean } {
  if (given.startsWith('sha256:')) return { name: given, sha256: given.slice('sha256:'.length), seen: false };
  const path = resolve(cwd, given);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new EvidenceError('MISSING', 'incomplete', `${given}: there is no such file`, { hint: 'or give --artifact sha256:HEX' });
  return { name: given, sha256: sha256Of(openFile(path, given)), seen: true };
}
