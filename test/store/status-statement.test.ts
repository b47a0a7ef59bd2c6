import { describe, expect, it } from 'vitest';
import { canonicalFile, canonicalJson } from '../../src/model/canonical-json.ts';
import { generateKey, readPublicKey, readSealingKey } from '../../src/sealing/key.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';
import { signPayload } from '../../src/sealing/sign-payload.ts';
import { statusOf } from '../../src/store/status.ts';
import { judgeStatus, LARGEST_STATUS, readStatusFile } from '../../src/store/status-file.ts';
import { parseStatusStatement, statusFault, type StatusPredicate, writeStatusStatement } from '../../src/store/status-statement.ts';

const digest = { sha256: 'ab'.repeat(32) };
const withdrawn: StatusPredicate = {
  format: '1', status: 'withdrawn', product: 'pump', version: '1.0.0', bundle: digest, tagManifest: { sha256: 'cd'.repeat(32) }, reason: 'dose table wrong', by: { name: 'R. Duarte', userId: 'rd' }, at: '2026-11-24T09:00:00Z',
};
const superseded: StatusPredicate = { ...withdrawn, status: 'superseded', supersededBy: { version: '1.0.1', bundle: digest } };
const json = (change: (value: Record<string, any>) => void): Uint8Array => {
  const value = JSON.parse(Buffer.from(writeStatusStatement(withdrawn)).toString());
  change(value);
  return new TextEncoder().encode(canonicalJson(value));
};
const faultOf = (payload: Uint8Array): string => {
  const parsed = parseStatusStatement(payload);
  return 'fault' in parsed ? parsed.fault : 'none';
};

describe('the statement of a change of status', () => {
  it.each([['withdrawn', withdrawn], ['superseded', superseded]])('is read as it was written: %s', (_, predicate) => {
    expect(parseStatusStatement(writeStatusStatement(predicate))).toEqual({ predicate });
    expect(statusFault(predicate)).toBeNull();
  });

  it.each([
    ['no JSON', new TextEncoder().encode('{'), 'not JSON'],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'not JSON'],
    ['null', new TextEncoder().encode('null'), 'something else'],
    ['another predicate type', json((s) => { s.predicateType = 'https://release-evidence.dev/approval/v1'; }), 'something else'],
    ['an unknown status', json((s) => { s.predicate.status = 'published'; }), 'status'],
    ['withdrawn with a successor', json((s) => { s.predicate.supersededBy = { version: '2', bundle: digest }; }), 'predicate'],
    ['superseded by nothing', json((s) => { s.predicate.status = 'superseded'; }), 'supersededBy'],
    ['no reason', json((s) => { s.predicate.reason = ''; }), 'reason'],
    ['a reason that moves the cursor', json((s) => { s.predicate.reason = 'all is \u001b[2Kwell'; }), 'reason'],
    ['a name that turns the letters', json((s) => { s.predicate.by.name = 'R.\u202e Duarte'; }), 'name'],
    ['a time without offset', json((s) => { s.predicate.at = '2026-11-24T09:00:00'; }), 'at'],
    ['another subject than the predicate names', json((s) => { s.subject[0].digest.sha256 = '00'.repeat(32); }), 'one form'],
    ['another tag manifest as subject', json((s) => { s.subject[1].digest.sha256 = '00'.repeat(32); }), 'one form'],
    ['one subject', json((s) => { s.subject.pop(); }), 'subject'],
    ['white space', new TextEncoder().encode(JSON.stringify(JSON.parse(Buffer.from(writeStatusStatement(withdrawn)).toString()), null, 1)), 'one form'],
    ['a key that stands twice', new TextEncoder().encode(Buffer.from(writeStatusStatement(withdrawn)).toString().replace('"predicateType"', '"predicateType":"x","predicateType"')), 'not JSON'],
  ])('is none with %s', (_, payload, fault) => {
    expect(faultOf(payload)).toContain(fault);
  });

  it('of a withdrawal counts for ever, whatever else is said', () => {
    expect(statusOf([])).toBe('published');
    expect(statusOf([superseded])).toBe('superseded');
    expect(statusOf([withdrawn, superseded])).toBe('withdrawn');
    expect(statusOf([superseded, withdrawn, superseded])).toBe('withdrawn');
  });
});

describe('a signed status record', () => {
  const { privatePem, publicPem } = generateKey(undefined);
  const means = keyMeans(readSealingKey(privatePem, undefined));
  const trust = (pem: string) => ({ signers: [{ kind: 'key' as const, key: readPublicKey(pem) }] });
  const signed = signPayload(writeStatusStatement(withdrawn), means).then(({ sigstore }) => sigstore);

  it('is read, and judged by the list of whoever verifies', async () => {
    const read = readStatusFile(await signed);
    if ('fault' in read) throw new Error(read.fault);
    expect(read.file.predicate).toEqual(withdrawn);
    expect(judgeStatus(read.file, trust(publicPem)).problems).toEqual([]);
    expect(judgeStatus(read.file, trust(generateKey(undefined).publicPem)).problems[0]).toMatchObject({ code: 'KEY_UNKNOWN' });
  });

  it('with an altered payload is read and does not verify', async () => {
    const bundle = JSON.parse(Buffer.from(await signed).toString());
    bundle.dsseEnvelope.payload = Buffer.from(writeStatusStatement({ ...withdrawn, reason: 'all is well' })).toString('base64');
    const read = readStatusFile(canonicalFile(bundle));
    if ('fault' in read) throw new Error(read.fault);
    expect(judgeStatus(read.file, trust(publicPem)).problems[0]).toMatchObject({ code: 'SIGNATURE_INVALID' });
  });

  it('is none when it is empty, cut off, too large, not in its one form, or something else that is signed', async () => {
    const bytes = await signed;
    const approval = (await signPayload(new TextEncoder().encode('{"predicateType":"x"}'), means)).sigstore;
    for (const [what, content] of Object.entries({
      empty: new Uint8Array(), cut: bytes.subarray(0, bytes.length - 40), large: new Uint8Array(LARGEST_STATUS + 1), spaced: Buffer.concat([bytes, Buffer.from(' ')]),
      unended: bytes.subarray(0, bytes.length - 1), approval,
    })) expect(readStatusFile(content), what).toHaveProperty('fault');
  });
});
