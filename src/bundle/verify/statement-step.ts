import { sigstoreFile, STATEMENT_SIGSTORE } from '../../sealing/seal-files.ts';
import type { Statement, Subject } from '../../sealing/statement.ts';
import { svrStatement, vsaStatement } from '../../sealing/summary-statements.ts';
import { writeBagInfo } from '../bag.ts';
import { BAG_INFO, EVIDENCE, PAYLOAD, TAG_MANIFEST, topFolder } from '../layout.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../verification.ts';
import { type SealedChecks, type SealedContent, type SealedRelease, showCounts } from './content.ts';
import { readText } from './bag-steps.ts';
import type { Inventory } from './inventory.ts';
import type { Sealed } from './seal-steps.ts';

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

/** VSA and SVR are written again from the sealed statement: nothing in them is free. */
export function checkSummaries(sealed: Sealed, statement: Statement, inventory: Inventory): Refusal[] {
  const { predicate, subjects } = statement;
  const due = { svr: svrStatement(predicate, subjects), vsa: vsaStatement(predicate, subjects, inventory.files.get(STATEMENT_SIGSTORE)?.sha256 ?? '') };
  return (['svr', 'vsa'] as const).flatMap((kind): Refusal[] => {
    const found = sealed.seals.get(kind)?.payload;
    const expected = due[kind];
    if (!found || !expected || Buffer.compare(expected, found) === 0) return []; // an SVR that may not be there is a matter of the closed list
    return [{ code: 'SUMMARY_MISMATCH', message: 'it says something else than the sealed statement', subject: sigstoreFile(kind), ...around(expected, found) }];
  });
}

/** Both texts from just before the first difference: a statement may have thousands of subjects. */
function around(expected: Uint8Array, found: Uint8Array): { expected: string; found: string } {
  const [a, b] = [new TextDecoder().decode(expected), new TextDecoder().decode(found)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const from = Math.max(0, at - 40);
  return { expected: a.slice(from, at + 120), found: b.slice(from, at + 120) };
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
