import { scanSource } from '../credentials/scan.ts';
import { MOST_FINDINGS } from '../model/credentials.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import type { Evaluation } from './evaluate.ts';

const CHECK = 'CHK-111';

/**
 * What looks like a credential never goes into a store that forgets nothing: neither with a release nor with a blocked bundle. Judged now, by the rules of now,
 * whatever was sealed; `others` are files of the bundle that are no evidence of the release: results, pages, what nobody declared. There, too, only what
 * the project file of this release allows may stand: a file by its digest, and what was found in such a file. Fails with CREDENTIAL_FOUND (exit 5) and every place.
 */
export function refuseCredentials({ results, loaded, evidence, isAllowed }: Pick<Evaluation, 'results' | 'loaded' | 'evidence' | 'isAllowed'>, others: Iterable<Source> = []): void {
  const problems: Problem[] = [];
  const rows = results.rows.filter((row) => row.check === CHECK);
  for (const row of rows) {
    if (row.severity !== 'error' || (row.verdict !== 'fail' && row.verdict !== 'not-evaluated')) continue;
    for (const { value, ...place } of row.read) problems.push({ ...place, code: 'CREDENTIAL_FOUND', message: row.verdict === 'fail' ? String(value) : row.message });
    const scan = evidence.scans.find(({ path }) => row.subjects.includes(path));
    const more = row.verdict === 'fail' && scan !== undefined ? scan.findings.length - row.read.length : 0;
    if (more > 0) problems.push({ file: scan!.path, code: 'CREDENTIAL_FOUND', message: `and ${more} more in this file${scan!.findings.length < MOST_FINDINGS ? '' : ', of which no more were looked for'}` });
  }
  if (rows.length === 0) problems.push({ file: loaded.file, code: 'CREDENTIAL_FOUND', message: 'the evidence was not looked through for credentials' });
  const allowed = new Set(loaded.project.credentials.allow.map(({ sha256 }) => sha256));
  for (const source of others) {
    const { scan, secrets } = scanSource(source);
    if (allowed.has(scan.sha256)) continue;
    for (const [i, { line, rule, shown }] of scan.findings.entries()) if (!isAllowed(secrets[i]!)) problems.push({ file: scan.path, line, code: 'CREDENTIAL_FOUND', message: `${rule}: ${shown}` });
  }
  if (problems.length === 0) return;
  throw new EvidenceError('CREDENTIAL_FOUND', 'publishing', 'the bundle holds what looks like a credential; a store that forgets nothing would keep it for years', {
    problems, hint: 'revoke it first; then keep the step that writes the file from printing it. If it is none, say so under credentials.allow in the project file, and bundle again',
  });
}
