import { inspectSource } from '../formats/inspect.ts';
import type { Content } from '../model/content.ts';
import type { EvidenceFile, EvidenceSet, Read } from '../model/evidence.ts';
import { EVIDENCE_KINDS, type EvidenceKind } from '../model/kinds.ts';
import type { TestCase } from '../model/tests.ts';
import type { Collected, CollectedFile } from './collect.ts';
import type { FileTree } from './ports.ts';

/** Reads every collected file with the reader that its content asks for. Nothing is lost: a refused file stays, with its problems. */
export function readEvidence(tree: FileTree, collected: Collected, keepCase: (testCase: TestCase) => boolean): EvidenceSet {
  const contents = Object.fromEntries(EVIDENCE_KINDS.map((kind) => [kind, [] as Read<EvidenceKind>[]])) as unknown as Record<EvidenceKind, Read<EvidenceKind>[]>;
  const files = collected.files.map((file) => {
    const { evidence, content } = readOne(tree, file, keepCase);
    if (content !== undefined) contents[file.declared.kind].push({ file: evidence, content });
    return evidence;
  });
  return { files, missing: collected.missing, contents: contents as unknown as EvidenceSet['contents'] };
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
