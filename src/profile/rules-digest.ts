import { sha256 } from '../model/digest.ts';
import type { EvidenceSet } from '../model/evidence.ts';

/**
 * What decides the verdict beside the candidate, for signed approvals: SHA-256, lower-case hex, over the lines `‹sha256›␠␠‹path›`, each ended
 * by LF, of the project file (without byte order mark) and of every file declared as waivers, no line twice, sorted by their UTF-8 bytes:
 * `sha256sum release-evidence.yaml waivers.yaml | LC_ALL=C sort -u | sha256sum`. The candidate digest leaves both out, because waivers are
 * written about it; a signed approval names this digest too, so that neither can be changed after a person has signed.
 */
export function rulesDigest(project: { readonly file: string; readonly text: string }, evidence: Pick<EvidenceSet, 'files'>): string {
  const lines = new Set([line(sha256(project.text.replace(/^\uFEFF/, '')), project.file)]);
  for (const file of evidence.files) if (file.declared.kind === 'waivers') lines.add(line(file.sha256, file.path));
  return sha256([...lines].sort((a, b) => Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))).join(''));
}

function line(digest: string, path: string): string {
  return `${digest}  ${path}\n`;
}
