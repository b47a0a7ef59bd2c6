import { byCodeUnit } from '../../model/order.ts';
import { readAll } from '../../model/source.ts';
import { KEY_SEAL_FILES, SEAL_FOLDER, SIGNATURE_FILES, STATEMENT_DSSE, STATEMENT_SIGSTORE } from '../../sealing/seal-files.ts';
import { readSignatureFiles, type SignatureBundle } from '../../sealing/signature-bundle.ts';
import { parseStatement, type Statement } from '../../sealing/statement.ts';
import type { TrustPolicy } from '../../sealing/trust-policy.ts';
import { type SignatureAnswer, verifySignature } from '../../sealing/verify-signature.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../verification.ts';
import type { Inventory } from './inventory.ts';

export interface Sealed {
  readonly seal: SignatureBundle | null;
  readonly statement: Statement | null;
  readonly problems: readonly Refusal[];
}

/** Step 5: the seal's files, their form, and what they claim. Nothing is believed before step 6. */
export function readSeal(inventory: Inventory): Sealed {
  const there = [...inventory.files.keys()].filter((path) => path.startsWith(SEAL_FOLDER)).sort(byCodeUnit);
  if (there.length === 0) return { seal: null, statement: null, problems: [{ code: 'NOT_SEALED', message: 'the bundle has no seal', subject: SEAL_FOLDER }] };
  const problems: Refusal[] = [];
  for (const path of KEY_SEAL_FILES) if (!there.includes(path)) problems.push({ code: 'SEAL_LIST', message: 'a file of the seal is missing', subject: path });
  for (const path of there) if (!KEY_SEAL_FILES.includes(path)) problems.push({ code: 'SEAL_LIST', message: 'not a file of the seal', subject: path });
  const large = SIGNATURE_FILES.filter((path) => (inventory.files.get(path)?.size ?? 0) > LIMITS.signature);
  // Not to be passed over: no digest covers a signature file, so one that is not looked at could hold anything.
  for (const path of large) problems.push({ code: 'EXCESSIVE', message: 'a signature file is larger than the limit', subject: path, expected: `at most ${LIMITS.signature} bytes`, found: String(inventory.files.get(path)!.size) });
  if (large.length > 0) return { seal: null, statement: null, problems };
  const sigstore = bytesOf(inventory, STATEMENT_SIGSTORE);
  if (!sigstore) return { seal: null, statement: null, problems };
  const { seal, faults } = readSignatureFiles(sigstore, bytesOf(inventory, STATEMENT_DSSE) ?? undefined);
  for (const { file, ...fault } of faults) problems.push({ ...fault, subject: file === 'dsse' ? STATEMENT_DSSE : STATEMENT_SIGSTORE });
  if (!seal) return { seal: null, statement: null, problems };
  const parsed = parseStatement(seal.payload);
  if ('faults' in parsed) {
    for (const fault of parsed.faults) problems.push({ code: 'STATEMENT_FORM', message: fault.slice(0, 300), subject: STATEMENT_SIGSTORE });
    return { seal, statement: null, problems };
  }
  const listed = [...parsed.statement.predicate.seal];
  if (listed.join('\n') !== there.join('\n')) {
    problems.push({ code: 'SEAL_LIST', message: 'the sealed list of the files of the seal is not what is there', expected: listed.join(', '), found: there.join(', ') });
  }
  return { seal, statement: parsed.statement, problems };
}

/** Step 6. */
export function checkSignature(seal: SignatureBundle, policy: TrustPolicy): { readonly answer: SignatureAnswer; readonly problems: readonly Refusal[] } {
  const answer = verifySignature(seal.bundle, policy);
  return { answer, problems: answer.problems.map((problem) => ({ ...problem, subject: STATEMENT_SIGSTORE })) };
}

function bytesOf(inventory: Inventory, path: string): Uint8Array | null {
  return inventory.files.has(path) ? readAll(inventory.open(path)) : null;
}
