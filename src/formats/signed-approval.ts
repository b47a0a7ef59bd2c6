import { predicateTypeIn, readSignedFile } from '../model/approval-file.ts';
import { APPROVAL_TYPE } from '../model/approval-statement.ts';
import type { ApprovalList } from '../model/lists.ts';
import { readAll } from '../model/source.ts';
import type { Format, ReadResult } from './format.ts';
import { readJson } from './json.ts';

const ANY_VERSION = APPROVAL_TYPE.replace(/v\d+$/, '');
const PAYLOAD = '/dsseEnvelope/payload';

/** An approval that a person signed: docs/approvals.md. Its signature is judged by the checks; here it is only read. */
export const signedApproval: Format = {
  id: 'signed-approval', title: 'Signed approval (Sigstore bundle)', contentKind: 'approvals', kinds: ['approvals'],
  reads: 'Role, name, user id, meaning, time, candidate digest, release and profile that one person signed; the signature is judged by CHK-801 and CHK-803.',
  ignores: 'Nothing: the file has one form, and any other is refused.',
  // A bundle about something else is for the reader of that.
  looksLike: ({ json, text }) => {
    const type = json?.shape === 'object' ? predicateTypeIn(text) : undefined;
    return type === '' || type?.startsWith(ANY_VERSION) === true;
  },
  read(source): ReadResult {
    const document = readJson(source);
    if (document.problems) return { status: 'refused', problems: document.problems };
    const result = readSignedFile(readAll(source), 'approval');
    if ('faults' in result) {
      return { status: 'refused', problems: result.faults.map(({ pointer, ...fault }) => ({ ...fault, file: source.name, pointer, hint: 'have the candidate approved again with release-evidence approve' })) };
    }
    const { predicate: { role, name, userId, meaning, at }, sha256 } = result.signed;
    const content: ApprovalList = { approvals: [{ file: source.name, pointer: PAYLOAD, role, name, ...(userId === undefined ? {} : { userId }), meaning, at, candidateDigest: sha256, signed: result.signed }] };
    return { status: 'read', formatVersion: result.signed.predicate.format, content, facts: { approvals: 1, signed: 1 }, problems: [] };
  },
};
