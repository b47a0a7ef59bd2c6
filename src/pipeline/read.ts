import { inspectSource } from '../formats/inspect.ts';
import { hiding } from '../credentials/hide.ts';
import { MOST_FINDINGS } from '../model/credentials.ts';
import type { Content } from '../model/content.ts';
import type { EvidenceFile, EvidenceSet, Read } from '../model/evidence.ts';
import type { Scanned } from '../credentials/scan.ts';
import { EVIDENCE_KINDS, type EvidenceKind } from '../model/kinds.ts';
import { by } from '../model/order.ts';
import type { TestCase } from '../model/tests.ts';
import type { Collected, CollectedFile } from './collect.ts';
import type { FileTree } from './ports.ts';

/**
 * Reads every collected file with the reader that its content asks for. Nothing is lost: a refused file stays, with its problems. What looks like a
 * credential is taken out of what was read, so that no row, page or log repeats it; not from a file that is `allowed` (by its digest), because what
 * is judged there must be what stands there. The others block the release in any case.
 */
export function readEvidence(tree: FileTree, collected: Collected, keepCase: (testCase: TestCase) => boolean, allowed: ReadonlySet<string>): EvidenceSet {
  const contents = Object.fromEntries(EVIDENCE_KINDS.map((kind) => [kind, [] as Read<EvidenceKind>[]])) as unknown as Record<EvidenceKind, Read<EvidenceKind>[]>;
  const files = collected.files.map((file) => {
    const scanned = allowed.has(file.sha256) ? undefined : collected.scans.get(file.path);
    const { evidence: plain, content: read } = readOne(tree, scanned === undefined ? file : unlessFull(file, scanned), keepCase);
    const hide = hiding(scanned?.secrets ?? [], DECIDES);
    // A path is what the file is found by: it stays.
    const [evidence, content] = [{ ...plain, facts: hide(plain.facts), problems: hide(plain.problems) }, hide(read)];
    if (content !== undefined) contents[file.declared.kind].push({ file: evidence, content });
    return evidence;
  });
  const scans = [...collected.scans.values()].map(({ scan }) => scan).sort(by((scan) => scan.path));
  return { files, missing: collected.missing, contents: contents as unknown as EvidenceSet['contents'], scans };
}

/** Members that say what something is. */
const DECIDES: ReadonlySet<string> = new Set(['code', 'kind', 'format', 'level']);

/** The scan ended in such a file: what was not looked at could not be taken out of what is shown. It blocks the release in any case. */
function unlessFull(file: CollectedFile, { scan: { findings } }: Scanned): CollectedFile {
  if (findings.length < MOST_FINDINGS || file.refused !== undefined) return file;
  return {
    ...file, refused: {
      code: 'CREDENTIAL_FOUND', file: file.path, message: `holds at least ${MOST_FINDINGS} credentials and is not read`, expected: 'evidence without credentials', found: `${MOST_FINDINGS} in the part that was looked at`,
      hint: 'revoke them, and keep the step that writes the file from printing them',
    },
  };
}

function readOne(tree: FileTree, file: CollectedFile, keepCase: (testCase: TestCase) => boolean): { evidence: EvidenceFile; content?: Content } {
  const { path, size, sha256, declared } = file;
  if (file.refused) return { evidence: { path, size, sha256, declared, status: 'refused', facts: {}, problems: [file.refused] } };
  if (declared.kind === 'attachments') return { evidence: { path, size, sha256, declared, status: 'attached', facts: {}, problems: [] } };
  const { status, format, formatVersion, kind, facts, problems, content } = inspectSource(tree.open(path), declared, { keepCase });
  const evidence: EvidenceFile = {
    path, size, sha256, declared, status, facts: facts ?? {}, problems,
    ...(format ? { format } : {}), ...(formatVersion ? { formatVersion } : {}), ...(kind ? { contentKind: kind } : {}),
  };
  return content === undefined || status === 'refused' || status === 'attached' ? { evidence } : { evidence, content };
}
