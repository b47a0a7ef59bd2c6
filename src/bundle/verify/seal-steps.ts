import { byCodeUnit } from '../../model/order.ts';
import { EvidenceError } from '../../model/problem.ts';
import { readAll } from '../../model/source.ts';
import { readTrustedRoot } from '../../sealing/read-trusted-root.ts';
import { dsseFile, SEAL_FOLDER, sealFiles, SIGNATURE_FILES, sigstoreFile, STATEMENT_KINDS, STATEMENT_SIGSTORE, type StatementKind, TRUSTED_ROOT } from '../../sealing/seal-files.ts';
import { readSignatureFiles, type SignatureBundle } from '../../sealing/signature-bundle.ts';
import { parseStatement, type Statement } from '../../sealing/statement.ts';
import { EMPTY_TRUSTED_ROOT } from '../../sealing/trusted-root.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../verification.ts';
import { readText } from './bag-steps.ts';
import type { Inventory } from './inventory.ts';

export interface Sealed {
  /** Each statement that could be read. Nothing in them is trusted yet. */
  readonly seals: ReadonlyMap<StatementKind, SignatureBundle>;
  readonly statement: Statement | null;
  /** Of seal/trusted_root.json; null when it is absent. */
  readonly trustedRootSha256: string | null;
  readonly problems: readonly Refusal[];
}

const NOTHING: Omit<Sealed, 'problems'> = { seals: new Map(), statement: null, trustedRootSha256: null };

/** Step 5: the seal's files, their form, and what they claim. Nothing is believed before step 6. */
export function readSeal(inventory: Inventory): Sealed {
  const there = [...inventory.files.keys()].filter((path) => path.startsWith(SEAL_FOLDER)).sort(byCodeUnit);
  if (there.length === 0) return { ...NOTHING, problems: [{ code: 'NOT_SEALED', message: 'the bundle has no seal', subject: SEAL_FOLDER }] };
  const large = SIGNATURE_FILES.filter((path) => (inventory.files.get(path)?.size ?? 0) > LIMITS.signature);
  // Not to be passed over: no digest covers a signature file, so one that is not looked at could hold anything.
  if (large.length > 0) {
    return { ...NOTHING, problems: large.map((path) => ({ code: 'EXCESSIVE', message: 'a signature file is larger than the limit', subject: path, expected: `at most ${LIMITS.signature} bytes`, found: String(inventory.files.get(path)!.size) })) };
  }
  const forms: Refusal[] = [];
  const seals = new Map<StatementKind, SignatureBundle>();
  for (const kind of STATEMENT_KINDS) {
    const sigstore = bytesOf(inventory, sigstoreFile(kind));
    if (!sigstore) continue;
    const { seal, faults } = readSignatureFiles(sigstore, bytesOf(inventory, dsseFile(kind)) ?? undefined);
    for (const { file, ...fault } of faults) forms.push({ ...fault, subject: file === 'dsse' ? dsseFile(kind) : sigstoreFile(kind) });
    if (seal) seals.set(kind, seal);
  }
  const own = seals.get('statement');
  const parsed = own && parseStatement(own.payload);
  const statement = parsed && 'statement' in parsed ? parsed.statement : null;
  if (parsed && 'faults' in parsed) for (const fault of parsed.faults) forms.push({ code: 'STATEMENT_FORM', message: fault.slice(0, 300), subject: STATEMENT_SIGSTORE });
  return {
    seals, statement, trustedRootSha256: inventory.files.get(TRUSTED_ROOT)?.sha256 ?? null,
    problems: [...closedList(there, own, statement), ...forms, ...checkTrustedRoot(inventory, [...seals.values()])],
  };
}

/** Which of the four lists it must be follows from the kind of the seal and the sealed verdict; without them, from what is there. */
function closedList(there: readonly string[], own: SignatureBundle | undefined, statement: Statement | null): Refusal[] {
  const kind = own?.kind ?? (there.some((path) => path.endsWith('.dsse.json')) ? 'key' : 'certificate');
  const ready = statement ? statement.predicate.verdict !== 'NOT READY' : there.includes(sigstoreFile('svr'));
  const expected = sealFiles(kind, ready);
  const problems: Refusal[] = [];
  for (const path of expected) if (!there.includes(path)) problems.push({ code: 'SEAL_LIST', message: 'a file of the seal is missing', subject: path });
  for (const path of there) if (!expected.includes(path)) problems.push({ code: 'SEAL_LIST', message: path.includes('/svr.') && !ready ? 'a release that is NOT READY has no SVR' : 'not a file of the seal', subject: path });
  const listed = statement?.predicate.seal;
  if (listed && listed.join('\n') !== there.join('\n')) {
    problems.push({ code: 'SEAL_LIST', message: 'the sealed list of the files of the seal is not what is there', expected: listed.join(', '), found: there.join(', ') });
  }
  return problems;
}

/** The authorities that the seal refers to: in the one form, and none exactly when it refers to none. Whom to trust is for the auditor to say. */
function checkTrustedRoot(inventory: Inventory, seals: readonly SignatureBundle[]): Refusal[] {
  if (!inventory.files.has(TRUSTED_ROOT)) return [];
  const refuse = (message: string, more: Partial<Refusal> = {}): Refusal[] => [{ code: 'TRUSTED_ROOT_FORM', message, subject: TRUSTED_ROOT, ...more }];
  const text = readText(inventory, TRUSTED_ROOT, LIMITS.signature);
  if (text === null) return refuse('the trusted root is not UTF-8 text, or too large');
  const empty = text === EMPTY_TRUSTED_ROOT;
  if (!empty) {
    try {
      if (readTrustedRoot(text, 'usage').text !== text) return refuse('the trusted root is not in its one form: canonical JSON on one line, LF at the end');
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error;
      return refuse(error.message);
    }
  }
  const refers = seals.map((seal) => seal.kind === 'certificate' || seal.witnessed);
  if (empty && refers.includes(true)) return refuse('the seal has a certificate or witnesses, and the trusted root in the bundle names no authority');
  if (!empty && refers.includes(false)) return refuse('the trusted root in the bundle names authorities, and a statement of the seal has neither certificate nor witness', { expected: 'a log entry or timestamp for each statement, or the empty trusted root' });
  return [];
}

function bytesOf(inventory: Inventory, path: string): Uint8Array | null {
  return inventory.files.has(path) ? readAll(inventory.open(path)) : null;
}
