import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Progress } from '../pipeline/ports.ts';
import type { Project } from '../project/schema.ts';
import { policyOf } from '../sealing/own-verification.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { signPayload } from '../sealing/sign-payload.ts';
import type { StatusSealer } from '../store/change-status.ts';
import { judgeStatus } from '../store/status-file.ts';
import type { Io } from './io.ts';
import { type SealOptions, sealingMeans } from './seal-options.ts';

const NO_SEALING: Project['sealing'] = { rekor: [], timestampAuthorities: [] };

/**
 * With what a change of status is signed: by the same options as a release, of the project file where there is one. A key is never made here: a
 * signature by a key that nobody has listed changes nothing for whoever verifies. Fails with USAGE without a signer, KEY_INVALID, and as sealing does.
 */
export async function statusSigner(io: Io, options: SealOptions, project: Project | undefined, folder: string, progress: Progress): Promise<SealingMeans> {
  const sealing = project?.sealing ?? NO_SEALING;
  const kind = options.signer ?? sealing.signer ?? 'key';
  if (kind === 'none') throw new EvidenceError('USAGE', 'usage', 'a change of status is always signed', { hint: '--key FILE, --signer kms or --signer keyless' });
  const name = options.key ?? sealing.key;
  if (kind === 'key') {
    if (name === undefined) throw new EvidenceError('USAGE', 'usage', 'nothing to sign with was named', { hint: '--key FILE: a private key that those who verify know; --signer kms or --signer keyless' });
    const path = options.key === undefined ? resolve(folder, name) : resolve(io.cwd, name);
    if (!existsSync(path)) throw new EvidenceError('KEY_INVALID', 'sealing', `${name}: there is no such file`, { hint: 'a new key would be known to nobody: name the key that sealed the release, or another that your auditors list' });
  }
  const means = await sealingMeans(io, options, { sealing }, folder, progress, undefined);
  if (means === undefined) throw new EvidenceError('USAGE', 'usage', 'a change of status is always signed');
  return means;
}

export function statusSealer(means: SealingMeans): StatusSealer {
  const own = policyOf(means);
  return {
    seal: async (statement) => (await signPayload(statement, means)).sigstore,
    own: (file) => own !== undefined && judgeStatus(file, own).problems.length === 0,
  };
}
