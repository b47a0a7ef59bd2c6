import { EvidenceError } from '../../../model/problem.ts';
import { jsonText } from '../../../results/documents.ts';
import { type Audit, type AuditedRelease, auditStore } from '../../../store/audit.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { showProblem } from '../../output/failure.ts';
import { progressOn } from '../../output/progress.ts';
import { inline, paint, type Paint, plainJson, plural, table } from '../../output/text.ts';
import { sourceStore } from '../../store-options.ts';

export interface AuditOptions {
  readonly from: string;
  readonly endpoint?: string;
  readonly product?: string;
  readonly release?: string;
  readonly full?: boolean;
  readonly sample?: number;
  readonly seed: string;
  readonly warnDays: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `store audit`: proves again what is published. Exit 5 unless all of it is there, unaltered and locked for long enough. */
export async function storeAudit(io: Io, options: AuditOptions): Promise<number> {
  if (options.full && options.sample !== undefined) throw new EvidenceError('USAGE', 'usage', '--full and --sample: one of them', { hint: '--full reads everything' });
  if (options.sample === 0) throw new EvidenceError('USAGE', 'usage', '--sample 0 reads nothing', { hint: 'leave it out: the server is asked for its SHA-256 then' });
  const { store, there } = await sourceStore(io, options);
  if (!there) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${options.from}: there is no such folder`, { hint: 'name the folder that release or publish wrote to with --to' });
  const progress = progressOn(io, options.quiet);
  progress.step(`listing ${inline(store.address)}`);
  let told = 0;
  const audit = await auditStore(store, {
    product: options.product, version: options.release, warnDays: options.warnDays,
    how: options.full ? 'full' : options.sample === undefined ? 'server' : { sample: options.sample, seed: options.seed },
    onProgress: (done, of) => {
      if (done !== of && done - told < TOLD_EVERY) return;
      told = done;
      progress.step(`${done} of ${plural(of, 'object')} proved`);
    },
  });
  const how = options.full ? { read: 'full' } : options.sample === undefined ? { read: 'server' } : { read: 'sample', sample: options.sample, seed: options.seed };
  if (options.json) io.out(plainJson(jsonText({ store: store.address, immutability: store.immutability, how, ...audit })));
  else {
    for (const problem of [...audit.problems, ...audit.warnings]) io.err(`${showProblem(problem)}\n`);
    io.out(`${rendered(audit, store, paint(io.outIsTerminal))}\n`);
  }
  return audit.verdict === 'proved' ? EXIT.done : EXIT.publishing;
}

const TOLD_EVERY = 500;

function rendered(audit: Audit, store: { readonly address: string; readonly immutability: string; readonly locking: unknown }, colours: Paint): string {
  const { counts } = audit;
  const aside = [
    ...(audit.orphans.length === 0 ? [] : [`${plural(audit.orphans.length, 'object')} that no record names`]), ...(audit.unfinished.length === 0 ? [] : [`${plural(audit.unfinished.length, 'unfinished upload')}`]),
    ...(audit.foreign.length === 0 ? [] : [`${plural(audit.foreign.length, 'key')} of others`]), ...(audit.throwAway === 0 ? [] : [`${plural(audit.throwAway, 'throw-away object')} of store doctor`]),
  ];
  return [
    table([['', 'PRODUCT', 'VERSION', 'KEPT AS', 'OBJECTS', 'KEPT UNTIL', 'LOCKED UNTIL'], ...audit.releases.map((one) => [MARK[one.status], inline(one.product), inline(one.version), one.kind, proofs(one), one.retainUntil ?? 'not stated', one.lockedUntil ?? 'not locked'])]),
    '',
    ...(aside.length === 0 ? [] : [`beside releases: ${aside.join(', ')}`]),
    `${plural(counts.releases, 'record')}, ${plural(counts.objects, 'object')}: SHA-256 by the server for ${counts.objects - counts.readBack}, read back ${counts.readBack}${audit.at === null ? '' : `; ${audit.at} by the clock of the store`}`,
    `protection against change: ${inline(store.immutability)}`,
    audit.verdict === 'proved'
      ? `${colours.good('✓ proved')}  everything published is there${store.locking === null ? ' and unaltered; whether it could have been altered, nobody can say: this store has no lock' : ', unaltered, and locked for as long as its record says'}${counts.warnings === 0 ? '' : ` (${plural(counts.warnings, 'warning')})`}`
      : `${colours.bad('✗ not proved')}  ${plural(counts.problems, 'problem')}${counts.warnings === 0 ? '' : `, ${plural(counts.warnings, 'warning')}`}`,
  ].join('\n');
}

const MARK = { proved: '✓', warned: '!', failed: '✗' } as const;

function proofs({ objects }: AuditedRelease): string {
  const bad = objects.filter(({ problems }) => problems.length > 0).length;
  return bad === 0 ? `${objects.length} proved` : `${objects.length - bad} of ${objects.length} proved`;
}
