import { describe, expect, it } from 'vitest';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { ANCHORS, SHORTEST } from '../../src/credentials/anchors.ts';
import { LIBRARY_RULES } from '../../src/credentials/library-rules.ts';
import { scanSource } from '../../src/credentials/scan.ts';
import { sha256 } from '../../src/model/digest.ts';
import { memorySource, type Source } from '../../src/model/source.ts';
import { hex, j, jwt, LIBRARY_SAMPLES, MACHINE, NAMED_SAMPLES, OWN_SAMPLES, pem, r, WORD } from './samples.ts';

const scan = (text: string | Uint8Array) => scanSource(memorySource('f', typeof text === 'string' ? new TextEncoder().encode(text) : text));
const found = (text: string) => scan(text).scan.findings.map(({ line, rule }) => `${line} ${rule}`);

/** Blocks of one size, as a reader might give them. */
const inBlocks = (text: string, size: number): Source => {
  const bytes = new TextEncoder().encode(text);
  return { name: 'f', size: bytes.length, *chunks() { for (let i = 0; i < bytes.length; i += size) yield bytes.slice(i, i + size); } };
};

describe('[SRS-160] credentials that the library knows', () => {
  it('are those of its preset, but for two rules that must not run', () => {
    expect(rules.map((rule) => rule.meta.id.replace('@secretlint/secretlint-rule-', '')).sort()).toEqual([...Object.keys(LIBRARY_SAMPLES), 'filter-comments', 'gcp'].sort());
    expect([...LIBRARY_RULES].sort()).toEqual(Object.keys(LIBRARY_SAMPLES).sort());
  });

  it.each(Object.entries(LIBRARY_SAMPLES))('%s', (_, sample) => {
    const { scan: { findings }, secrets } = scan(`<log>\nfirst ${sample} last\n</log>`);
    expect(findings.map(({ line }) => line)).toEqual([2]);
    for (const secret of secrets) expect(JSON.stringify(findings)).not.toContain(secret);
  });

  it('cannot be switched off by a comment in the evidence', () => {
    expect(found(`// secretlint-disable\n${LIBRARY_SAMPLES.github} // secretlint-disable-line\n`)).toEqual(['2 GitHub token']);
  });
});

describe('[SRS-160] credentials that only we know', () => {
  it.each(OWN_SAMPLES)('%s: %#', (title, sample) => {
    expect(found(`one\ntwo "${sample}" x`)).toEqual([`2 ${title}`]);
  });

  it.each(NAMED_SAMPLES)('%s', (_, text, value) => {
    const { scan: { findings }, secrets } = scan(`<x>\n${text.replace('%', () => value)}\n`);
    expect(findings).toHaveLength(1);
    expect(findings[0]!.rule).toMatch(/^value of /);
    expect(secrets).toEqual([value]);
    expect(JSON.stringify(findings)).not.toContain(value);
    expect(findings[0]!.line).toBe(2 + text.slice(0, text.indexOf('%')).split('\n').length - 1);
  });

  it('a Google service account key in JSON', () => {
    expect(found(JSON.stringify({ type: 'service_account', private_key_id: hex(40), private_key: pem('') }))).toContain('1 private key');
  });
});

describe('[SRS-160] what is no credential', () => {
  const BLANKED = ['', '****', '********', '[MASKED]', '[REDACTED]', '<hidden>', '${DB_PASSWORD}', '$DB_PASSWORD', '%DB_PASSWORD%', '{{ db_password }}', '&lt;password&gt;', 'null', 'true', 'none', 'changeit', 'xxxxxxxx', '/run/secrets/db', 'C:\\keys\\db.txt', '~/.netrc', 'your-password', 'example'];
  it.each(BLANKED)('%s', (value) => {
    expect(found(`<property name="db.password" value="${value}"/>\n{"DB_PASSWORD": "${value.replaceAll('\\', '\\\\')}"}\nDB_PASSWORD=${value}\n`)).toEqual([]);
  });

  it.each([
    ['a digest', `sha256:${hex(64)}  ${hex(64)}  file`], ['a package address', 'pkg:npm/%40acme/token@1.2.3?checksum=sha256:0'], ['a package of that name', '"js-tokens": "^4.0.0", "token": "^1.2.3", "secret": "1.0.0"'],
    ['a public key', `-----BEGIN ${'PUBLIC KEY-----'}\n${r(64)}\n${r(64)}\n-----END PUBLIC KEY-----`], ['a signature', `"sig": "${Buffer.from(r(72)).toString('base64')}"`], ['the name alone', 'the property javax.net.ssl.keyStorePassword is not set, CI_JOB_TOKEN: unset'],
    ['a test about passwords', '<testcase name="login refuses a wrong password: none given" classname="auth.PasswordTest"/>'], ['a count of tokens', '"tokens": 4096, "max_token": 12345678, "tokenCount": 12'],
    ['program text', 'password = readPassword(); const token = this.lexer.token; if (password == other.password) secret = env.SECRET;'], ['a namespace', '<x xmlns="http://www.w3.org/2001/XMLSchema-instance" y="https://a.invalid/@x:y"/>'],
    ['a key without its body', `"-----BEGIN ${'PRIVATE KEY-----'}..."`], ['a file of a variable', 'SSH_PRIVATE_KEY=/builds/group/project.tmp/SSH_PRIVATE_KEY'], ['where the shell is', 'PWD=/builds/group/project\nOLDPWD=/builds'],
    ['a user without a password', 'https://deployer@git.acme.invalid/x'], ['a file in a page token', '"nextPageToken": "CAUQAA1234567890"'], ['a JSON schema', '"password": { "type": "string" }, "required": ["password", "token"]'], ['what the AWS manual shows', j('AK', 'IA', 'IOSFODNN7', 'EXAMPLE')],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('[SRS-160] where it stands', () => {
  const secret = LIBRARY_SAMPLES.gitlab!;

  it('is a line of the file, whatever the size of its blocks', () => {
    const text = `${'x'.repeat(70)}\n`.repeat(500) + `a ${secret}\n` + `${'y'.repeat(30)}\r\n`.repeat(900) + `<property name="CI_JOB_TOKEN" value="${MACHINE}"/>\nend ${jwt}`;
    const whole = scanSource(inBlocks(text, text.length));
    expect(whole.scan.findings.map(({ line }) => line)).toEqual([501, 1402, 1403]);
    for (const size of [1, 7, 4096, 12_289]) expect(scanSource(inBlocks(text, size))).toEqual(whole);
  });

  it('is found at the seam of two large blocks', () => {
    for (const shift of [-40, -20, -1, 0, 1, 500]) {
      const text = `${'a\n'.repeat(((1 << 20) + shift) / 2)}\n${secret}\n${'b '.repeat(1 << 20)}`;
      expect(scan(text).scan.findings.map(({ line }) => line)).toEqual([Math.floor(((1 << 20) + shift) / 2) + 2]);
    }
  });

  it('is found at the very beginning and the very end', () => {
    expect(found(secret)).toEqual(['1 GitLab token']);
    expect(found(`DB_PASSWORD=${WORD}`)).toEqual(['1 value of DB_PASSWORD']);
  });

  it('is counted once, by what says most', () => {
    expect(found(`<property name="GITLAB_TOKEN" value="${secret}"/>`)).toEqual(['1 GitLab token']);
  });

  it('is shown without the secret: at most four characters of a well-known prefix', () => {
    expect(scan(secret).scan.findings).toEqual([{ line: 1, rule: 'GitLab token', shown: 'glpa…, 26 characters' }]);
    expect(scan(`password: "${WORD}"`).scan.findings).toEqual([{ line: 1, rule: 'value of password', shown: `${WORD.length} characters` }]);
  });

  it('ends at two hundred findings', () => {
    expect(scan(`${secret}\n`.repeat(1000)).scan.findings).toHaveLength(200);
  });

  it('comes with the digest of the raw bytes', () => {
    expect(scan('abc').scan).toEqual({ path: 'f', sha256: sha256('abc'), content: 'text', findings: [] });
    expect(scan('').scan.sha256).toBe(sha256(''));
  });
});

describe('[SRS-160] how the text is written', () => {
  const text = `first\n<property name="CI_JOB_TOKEN" value="${MACHINE}"/>\nlast\n`;
  const utf16 = (bom: boolean) => Buffer.from(`${bom ? '\uFEFF' : ''}${text}`, 'utf16le');

  it.each([['UTF-16 LE', utf16(true)], ['UTF-16 BE', utf16(true).swap16()], ['UTF-16 LE without mark', utf16(false)], ['UTF-16 BE without mark', utf16(false).swap16()],
    ['UTF-32', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from(Uint32Array.from([...text], (c) => c.codePointAt(0)!).buffer)])],
    ['UTF-8 with mark', Buffer.from(`\uFEFF${text}`)], ['Latin-1', Buffer.from(`ä${text}`, 'latin1')]])('%s is read', (_, bytes) => {
    const { scan: { findings, sha256: digest } } = scan(bytes);
    expect(findings).toEqual([{ line: 2, rule: 'value of CI_JOB_TOKEN', shown: '20 characters' }]);
    expect(digest).toBe(sha256(bytes));
  });

  it.each([['an archive', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.from(text)])], ['a program', Buffer.concat([Buffer.alloc(500), Buffer.from(text)])]])('%s is not looked into, and says so', (_, bytes) => {
    expect(scan(bytes).scan).toEqual({ path: 'f', sha256: sha256(bytes), content: 'binary', findings: [] });
  });

  it('a zero byte or two in a log hide nothing', () => {
    expect(found(`a\0b\0${'x'.repeat(2000)}\n${text}`)).toEqual(['3 value of CI_JOB_TOKEN']);
  });
});

describe('[SRS-160] anchors', () => {
  it('are long enough, and in lower case', () => {
    for (const { text, exact } of ANCHORS) {
      expect(text.length).toBeGreaterThanOrEqual(SHORTEST);
      expect(text).toBe(text.toLowerCase());
      expect(exact?.toLowerCase() ?? text).toBe(text);
    }
  });

  it.each([['names', `${'password token secret '.repeat(40_000)}`], ['addresses', 'https://aaaaaaaaaaaa:bbbbbbbbbbbbbbb '.repeat(30_000)], ['one long name', 'token_'.repeat(150_000)], ['equal signs', `password${'='.repeat(900_000)}`], ['quotes', `"password": "${'\\"'.repeat(400_000)}`], ['blanks', `<property name="password"${' '.repeat(900_000)}`], ['tags', '<property name="password" '.repeat(30_000)]])('a megabyte of %s is read in good time', (_, text) => {
    const before = process.cpuUsage().user;
    scan(text);
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(3);
  });
});

describe('[SRS-160] a file whose digest is known', () => {
  const known = (bytes: Uint8Array, seen: { bytes: number }): Source => ({
    name: 'f', size: bytes.length, sha256: sha256(bytes),
    *chunks() { for (const chunk of memorySource('f', bytes).chunks()) { seen.bytes += chunk.length; yield chunk; } },
  });
  const megabytes = 3 << 20;

  it('is looked through as any other, to its end', () => {
    const text = new TextEncoder().encode(`${'a line of a log\n'.repeat(megabytes / 16)}token=${Object.values(OWN_SAMPLES)[0]}\n`);
    const seen = { bytes: 0 };
    const answer = scanSource(known(text, seen));
    expect(answer).toEqual(scan(text));
    expect(answer.scan.findings.length).toBeGreaterThan(0);
    expect(seen.bytes).toBeGreaterThanOrEqual(text.length);
  });

  it('is left after its first block when it is no text, with the same answer', () => {
    const bytes = new Uint8Array(megabytes);
    const seen = { bytes: 0 };
    expect(scanSource(known(bytes, seen))).toEqual(scan(bytes));
    expect(seen.bytes).toBe(1 << 20);
  });
});
