import type { Statement, Subject } from '../../sealing/statement.ts';
import { writeBagInfo } from '../bag.ts';
import { BAG_INFO, EVIDENCE, PAYLOAD, TAG_MANIFEST, topFolder } from '../layout.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../verification.ts';
import { type SealedChecks, type SealedContent, type SealedRelease, showCounts } from './content.ts';
import { readText } from './bag-steps.ts';
import type { Inventory } from './inventory.ts';

/** Step 7: every fact of the statement against what was unpacked. */
export function checkStatement(statement: Statement, content: SealedContent, inventory: Inventory): Refusal[] {
  const problems: Refusal[] = [...content.problems];
  problems.push(...checkSubjects(statement, content.release, inventory));
  const differs = (field: string, sealed: string, found: string): void => {
    if (sealed !== found) problems.push({ code: 'PREDICATE_MISMATCH', message: `${field} is sealed with another value`, subject: field, expected: sealed, found });
  };
  const { predicate } = statement;
  if (content.release) compareRelease(predicate, content.release, differs);
  if (content.checks) compareChecks(predicate, content.checks, differs);
  problems.push(...checkBagInfo(predicate, inventory));
  const evidence = [...inventory.files].filter(([path]) => path.startsWith(EVIDENCE));
  differs('materials.files', String(predicate.materials.files), String(evidence.length));
  differs('materials.bytes', String(predicate.materials.bytes), String(evidence.reduce((sum, [, file]) => sum + file.size, 0)));
  if (inventory.top !== null) differs('release', topFolder(predicate.release.product, predicate.release.version), inventory.top);
  if (inventory.entryDataSha256 !== null && inventory.entryDataSha256 !== predicate.archive.entryData.sha256) {
    problems.push({ code: 'ARCHIVE_DATA', message: 'the stored bytes of the entries are not the sealed ones', expected: predicate.archive.entryData.sha256, found: inventory.entryDataSha256 });
  }
  return problems;
}

/** bag-info.txt is the one sequence of bytes that §5.2 gives for this release: product, date and tool in it are read by people and BagIt tools. */
function checkBagInfo({ release, tool }: Statement['predicate'], inventory: Inventory): Refusal[] {
  const found = readText(inventory, BAG_INFO, LIMITS.declaration);
  const payload = [...inventory.files].filter(([path]) => path.startsWith(PAYLOAD));
  const expected = writeBagInfo({ ...release, toolVersion: tool.version, files: payload.length, bytes: payload.reduce((sum, [, file]) => sum + file.size, 0) });
  return found === null || found === expected ? [] : [{ code: 'BAG_FORM', message: 'bag-info.txt speaks of another release, date or tool than the seal', subject: BAG_INFO, expected, found: found.slice(0, 1000) }];
}

type Differs = (field: string, sealed: string, found: string) => void;

function compareRelease(predicate: Statement['predicate'], release: SealedRelease, differs: Differs): void {
  differs('release.product', predicate.release.product, release.product.id);
  differs('release.version', predicate.release.version, release.version);
  differs('release.commit', predicate.release.commit, release.commit);
  differs('release.date', predicate.release.date, release.date);
}

function compareChecks(predicate: Statement['predicate'], checks: SealedChecks, differs: Differs): void {
  differs('verdict', predicate.verdict, checks.verdict);
  differs('counts', showCounts(predicate.counts), showCounts(checks.counts));
  differs('catalogue', predicate.catalogue, checks.catalogue);
  differs('candidateDigest', predicate.candidateDigest.sha256, checks.candidateDigest);
  differs('profile', `${predicate.profile.id} ${predicate.profile.version} ${predicate.profile.digest.sha256}`, `${checks.profile.id} ${checks.profile.version} ${checks.profile.digest}`);
  differs('tool', `${predicate.tool.name} ${predicate.tool.version}`, `${checks.tool.name} ${checks.tool.version}`);
  differs('release.product', predicate.release.product, checks.product);
  differs('release.version', predicate.release.version, checks.version);
  differs('release.commit', predicate.release.commit, checks.commit);
}

function checkSubjects(statement: Statement, release: SealedRelease | null, inventory: Inventory): Refusal[] {
  const expected: Subject[] = [
    ...(release?.artifacts ?? []).map(({ name, sha256 }) => ({ name, sha256 })),
    { name: TAG_MANIFEST, sha256: inventory.files.get(TAG_MANIFEST)?.sha256 ?? 'missing' },
  ];
  const problems: Refusal[] = [];
  for (let i = 0; i < Math.max(expected.length, statement.subjects.length); i += 1) {
    const want = expected[i];
    const have = statement.subjects[i];
    if (want && have && want.name === have.name && want.sha256 === have.sha256) continue;
    problems.push({
      code: 'SUBJECT_MISMATCH', message: `subject ${i + 1} of the seal is not what the bundle holds`, subject: want?.name ?? have!.name,
      expected: have ? `${have.name} ${have.sha256}` : 'no further subject', found: want ? `${want.name} ${want.sha256}` : 'nothing',
    });
  }
  return problems;
}
