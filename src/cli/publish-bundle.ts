import type { Progress } from '../pipeline/ports.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { type LockWish, showLock } from '../store/lock.ts';
import type { Publication, PublishTools } from '../store/publish.ts';
import { needLock } from './confirm-lock.ts';
import type { Io } from './io.ts';
import { showProblem } from './output/failure.ts';
import { inline, safe, shortKey, tableWithLines } from './output/text.ts';
import { transferOn } from './output/transfer.ts';
import { receiptSealer } from './receipt-sealer.ts';

const OUTCOMES: Readonly<Record<Publication['outcome'], string>> = {
  'published': 'published',
  'already-published': 'published already with the same content: everything was proved again',
  'blocked': 'kept among the blocked ones; it is not a release',
  'already-blocked': 'kept among the blocked ones already',
};

/** What a publication needs from the one who runs it: words, a moving line, a yes to the lock, a seal for the receipt. */
export function publishTools(
  io: Io, options: { readonly quiet?: boolean | undefined; readonly json?: boolean | undefined; readonly yes?: boolean | undefined }, wish: LockWish, size: number, progress: Progress, means: SealingMeans | undefined, confirm = lockQuestion(io, options, wish),
): PublishTools {
  const transfer = transferOn(io, options.quiet ?? options.json, size);
  return {
    ...receiptSealer(means),
    confirm,
    step(message) {
      transfer.end();
      progress.step(message);
    },
    sent: (bytes) => transfer.at(bytes),
  };
}

/** Asks once in a run: a `release` asks before it seals, and not again before it publishes. */
export function lockQuestion(io: Io, { yes }: { readonly yes?: boolean | undefined }, wish: LockWish): NonNullable<PublishTools['confirm']> {
  let agreed: string | undefined;
  return async (lock, serverTime) => {
    if (agreed === lock.retainUntil) return;
    await needLock(io, lock, serverTime, { yes, beyondDays: wish.confirmBeyondDays });
    agreed = lock.retainUntil;
  };
}

/** What `publish --json` and `release --json` say of a publication (docs/schemas/receipt.schema.json). */
export function describePublication({ outcome, record, recordKey, address, readBack, objects, rows, receiptSealed, warnings }: Publication) {
  return { outcome, recordKey, address, readBack, receiptSealed, objects: objects.map(({ what, stored: { warnings: _, ...stored } }) => ({ what, ...stored })), rows, warnings, record };
}

/** The publication in words; its last line is the permanent address. */
export function showPublication({ outcome, record, address, objects, rows, receiptSealed, warnings }: Publication): string {
  const lines = [
    `${safe(record.product)} ${safe(record.version)} ${record.verdict}: ${OUTCOMES[outcome]}`,
    '',
    tableWithLines(['OBJECT', 'PROVED BY', 'LOCK'], objects.map(({ what, stored }) => ({ cells: [what, stored.proof, showLock(stored.lock)], below: [shortKey(stored.key), ...(shortKey(stored.versionId) === stored.versionId ? [`version ${inline(stored.versionId)}`] : [])] }))),
    '',
    ...rows.map((row) => `${row.check} ${row.verdict}${row.verdict === 'fail' && row.severity === 'warning' ? ' (warning)' : ''}: ${safe(row.message)} (${row.clause})`),
    ...(record.receipt === null ? [] : [receiptSealed ? 'receipt: sealed' : 'receipt: unsigned; with a signer (--signer, --key) it is sealed']),
    `protection against change: ${safe(record.immutability)}`,
    `retain until ${objects[0]?.stored.lock?.retainUntil ?? record.retainUntil ?? 'not stated'}`,
    ...warnings.map((warning) => showProblem(warning)),
    safe(address),
  ];
  return `${lines.join('\n')}\n`;
}
