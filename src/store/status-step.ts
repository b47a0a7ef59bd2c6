import type { AboutBundle } from '../bundle/verify-bundle.ts';
import type { OutsideFinding, Refusal } from '../bundle/verification.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import { showStatus } from './status.ts';
import { judgeStatus, readStatusFile, type StatusFile } from './status-file.ts';

/** What is known of the status of a bundle before anybody judged it. */
export interface StatedStatus {
  /** About this very content. */
  readonly files: readonly StatusFile[];
  /** What cannot be read, or is about something so near that it cannot be passed over. */
  readonly open: readonly Refusal[];
  /** What was looked at and does not matter here, in words. */
  readonly notes: readonly string[];
}

/**
 * Whether the release was withdrawn, by the auditor's list of signers. A withdrawal by an expected signer refuses the bundle; one that cannot be read, or
 * whose signer nobody expects, leaves it open: it is never passed over. To be superseded is said and refuses nothing. `integrityOnly` says all of it and
 * refuses nothing either.
 */
export function judgeStated({ files, open, notes }: StatedStatus, trust: TrustPolicy, integrityOnly = false): OutsideFinding {
  const problems: Refusal[] = [...open];
  const said: string[] = [...notes];
  for (const file of files) {
    const { predicate } = file;
    const fault = judgeStatus(file, trust).problems[0];
    if (predicate.status === 'superseded') said.push(`${showStatus(predicate)}${fault === undefined ? '' : `; stated, and not verified: ${fault.message}`}`);
    else if (fault === undefined) problems.push({ code: 'RELEASE_WITHDRAWN', message: showStatus(predicate), subject: `${predicate.product} ${predicate.version}` });
    else {
      problems.push({
        code: 'STATUS_UNVERIFIED', message: `${showStatus(predicate)}; this is stated, and not verified: ${fault.message}`, subject: `${predicate.product} ${predicate.version}`,
        ...(fault.expected === undefined ? {} : { expected: fault.expected }), ...(fault.found === undefined ? {} : { found: fault.found }),
      });
    }
  }
  if (integrityOnly) return { problems: [], asked: false, note: ['not judged: integrity only', ...problems.map(({ message }) => message), ...said].join('; ') };
  return { problems, ...(said.length > 0 && { note: said.join('; ') }) };
}

/** Status records in files, each with the name that the auditor gave it. A file has one record on each line. */
export interface StatusText {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MOST_LINES = 10_000;

/** The records of the files that are about this content; the rest are named. Nothing that cannot be read is passed over. */
export function statedIn(texts: readonly StatusText[], { tagManifestSha256, release }: AboutBundle): StatedStatus {
  const files = new Map<string, StatusFile>();
  const open: Refusal[] = [];
  const notes: string[] = [];
  for (const { name, bytes } of texts) {
    const lines = linesOf(bytes);
    if (lines.length === 0 || lines.length > MOST_LINES) open.push({ code: 'STATUS_UNVERIFIED', message: lines.length === 0 ? 'there is no status record in it' : `more than ${MOST_LINES} lines`, subject: name });
    for (const [i, line] of lines.slice(0, MOST_LINES).entries()) {
      const subject = lines.length === 1 ? name : `${name}:${i + 1}`;
      const read = readStatusFile(line);
      if ('fault' in read) {
        open.push({ code: 'STATUS_UNVERIFIED', message: `not a status record: ${read.fault}`, subject });
        continue;
      }
      const { product, version, tagManifest } = read.file.predicate;
      if (tagManifest.sha256 === tagManifestSha256) files.set(read.file.sha256, read.file);
      else if (release?.product === product && release.version === version) {
        open.push({ code: 'STATUS_UNVERIFIED', message: 'it is about other content under this product and version: one of the two is not what was published', subject, expected: tagManifestSha256 ?? 'none', found: tagManifest.sha256 });
      } else notes.push(`${subject} is about ${product} ${version}`);
    }
  }
  return { files: [...files.values()], open, notes };
}

/** Each with its line end, which belongs to the one form of a record. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length && lines.length <= MOST_LINES;) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return lines;
}
