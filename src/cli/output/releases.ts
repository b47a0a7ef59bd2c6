import type { EvidenceStore } from '../../store/evidence-store.ts';
import type { ListedRelease, Listing, StatusChange } from '../../store/list.ts';
import { showLock } from '../../store/lock.ts';
import { bytes, day, inline, type Paint, plural, tableWithLines } from './text.ts';

/** What is in a store, for people: two lines a release, and below them what became of some. */
export function renderListing({ releases }: Listing, { immutability, locking }: Pick<EvidenceStore, 'immutability' | 'locking'>, paint: Paint): string {
  const locks = releases.some(({ lock }) => lock !== undefined);
  const changed = releases.filter(({ changes }) => changes !== undefined);
  return [
    tableWithLines(['PRODUCT', 'VERSION', 'VERDICT', 'STATUS', 'PUBLISHED', 'RETAIN UNTIL', 'SIZE'], releases.map((one) => ({
      cells: [inline(one.product), inline(one.version), one.verdict, one.status, day(one.publishedAt), one.retainUntil === null ? 'not stated' : day(one.retainUntil), bytes(one.size)],
      below: [`sha256 ${one.sha256}`, ...(one.lock === undefined ? [] : [`locked now: ${showLock(one.lock)}`])],
    }))),
    ...(changed.length === 0 ? [] : ['', ...changed.flatMap((one) => changeLines(`${one.product} ${one.version}`, one.changes!, paint)), UNJUDGED]),
    '', `${countsOf(releases)}; protection against change: ${inline(immutability)}`,
    ...(locks || locking === null ? [] : ['RETAIN UNTIL is what the release records state; --locks asks the store for each lock as it is now']),
  ].join('\n') + '\n';
}

/** What the store states, and what that is worth. */
export const UNJUDGED = '  stated by signed records of the store; who signed them is judged by verify, with your key or policy';

/** `pump 1.0.0 WITHDRAWN: reason`, and who said so. */
export function changeLines(release: string, changes: readonly StatusChange[], paint: Paint): readonly string[] {
  return changes.flatMap(({ status, reason, by, at, supersededBy }) => {
    const words = status === 'withdrawn' ? paint.bad('WITHDRAWN') : paint.warn(`superseded by ${inline(supersededBy ?? '?')}`);
    return [`${paint.bold(inline(release))} ${words}: ${inline(reason)}`, `  ${inline(by.name)}${by.userId === undefined ? '' : ` (${inline(by.userId)})`}, ${at}`];
  });
}

function countsOf(releases: readonly ListedRelease[]): string {
  const count = (status: ListedRelease['status']): number => releases.filter((one) => one.status === status).length;
  const parts = (['withdrawn', 'superseded'] as const).flatMap((status) => (count(status) === 0 ? [] : [`${count(status)} ${status}`]));
  const blocked = count('blocked');
  return `${plural(releases.length - blocked, 'release')}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}${blocked === 0 ? '' : ` and ${plural(blocked, 'blocked bundle')}, which ${blocked === 1 ? 'is no release' : 'are no releases'}`}`;
}
