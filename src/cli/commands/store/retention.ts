import { daysBetween, instantOf } from '../../../model/dates.ts';
import { EvidenceError, type Problem } from '../../../model/problem.ts';
import { jsonText } from '../../../results/documents.ts';
import type { EvidenceStore } from '../../../store/evidence-store.ts';
import { showLock } from '../../../store/lock.ts';
import { endsBefore, extendAll, holdAll, type LockChange, locksOf } from '../../../store/prolong.ts';
import { needLock } from '../../confirm-lock.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { showProblem } from '../../output/failure.ts';
import { progressOn } from '../../output/progress.ts';
import { inline, paint, plainJson, plural, shortKey } from '../../output/text.ts';
import { namedRelease } from '../../release-source.ts';

interface ReleaseOptions {
  readonly from?: string;
  readonly endpoint?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
export interface ExtendOptions extends ReleaseOptions {
  readonly until: string;
  readonly yes?: boolean;
}
export interface HoldOptions extends ReleaseOptions {
  readonly on?: boolean;
  readonly off?: boolean;
  readonly reason: string;
}

/** `store extend-retention [PRODUCT] VERSION`: every object of a release, never sooner than it was. */
export async function storeExtend(io: Io, first: string, second: string | undefined, options: ExtendOptions): Promise<number> {
  const until = untilOf(options.until);
  const { store, name } = await release(io, first, second, options);
  const progress = progressOn(io, options.quiet);
  progress.step(`looking at the locks of ${inline(name.product)} ${inline(name.version)} in ${inline(store.address)}`);
  const locked = await locksOf(store, name);
  const short = locked.objects.filter((object) => endsBefore(object, until));
  if (short.some(({ lock }) => (lock?.mode ?? locked.record.lock?.mode) !== 'GOVERNANCE')) {
    const { serverTime } = await store.preflight(null);
    await needLock(io, { mode: 'COMPLIANCE', retainUntil: until, legalHold: false }, serverTime, { yes: options.yes, beyondDays: 0, hint: '--yes, when nobody sits at a terminal: a retention that was prolonged cannot be taken back' });
  }
  const { changes, problems } = await extendAll(store, locked, until);
  return answer(io, options, { store, ...name, until, changes, problems: [...locked.problems, ...problems] });
}

/** `store hold [PRODUCT] VERSION --on|--off --reason TEXT`. */
export async function storeHold(io: Io, first: string, second: string | undefined, options: HoldOptions): Promise<number> {
  if ((options.on === true) === (options.off === true)) throw new EvidenceError('USAGE', 'usage', 'a hold is put or lifted', { hint: '--on or --off' });
  if (options.reason.trim() === '') throw new EvidenceError('USAGE', 'usage', '--reason is empty', { hint: 'whoever finds the hold will ask why' });
  const { store, name } = await release(io, first, second, options);
  progressOn(io, options.quiet).step(`looking at the locks of ${inline(name.product)} ${inline(name.version)} in ${inline(store.address)}`);
  const locked = await locksOf(store, name);
  const { changes, problems } = await holdAll(store, locked, options.on === true);
  return answer(io, options, { store, ...name, hold: options.on === true ? 'on' : 'off', reason: options.reason.trim(), changes, problems: [...locked.problems, ...problems] });
}

async function release(io: Io, first: string, second: string | undefined, { from, endpoint }: ReleaseOptions) {
  return namedRelease(io, { words: second === undefined ? [first] : [first, second], store: from, option: '--from', endpoint });
}

/** Whole seconds in UTC, rounded up. Fails with USAGE for what is no day and no time with an offset. */
function untilOf(text: string): string {
  const time = instantOf(/^\d{4}-\d{2}-\d{2}$/.test(text) && daysBetween(text, text) === 0 ? `${text}T00:00:00Z` : text);
  if (time === undefined) throw new EvidenceError('USAGE', 'usage', `--until ${text} is no date`, { hint: 'a day (2046-12-31), or RFC 3339 with an offset (2046-12-31T00:00:00Z)' });
  return `${new Date(Math.ceil(time / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

interface Done {
  readonly store: EvidenceStore;
  readonly product: string;
  readonly version: string;
  readonly until?: string;
  readonly hold?: 'on' | 'off';
  readonly reason?: string;
  readonly changes: readonly LockChange[];
  readonly problems: readonly Problem[];
}

function answer(io: Io, { json }: ReleaseOptions, { store, ...done }: Done): number {
  const changed = done.changes.filter((one) => one.changed).length;
  if (json) io.out(plainJson(jsonText({ store: store.address, ...done })));
  else {
    const colours = paint(io.outIsTerminal);
    for (const problem of done.problems) io.err(`${showProblem(problem)}\n`);
    io.out(`${[
      ...done.changes.flatMap((one) => [`${one.what}  ${shortKey(one.key)}`, `    ${one.changed ? `${showLock(one.before)} → ${showLock(one.after)}` : `${showLock(one.before)}, unchanged`}`]),
      '',
      done.problems.length === 0
        ? `${colours.good('✓')} ${inline(done.product)} ${inline(done.version)}: ${changed === 0 ? 'nothing had to be changed' : `${plural(changed, 'object')} changed, each read back`}${done.reason === undefined ? '' : ` (${inline(done.reason)})`}`
        : `${colours.bad('✗')} ${inline(done.product)} ${inline(done.version)}: ${plural(changed, 'object')} changed, ${plural(done.problems.length, 'problem')}; run it again when the cause is gone`,
    ].join('\n')}\n`);
  }
  return done.problems.length === 0 ? EXIT.done : EXIT.publishing;
}
