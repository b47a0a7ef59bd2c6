import type { Publication } from '../store/publish.ts';
import { showLock } from '../store/lock.ts';
import { showProblem } from './output/failure.ts';
import { safe, table } from './output/text.ts';

const OUTCOMES: Readonly<Record<Publication['outcome'], string>> = {
  'published': 'published',
  'already-published': 'published already with the same content: everything was proved again',
  'blocked': 'kept among the blocked ones; it is not a release',
  'already-blocked': 'kept among the blocked ones already',
};

/** What `publish --json` and `release --json` say of a publication (docs/schemas/receipt.schema.json). */
export function describePublication({ outcome, record, recordKey, address, readBack, objects, rows, receiptSealed, warnings }: Publication) {
  return { outcome, recordKey, address, readBack, receiptSealed, objects: objects.map(({ what, stored: { warnings: _, ...stored } }) => ({ what, ...stored })), rows, warnings, record };
}

/** The publication in words; its last line is the permanent address. */
export function showPublication({ outcome, record, address, objects, rows, receiptSealed, warnings }: Publication): string {
  const lines = [
    `${safe(record.product)} ${safe(record.version)} ${record.verdict}: ${OUTCOMES[outcome]}`,
    '',
    table([['OBJECT', 'KEY', 'VERSION', 'READ BACK', 'LOCK'], ...objects.map(({ what, stored }) => [what, safe(stored.key), safe(stored.versionId), stored.proof, showLock(stored.lock)])]),
    '',
    ...rows.map((row) => `${row.check} ${row.verdict}${row.verdict === 'fail' && row.severity === 'warning' ? ' (warning)' : ''}: ${safe(row.message)} (${row.clause})`),
    ...(record.receipt === null ? [] : [receiptSealed ? 'receipt: sealed' : 'receipt: unsigned; with a signer (--signer, --key) it is sealed']),
    `protection against change: ${safe(record.immutability)}`,
    `retain until ${record.retainUntil ?? 'not stated'}`,
    ...warnings.map((warning) => showProblem(warning)),
    safe(address),
  ];
  return `${lines.join('\n')}\n`;
}
