import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/main.ts';
import { OUTPUT_SCHEMAS } from '../../src/results/json-schemas.ts';
import { generateKey } from '../../src/sealing/key.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();
const SECRET = { RELEASE_EVIDENCE_KEY_PASSWORD: 'correct horse battery' };
const at = (name: string) => join(here, name);

/** At a terminal where a person types these answers. */
async function typing(answers: string[], argv: readonly string[]): Promise<{ code: number; out: string; err: string; asked: string[] }> {
  let [out, err] = ['', ''];
  const asked: string[] = [];
  const code = await run(argv, {
    cwd: here, env: {}, out: (text) => { out += text; }, err: (text) => { err += text; }, outIsTerminal: true, errIsTerminal: true, stdin: async () => '',
    askSecret: async (question) => { asked.push(question); return answers.shift() ?? ''; },
  });
  return { code, out, err, asked };
}

describe('key generate', () => {
  it('makes an encrypted key that only its owner can read, and its public half', async () => {
    const answer = await cli(here, ['key', 'generate', '--out', 'seal.pem'], SECRET);
    expect(answer.code, answer.err).toBe(0);
    expect(readFileSync(at('seal.pem'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(readFileSync(at('seal.pub.pem'), 'utf8')).toContain('BEGIN PUBLIC KEY');
    expect(statSync(at('seal.pem')).mode & 0o777).toBe(0o600);
    expect(answer.out).toMatch(/^private key {2}seal\.pem {2}encrypted.*\npublic key {3}seal\.pub\.pem .*\nfingerprint {2}SHA256:[A-Za-z0-9+/]{43}\n$/);
    expect(answer.out + answer.err).not.toContain(SECRET.RELEASE_EVIDENCE_KEY_PASSWORD);
  });

  const openssl = spawnSync('openssl', ['version']).error === undefined;
  if (!openssl) console.error('left out: a generated key read by openssl');
  it.skipIf(!openssl)('makes a key that openssl reads with the passphrase and not without, and that is slow to guess', () => {
    const read = (passphrase: string) => spawnSync('openssl', ['pkey', '-in', at('seal.pem'), '-passin', `pass:${passphrase}`, '-pubout'], { encoding: 'utf8' });
    expect(read(SECRET.RELEASE_EVIDENCE_KEY_PASSWORD).stdout).toBe(readFileSync(at('seal.pub.pem'), 'utf8'));
    expect(read('another passphrase').status).not.toBe(0);
    const form = execFileSync('openssl', ['asn1parse', '-in', at('seal.pem')], { encoding: 'utf8' });
    for (const part of ['PBES2', 'PBKDF2', 'hmacWithSHA256', 'aes-256-cbc', ':0927C0']) expect(form).toContain(part); // 600,000
  });

  it('overwrites neither half', async () => {
    const before = readFileSync(at('seal.pem'), 'utf8');
    const again = await cli(here, ['key', 'generate', '--out', 'seal.pem'], SECRET);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('seal.pem is there already [OUTPUT_EXISTS]')]);
    expect(readFileSync(at('seal.pem'), 'utf8')).toBe(before);
    writeFileSync(at('half.pub.pem'), 'somebody needs this');
    expect((await cli(here, ['key', 'generate', '--out', 'half.pem'], SECRET)).err).toContain('half.pub.pem is there already [OUTPUT_EXISTS]');
    expect(existsSync(at('half.pem'))).toBe(false);
    expect(readFileSync(at('half.pub.pem'), 'utf8')).toBe('somebody needs this');
  });

  it('is not encrypted only when that was asked for, and warns', async () => {
    const refused = await cli(here, ['key', 'generate', '--out', 'none.pem']);
    expect([refused.code, existsSync(at('none.pem'))]).toEqual([2, false]);
    expect(refused.err).toContain('no passphrase for the new key');
    const plain = await cli(here, ['key', 'generate', '--out', 'plain.pem', '--plain', '--json'], SECRET);
    expect(plain.err).toContain('plain.pem is not encrypted: whoever can read the file can seal in your name');
    expect(JSON.parse(plain.out)).toEqual({ privateKey: 'plain.pem', publicKey: 'plain.pub.pem', encrypted: false, fingerprint: expect.stringMatching(/^SHA256:/) });
    expect(OUTPUT_SCHEMAS['key']![1].safeParse(JSON.parse(plain.out)).error).toBeUndefined();
    expect(readFileSync(at('plain.pem'), 'utf8')).toContain('BEGIN PRIVATE KEY');
  });

  it('asks twice at a terminal', async () => {
    const made = await typing(['a long sentence', 'a long sentence'], ['key', 'generate', '--out', 'typed.pem']);
    expect([made.code, made.asked]).toEqual([0, ['Passphrase of the new key: ', 'The same again: ']]);
    expect((await cli(here, ['key', 'show', 'typed.pem'], { RELEASE_EVIDENCE_KEY_PASSWORD: 'a long sentence' })).code).toBe(0);
    const differ = await typing(['a long sentence', 'another one'], ['key', 'generate', '--out', 'differ.pem']);
    expect([differ.code, differ.err, existsSync(at('differ.pem'))]).toEqual([2, expect.stringContaining('the two passphrases differ'), false]);
    expect((await typing(['short'], ['key', 'generate', '--out', 'short.pem'])).err).toContain('shorter than 8 characters');
  });

  it('is not made with a passphrase that is empty or short, also on first use', async () => {
    for (const [passphrase, says] of [['', 'the passphrase is empty; no key was made'], ['short', 'shorter than 8 characters; no key was made']] as const) {
      for (const argv of [['key', 'generate', '--out', 'weak.pem'], ['bundle', '--project', releaseFixture('meridian-2.4.0'), '--key', 'weak.pem']]) {
        const { code, err } = await cli(here, argv, { RELEASE_EVIDENCE_KEY_PASSWORD: passphrase });
        expect([code, err, existsSync(at('weak.pem')), existsSync(at('weak.pub.pem'))]).toEqual([2, expect.stringContaining(says), false, false]);
      }
    }
  });

  it('leaves nothing behind when it cannot write', async () => {
    writeFileSync(at('file'), '');
    const answer = await cli(here, ['key', 'generate', '--out', 'file/seal.pem'], SECRET);
    expect([answer.code, answer.err]).toEqual([4, expect.stringContaining('[DISK]')]);
  });
});

describe('key show', () => {
  it('prints the same fingerprint for both halves, and none of the key', async () => {
    const [priv, pub] = [await cli(here, ['key', 'show', 'seal.pem'], SECRET), await cli(here, ['key', 'show', 'seal.pub.pem'])];
    expect(priv.out).toMatch(/^SHA256:\S{43} {2}private key, P-256\n$/);
    expect(pub.out).toBe(priv.out.replace('private', 'public'));
    const json = JSON.parse((await cli(here, ['key', 'show', 'seal.pem', '--json'], SECRET)).out);
    expect(OUTPUT_SCHEMAS['key-shown']![1].safeParse(json).error).toBeUndefined();
    expect(json).toEqual({ kind: 'private', fingerprint: pub.out.split(' ')[0], publicKey: readFileSync(at('seal.pub.pem'), 'utf8') });
  });

  it('says what is wrong with a file', async () => {
    writeFileSync(at('text'), 'not a key');
    expect((await cli(here, ['key', 'show', 'text'])).err).toContain('text: no public key in SPKI PEM [KEY_INVALID]');
    expect((await cli(here, ['key', 'show', 'absent'])).code).toBe(3);
    const wrong = await cli(here, ['key', 'show', 'seal.pem'], { RELEASE_EVIDENCE_KEY_PASSWORD: 'wrong passphrase' });
    expect([wrong.code, wrong.err]).toEqual([4, expect.stringContaining('seal.pem: the passphrase is wrong or the key is damaged')]);
    expect(wrong.err).not.toContain('wrong passphrase');
  });

  const keygen = spawnSync('ssh-keygen', ['-?']).error === undefined;
  if (!keygen) console.error('left out: fingerprint against ssh-keygen');
  it.skipIf(!keygen)('prints what ssh-keygen prints', async () => {
    writeFileSync(at('a.pub.pem'), generateKey(undefined).publicPem);
    writeFileSync(at('a.ssh'), execFileSync('ssh-keygen', ['-i', '-m', 'PKCS8', '-f', at('a.pub.pem')]));
    const shown = (await cli(here, ['key', 'show', 'a.pub.pem'])).out.split(' ')[0]!;
    expect(execFileSync('ssh-keygen', ['-l', '-f', at('a.ssh')], { encoding: 'utf8' })).toContain(shown);
  });
});

describe('a terminal', () => {
  const python = spawnSync('python3', ['--version']).error === undefined;
  if (!python) console.error('left out: a passphrase typed at a real terminal (no python3)');
  it.skipIf(!python)('does not show what is typed', () => {
    const program = `import { run } from ${JSON.stringify(new URL('../../src/cli/main.ts', import.meta.url).href)};
import { processIo } from ${JSON.stringify(new URL('../../src/cli/io.ts', import.meta.url).href)};
process.exitCode = await run(['key', 'generate', '--out', ${JSON.stringify(at('pty.pem'))}], processIo(process));`;
    writeFileSync(at('pty.mjs'), program);
    const driver = `
import os, pty, sys, time, select
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], sys.argv[2]])
seen = b''
answers = [b'typed in secretx\\x7f\\r', b'typed in secret\\r']
marks = [b'key: ', b'again: ']
until = time.time() + 20
while time.time() < until:
    if select.select([fd], [], [], 0.2)[0]:
        try: data = os.read(fd, 4096)
        except OSError: break
        if not data: break
        seen += data
    if marks and seen.endswith(marks[0]):
        marks.pop(0); time.sleep(0.1); os.write(fd, answers.pop(0))
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(status))
`;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'RELEASE_EVIDENCE_KEY_PASSWORD'));
    const result = spawnSync('python3', ['-c', driver, process.execPath, at('pty.mjs')], { encoding: 'utf8', env, timeout: 25_000 });
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(result.stdout).toContain('Passphrase of the new key: ');
    expect(result.stdout).not.toContain('secret');
    expect(readFileSync(at('pty.pem'), 'utf8')).toContain('ENCRYPTED');
  });
});
