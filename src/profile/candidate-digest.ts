import type { EvidenceSet } from '../model/evidence.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import { sha256 } from '../model/digest.ts';

/**
 * What an approval signs (21 CFR 11.70): SHA-256, lower-case hex, over these lines, each ended by LF, no line twice,
 * sorted by their UTF-8 bytes (as `LC_ALL=C sort -u` does):
 *   `‹sha256›␠␠‹path›`                       for every collected evidence file except those declared as approvals or waivers
 *   `‹sha256›␠␠‹path›`                       for every released artifact
 *   `‹profile digest›␠␠profile:‹id›@‹version›`  once
 * Paths are relative to the project file, with `/`. Approvals and waivers are left out because they are written about this digest.
 */
export function candidateDigest(evidence: Pick<EvidenceSet, 'files'>, release: Pick<ReleaseIdentity, 'artifacts'>, profile: Pick<EffectiveProfile, 'id' | 'version' | 'digest'>): string {
  return sha256(candidateLines(evidence, release, profile).join(''));
}

/** The lines under the digest, for `check --verbose` and for people who check by hand. */
export function candidateLines(evidence: Pick<EvidenceSet, 'files'>, release: Pick<ReleaseIdentity, 'artifacts'>, profile: Pick<EffectiveProfile, 'id' | 'version' | 'digest'>): readonly string[] {
  const lines = new Set<string>();
  for (const file of evidence.files) {
    if (file.declared.kind !== 'approvals' && file.declared.kind !== 'waivers') lines.add(line(file.sha256, file.path));
  }
  for (const artifact of release.artifacts) lines.add(line(artifact.sha256, artifact.path));
  lines.add(line(profile.digest, `profile:${profile.id}@${profile.version}`));
  return [...lines].sort((a, b) => Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')));
}

function line(digest: string, name: string): string {
  return `${digest}  ${name}\n`;
}
