import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { FIRMWARE } from '../../fixtures/build/bundles.ts';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/verify-by-hand.md', root), 'utf8');
const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
/** Commands for one case, by the word after `sh`. */
const marked = (word: string): string => new RegExp(`^\`\`\`sh ${word}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)![1]!;
const has = (tool: string): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
const missing = ['unzip', 'sha256sum', 'openssl'].filter((tool) => !has(tool));
if (missing.length > 0) console.error(`left out: verify-by-hand (no ${missing.join(', ')} on this machine)`);

const made: string[] = [];
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Runs the commands of the document, as they stand, on a fixture. */
function byHand(fixture: string, artifact: Uint8Array = FIRMWARE): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'by-hand-'));
  made.push(folder);
  copyFileSync(new URL(`fixtures/bundles/${fixture}/bundle.evidence.zip`, root), join(folder, 'bundle.zip'));
  copyFileSync(new URL('fixtures/bundles/key.pub.pem', root), join(folder, 'key.pem'));
  writeFileSync(join(folder, 'firmware.bin'), artifact);
  const script = ['BUNDLE=bundle.zip KEY=key.pem ARTIFACT=firmware.bin', ...blocks.slice(1)].join('\n');
  const run = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8', timeout: 20_000, env: { PATH: process.env.PATH } });
  return { status: run.status, output: run.stdout + run.stderr };
}

describe.skipIf(missing.length > 0)('[SRS-063] docs/verify-by-hand.md', () => {
  it('has its commands', () => {
    expect(blocks).toHaveLength(7);
    expect(blocks[0]).toMatch(/^BUNDLE=/);
  });

  it('takes a good bundle and shows what was sealed', () => {
    const { status, output } = byHand('good/sealed-with-key');
    expect(output).toContain('Verified OK');
    expect(output).toContain('"verdict":"READY"');
    expect(output).toContain('"product":"sample-pump"');
    expect(status).toBe(0);
  });

  it.each([
    'FILE_ALTERED_evidence', 'FILE_MISSING_evidence', 'FILE_EXTRA_payload', 'FILE_EXTRA_tag-file', 'FILE_MISSING_tag-manifest', 'ENTRY_COLLISION_case', 'ENTRY_DUPLICATE_report',
    'ENTRY_NAME_parent', 'KEY_UNKNOWN_other-key', 'SIGNATURE_INVALID_payload', 'SUBJECT_MISMATCH_consistent-rewrite', 'SUBJECT_MISMATCH_tag-manifest', 'NOT_SEALED_plain', 'SEAL_LIST_extra',
    'MALFORMED_truncated', 'PAYLOAD_TYPE_other',
  ])('refuses %s', (name) => {
    expect(byHand(`bad/${name}`).status).not.toBe(0);
  });

  it('refuses a foreign artifact', () => {
    expect(byHand('good/sealed-with-key', new Uint8Array([1])).status).not.toBe(0);
  });
});

/** cosign of the machine, or the one that the tests against the real stack were built with. */
const cache = fileURLToPath(new URL('.cache/sigstore-stack/', root));
const built = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('cosign-')).map((name) => join(cache, name)).filter((folder) => existsSync(join(folder, 'cosign'))).at(-1) : undefined;
const cosign = has('cosign') || built !== undefined;
if (!cosign) console.error('left out: the cosign commands of verify-by-hand (no cosign on this machine)');

/** Unpacks a fixture and runs the commands for one case inside its bag. */
function inBag(fixture: string, word: string, facts: Readonly<Record<string, string>>, files: Readonly<Record<string, string | Uint8Array>> = {}): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'by-hand-'));
  made.push(folder);
  for (const [name, content] of Object.entries({ 'firmware.bin': FIRMWARE, ...files })) writeFileSync(join(folder, name), content);
  copyFileSync(new URL(`fixtures/bundles/${fixture}/bundle.evidence.zip`, root), join(folder, 'bundle.zip'));
  expect(spawnSync('unzip', ['-qq', 'bundle.zip'], { cwd: folder }).status).toBe(0);
  const run = spawnSync('sh', ['-euc', marked(word)], { cwd: join(folder, 'sample-pump-1.0.0'), encoding: 'utf8', timeout: 20_000, env: { PATH: `${process.env.PATH}:${built ?? ''}`, HOME: folder, ARTIFACT: 'firmware.bin', ...facts } });
  return { status: run.status, output: run.stdout + run.stderr };
}

const sigstore = new URL('fixtures/bundles/sigstore/', root);
const trustedRoot = readFileSync(new URL('trusted_root.json', sigstore), 'utf8');
const [{ identity, issuer }] = JSON.parse(readFileSync(new URL('policy.json', sigstore), 'utf8')).signers as [{ identity: string; issuer: string }];
const pem = (rawBytes: string): string => `-----BEGIN CERTIFICATE-----\n${rawBytes.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`;
const chainOf = (root: string, at: number): string => (JSON.parse(root).timestampAuthorities[at].certChain.certificates as { rawBytes: string }[]).map((one) => pem(one.rawBytes)).join('');

describe.skipIf(missing.length > 0)('the time of the seal, by openssl', () => {
  it('takes the timestamp of a seal', () => {
    const { status, output } = inBag('sigstore/good/keyless_log-v2-and-timestamp', 'timestamp', { TSA_CHAIN: 'tsa.pem' }, { 'tsa.pem': chainOf(trustedRoot, 0) });
    expect(output).toContain('Verification: OK');
    expect(status).toBe(0);
  });

  it('takes one whose authority has expired since, as of the time that it states', () => {
    const old = readFileSync(new URL('good/old_all-expired/trusted_root.json', sigstore), 'utf8');
    const { status, output } = inBag('sigstore/good/old_all-expired', 'timestamp', { TSA_CHAIN: 'tsa.pem' }, { 'tsa.pem': chainOf(old, 0) });
    expect(output).toContain('2011');
    expect(output).toContain('Verification: OK');
    expect(status).toBe(0);
  });

  it('refuses the timestamp of another signature, and one of an authority that is not expected', () => {
    expect(inBag('sigstore/bad/TIMESTAMP_INVALID_other-signature', 'timestamp', { TSA_CHAIN: 'tsa.pem' }, { 'tsa.pem': chainOf(trustedRoot, 0) }).status).not.toBe(0);
    expect(inBag('sigstore/good/keyless_log-v2-and-timestamp', 'timestamp', { TSA_CHAIN: 'tsa.pem' }, { 'tsa.pem': chainOf(trustedRoot, 1) }).status).not.toBe(0);
  });
});

describe.skipIf(missing.length > 0 || !cosign)('the seal, by cosign', () => {
  const byKey = (fixture: string) => inBag(fixture, 'cosign-key', { KEY: 'key.pem' }, { 'key.pem': readFileSync(new URL('fixtures/bundles/key.pub.pem', root)) });
  const byCertificate = (fixture: string, who = identity) => inBag(fixture, 'cosign-certificate', { ROOT: 'root.json', IDENTITY: who, ISSUER: issuer }, { 'root.json': trustedRoot });

  it('takes statement, VSA and SVR of a seal by key', () => {
    const { status, output } = byKey('good/sealed-with-key');
    expect(output.match(/Verified OK/g)).toHaveLength(3);
    expect(status).toBe(0);
  });

  it('takes statement, VSA and SVR of a seal by certificate', () => {
    const { status, output } = byCertificate('sigstore/good/keyless_log-v2-and-timestamp');
    expect(output.match(/Verified OK/g)).toHaveLength(3);
    expect(status).toBe(0);
  });

  it.each(['bad/KEY_UNKNOWN_vsa', 'bad/SIGNATURE_INVALID_svr', 'bad/SIGNATURE_INVALID_payload'])('refuses %s', (fixture) => {
    expect(byKey(fixture).status).not.toBe(0);
  });

  it.each(['IDENTITY_UNEXPECTED_other-project', 'LOG_MISSING_removed', 'TIME_UNPROVEN_removed', 'SCT_MISSING_never-logged', 'SIGNATURE_INVALID_payload'])('refuses %s', (name) => {
    expect(byCertificate(`sigstore/bad/${name}`).status).not.toBe(0);
  });

  it('refuses another identity', () => {
    expect(byCertificate('sigstore/good/keyless_log-v2-and-timestamp', `${identity}x`).status).not.toBe(0);
  });
});
