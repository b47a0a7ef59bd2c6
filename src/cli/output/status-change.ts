import type { ChangedStatus } from '../../store/change-status.ts';
import { changeOf } from '../../store/list.ts';
import { showLock } from '../../store/lock.ts';
import type { StatusPredicate } from '../../store/status-statement.ts';
import { changeLines } from './releases.ts';
import { inline, type Paint } from './text.ts';

/** What is about to be signed and stored, in words, before the person says yes. */
export function renderStatusRequest(predicate: StatusPredicate, store: string, signer: string, paint: Paint): string {
  const { product, version, bundle } = predicate;
  return `${[
    ...changeLines(`${product} ${version}`, [changeOf(predicate)], paint),
    `  bundle sha256 ${bundle.sha256}, in ${inline(store)}; signed by ${inline(signer)}`,
    predicate.status === 'withdrawn'
      ? '  list, fetch and verify will say so from now on, and verify will refuse it. Nothing is deleted, and nobody can take it back.'
      : '  list, fetch and verify will say so from now on; it is still verified. Nothing is deleted, and nobody can take it back.',
  ].join('\n')}\n`;
}

/** `withdraw --json` and `supersede --json` (docs/schemas/status-change.schema.json). */
export function describeChange({ outcome, key, stored, status, file }: ChangedStatus, release: string) {
  const { predicate } = file;
  return { outcome, product: predicate.product, version: predicate.version, status, change: changeOf(predicate), record: { key, versionId: stored.versionId, sha256: stored.sha256, lock: stored.lock }, release };
}

export function renderChange({ outcome, key, stored, status, file }: ChangedStatus, release: string, paint: Paint): string {
  const { predicate } = file;
  return `${[
    ...changeLines(`${predicate.product} ${predicate.version}`, [changeOf(predicate)], paint),
    outcome === 'already' ? 'recorded before by the same signer: nothing was changed' : `recorded, read back: ${inline(key)}, ${showLock(stored.lock)}`,
    ...(predicate.status === status ? [] : [`it still counts as ${status}: that is never taken back`]),
    `whoever verifies offline needs this record: release-evidence fetch '${inline(release)}' --receipt`,
    inline(release),
  ].join('\n')}\n`;
}
