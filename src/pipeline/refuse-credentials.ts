import { scanSource } from '../credentials/scan.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import type { Evaluation } from './evaluate.ts';

const CHECK = 'CHK-111';

/**
 * What looks like a credential never goes into a store that forgets nothing: neither with a release nor with a blocked bundle. Judged now, by the rules of now,
 * whatever was sealed; `others` are files of the bundle that are no evidence of the release. Fails with CREDENTIAL_FOUND (exit 5) and every place.
 */
export function refuseCredentials({ results, loaded }: Pick<Evaluation, 'results' | 'loaded'>, others: Iterable<Source> = []): void {
  const problems: Problem[] = [];
  const rows = results.rows.filter((row) => row.check === CHECK);
  for (const row of rows) {
    if (row.severity !== 'error' || (row.verdict !== 'fail' && row.verdict !== 'not-evaluated')) continue;
    for (const { value, ...place } of row.read) problems.push({ ...place, code: 'CREDENTIAL_FOUND', message: row.verdict === 'fail' ? String(value) : row.message });
  }
  if (rows.length === 0) problems.push({ file: loaded.file, code: 'CREDENTIAL_FOUND', message: 'the evidence was not looked through for credentials' });
  const allowed = new Set(loaded.project.credentials.allow.map(({ sha256 }) => sha256));
  for (const source of others) {
    const { scan } = scanSource(source);
    if (allowed.has(scan.sha256)) continue;
    for (const { line, rule, shown } of scan.findings) problems.push({ file: scan.path, line, code: 'CREDENTIAL_FOUND', message: `${rule}: ${shown}` });
  }
  if (problems.length === 0) return;
  throw new EvidenceError('CREDENTIAL_FOUND', 'publishing', 'the bundle holds what looks like a credential; a store that forgets nothing would keep it for years', {
    problems, hint: 'revoke it first; then keep the step that writes the file from printing it. If it is none, say so under credentials.allow in the project file, and bundle again',
  });
}
