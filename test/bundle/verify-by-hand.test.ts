import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FIRMWARE } from '../../fixtures/build/bundles.ts';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/verify-by-hand.md', root), 'utf8');
const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
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
