import { jsonText } from '../../../results/documents.ts';
import { EvidenceError } from '../../../model/problem.ts';
import { type Claim, diagnose, type DoctorRow, type ProbeResult } from '../../../store/doctor.ts';
import { parseLocation } from '../../../store/location.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { progressOn } from '../../output/progress.ts';
import { inline, paint, type Paint, safe } from '../../output/text.ts';
import { probeStore } from '../../wire.ts';

export interface DoctorOptions {
  readonly from: string;
  readonly endpoint?: string;
  readonly thorough?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `store doctor`: tries a bucket and says which words may be used of it. Exit 5 unless every row that COMPLIANCE needs holds. */
export async function storeDoctor(io: Io, options: DoctorOptions): Promise<number> {
  const location = parseLocation(options.from, '--from');
  if (location.kind !== 's3') throw new EvidenceError('USAGE', 'usage', 'a directory has no object lock to examine', { hint: '--from s3://BUCKET/PREFIX' });
  const progress = progressOn(io, options.quiet);
  const probed = await probeStore(io, { ...location, ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }) }, { thorough: options.thorough === true, progress: progress.step });
  const { rows, claims } = diagnose(probed.findings);
  if (options.json) io.out(jsonText({ store: options.from.replace(/\/$/, ''), at: probed.at, settings: probed.settings, rows, claims, folder: probed.folder, leftBehind: probed.leftBehind, lockedUntil: probed.lockedUntil }));
  else io.out(`${rendered(options.from, probed, rows, claims, paint(io.outIsTerminal))}\n`);
  return claims.COMPLIANCE.may ? EXIT.done : EXIT.publishing;
}

function rendered(store: string, probed: ProbeResult, rows: readonly DoctorRow[], claims: Record<'COMPLIANCE' | 'GOVERNANCE', Claim>, colours: Paint): string {
  const wrong = rows.filter((row) => row.outcome === 'does-not-hold');
  return [
    `${colours.bold(safe(store))}  ${probed.at}  ${probed.settings.map(inline).join('; ')}`,
    '',
    ...rows.flatMap((row) => [`${MARK[row.outcome].padEnd(15)}  ${row.behaviour}`, `${' '.repeat(17)}${colours.dim(inline(row.seen))}`]),
    '',
    ...wrong.flatMap((row) => [`${colours.bad('✗')} ${row.behaviour}${row.need === 'no' ? ' (no word stands on it)' : ''}`, `    AWS: ${row.documented}`, `    here: ${inline(row.seen)}; so: ${row.otherwise}`]),
    ...(wrong.length === 0 ? [] : ['']),
    ...(probed.leftBehind === null ? [`what is left behind in ${safe(probed.folder)} could not be listed; ${probed.lockedUntil === null ? 'nothing was locked' : `the last lock there ends at ${probed.lockedUntil}`}`] : probed.leftBehind.length === 0 ? [`nothing is left behind in ${safe(probed.folder)}`] : [
      `left behind in ${safe(probed.folder)}:`, ...probed.leftBehind.map((one) => `  ${safe(one.key)} ${safe(one.versionId)} ${one.until === null ? 'the server tells no lock, and it could not be deleted' : `locked until ${one.until}`}`),
      '  none of it is evidence: it may be deleted when its lock has ended',
    ]),
    '',
    verdict('COMPLIANCE', '"COMPLIANCE" and "immutable"', claims.COMPLIANCE, colours),
    verdict('GOVERNANCE', '"GOVERNANCE"', claims.GOVERNANCE, colours),
  ].join('\n');
}

const MARK = { 'holds': '✓ holds', 'does-not-hold': '✗ does not hold', 'not-tried': '? not tried' } as const;

function verdict(word: string, words: string, { may, failed, open }: Claim, colours: Paint): string {
  if (may) return `${colours.good('✓')} ${words} may be said of what is published here in ${word} mode`;
  const why = [...(failed.length > 0 ? [`does not hold: ${failed.join(', ')}`] : []), ...(open.length > 0 ? [`could not be tried: ${open.join(', ')}`] : [])];
  return `${colours.bad('✗')} ${words} may not be said of this store (${why.join('; ')})`;
}
