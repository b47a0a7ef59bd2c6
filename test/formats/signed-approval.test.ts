import { describe, expect, it } from 'vitest';
import { inspectSource } from '../../src/formats/inspect.ts';
import { canonicalFile, canonicalJson } from '../../src/model/canonical-json.ts';
import { LARGEST_SIGNED_FILE } from '../../src/model/approval-file.ts';
import { memorySource } from '../../src/model/source.ts';
import { PEOPLE, signedBy } from '../support/approvals.ts';

const CANDIDATE = 'ab'.repeat(32);
const release = { format: '1' as const, product: 'demo', version: '2.4.0', commit: '7c'.repeat(20), profile: { id: 'p', version: '1.0.0', digest: 'cd'.repeat(32) }, rules: '0e'.repeat(32), meaning: 'Approval', at: '2026-11-19T09:00:00+01:00' };
const good = await signedBy(PEOPLE[3]!, CANDIDATE, release);
const declared = { kind: 'approvals', index: 0 } as const;
const read = (bytes: Uint8Array) => inspectSource(memorySource('a.approval.json', bytes), declared);

interface Envelope { payload: string; payloadType: string; signatures: { sig: string; keyid?: string }[] }
interface Bundle { mediaType: string; dsseEnvelope: Envelope; verificationMaterial: Record<string, unknown>; messageSignature?: unknown; [more: string]: unknown }
/** The good file with a change, written canonically again. */
function changed(change: (bundle: Bundle) => void): Uint8Array {
  const bundle = JSON.parse(new TextDecoder().decode(good)) as Bundle;
  change(bundle);
  return canonicalFile(bundle);
}
/** The same with another payload under the old signature. */
function payload(change: (statement: { subject: unknown[]; predicate: Record<string, unknown>; [more: string]: unknown }) => void, write: (value: unknown) => string = canonicalJson): Uint8Array {
  return changed((bundle) => {
    const statement = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString());
    change(statement);
    bundle.dsseEnvelope.payload = Buffer.from(write(statement)).toString('base64');
  });
}

describe('signed approval', () => {
  it('is found by its content, whatever it is called and declared as', () => {
    const bare = inspectSource(memorySource('x', good));
    expect(bare).toMatchObject({ format: 'signed-approval', kind: 'approvals', status: 'read', facts: { approvals: 1, signed: 1 }, problems: [] });
    expect(inspectSource(memorySource('x', good), { kind: 'tests', index: 0 })).toMatchObject({ status: 'refused', problems: [{ code: 'KIND_MISMATCH' }] });
  });

  it('gives what the person signed, with its place', () => {
    expect(read(good).content).toMatchObject({ approvals: [{
      role: 'quality', name: 'R. Duarte', userId: 'rduarte', meaning: 'Approval', at: release.at, candidateDigest: CANDIDATE, file: 'a.approval.json', pointer: '/dsseEnvelope/payload',
    }] });
  });

  const text = new TextDecoder().decode(good);
  const bytes = (value: string) => new TextEncoder().encode(value);
  it.each<[why: string, file: Uint8Array, code: string, pointer: string | undefined]>([
    ['two signatures', changed((b) => { b.dsseEnvelope.signatures.push(b.dsseEnvelope.signatures[0]!); }), 'SCHEMA', '/dsseEnvelope/signatures'],
    ['no signature', changed((b) => { b.dsseEnvelope.signatures = []; }), 'SCHEMA', '/dsseEnvelope/signatures'],
    ['another payload type', changed((b) => { b.dsseEnvelope.payloadType = 'text/plain'; }), 'SCHEMA', '/dsseEnvelope/payloadType'],
    ['a message signature beside it', changed((b) => { b.messageSignature = {}; }), 'UNSUPPORTED_FORMAT', '/messageSignature'],
    ['bundle v0.1', changed((b) => { b.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.1'; }), 'UNSUPPORTED_VERSION', '/mediaType'],
    ['another version of the statement', payload((s) => { s.predicateType = 'https://release-evidence.dev/approval/v2'; }), 'UNSUPPORTED_FORMAT', '/dsseEnvelope/payload'],
    ['white space', bytes(text.replace('{', '{ ')), 'NOT_CANONICAL', ''],
    ['no line end', bytes(text.trimEnd()), 'NOT_CANONICAL', ''],
    ['a key twice', bytes(text.replace('"mediaType"', '"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","mediaType"')), 'DUPLICATE_KEY', undefined],
    ['payload with white space', payload(() => {}, (value) => JSON.stringify(value, null, 1)), 'NOT_CANONICAL', '/dsseEnvelope/payload'],
    ['a field that nobody knows', changed((b) => { b.extra = 'unsigned words'; }), 'SCHEMA', ''],
    ['a field that nobody knows, in the material', changed((b) => { b.verificationMaterial.extra = 1; }), 'SCHEMA', '/verificationMaterial'],
    ['keys and certificates at once', changed((b) => { b.verificationMaterial.certificate = { rawBytes: 'AAAA' }; }), 'SCHEMA', '/verificationMaterial'],
    ['a hint that is not the keyid', changed((b) => { b.verificationMaterial.publicKey = { hint: 'SHA256:other' }; }), 'SCHEMA', '/verificationMaterial/publicKey/hint'],
    ['two subjects', payload((s) => { s.subject.push(s.subject[0]); }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['no name', payload((s) => { delete s.predicate.name; }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['no meaning', payload((s) => { s.predicate.meaning = ''; }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['a time without offset', payload((s) => { s.predicate.at = '2026-11-19T09:00:00'; }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['a name that turns the text around', payload((s) => { s.predicate.name = 'R. \u202eDuarte'; }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['a field of the predicate that nobody knows', payload((s) => { s.predicate.candidate = 'ff'.repeat(32); }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['a key, and none named', payload((s) => { delete s.predicate.signer; }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['payload that is no JSON', changed((b) => { b.dsseEnvelope.payload = Buffer.from('{').toString('base64'); }), 'NOT_WELL_FORMED', '/dsseEnvelope/payload'],
    ['payload that is no base64', changed((b) => { b.dsseEnvelope.payload = '%%%%'; }), 'SCHEMA', '/dsseEnvelope/payload'],
    ['a file as long as a book', bytes(`${text}${' '.repeat(LARGEST_SIGNED_FILE)}`), 'TOO_LARGE', ''],
    ['cut off', good.subarray(0, 300), 'TRUNCATED', undefined],
  ])('refuses %s', (_why, file, code, pointer) => {
    const answer = read(file);
    expect(answer.status).toBe('refused');
    expect(answer.problems[0]).toMatchObject({ code, file: 'a.approval.json', ...(pointer === undefined ? {} : { pointer }) });
    expect(answer.content).toBeUndefined();
  });

  it('leaves a bundle about something else to others, and never takes it for an approval', () => {
    const other = payload((s) => { s.predicateType = 'https://slsa.dev/provenance/v1'; });
    expect(inspectSource(memorySource('x', other)).format).not.toBe('signed-approval');
    expect(read(other)).toMatchObject({ status: 'refused' });
  });

  it('reads a trusted root beside approvals', () => {
    const root = '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[{}],"certificateAuthorities":[],"ctlogs":[],"timestampAuthorities":[]}\n';
    expect(read(bytes(root))).toMatchObject({ format: 'sigstore-trusted-root', kind: 'trusted-root', status: 'read', facts: { authorities: 1 }, content: { approvals: [], trustedRoot: { text: root } } });
    expect(read(bytes(root.slice(0, 90)))).toMatchObject({ status: 'refused', problems: [{ code: 'TRUNCATED' }] });
  });
});
