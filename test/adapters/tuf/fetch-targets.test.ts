import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metadata, MetadataKind } from '@tufjs/models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchTargets, shippedRoot, type TufAnswer, type TufRequest } from '../../../src/adapters/tuf/fetch-targets.ts';
import { PUBLIC_MIRROR, mirrorAddress } from '../../../src/adapters/tuf/mirror-address.ts';
import { EvidenceError } from '../../../src/model/problem.ts';
import { DAY, newKey, Repository, serve } from './repository.ts';

const NAME = 'trusted_root.json';
const CONTENT = Buffer.from('{"any":"target"}\n');
let repository: Repository;
let served: Awaited<ReturnType<typeof serve>>;
let root: Buffer;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 're-tuf-'));
  repository = new Repository();
  repository.targets.set(NAME, CONTENT);
  root = repository.publishRoot();
  repository.publish();
  served = await serve(repository);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

const fetchIt = (more: Partial<TufRequest> = {}): Promise<TufAnswer> => fetchTargets({ mirror: served.url, root, cache: folder, targets: [NAME], limits: { retries: 0, timeoutMs: 2000 }, ...more });
async function refusal(more: Partial<TufRequest> = {}): Promise<EvidenceError> {
  const error = await fetchIt(more).then(() => undefined, (cause: unknown) => cause);
  expect(error).toBeInstanceOf(EvidenceError);
  return error as EvidenceError;
}
const version = (answer: TufAnswer, role: string): number => answer.roles.find((one) => one.role === role)!.version;
const cached = (name: string): Buffer => readFileSync(join(folder, readdirSync(folder)[0]!, name));

describe('fetching from a trust repository', () => {
  it('gives what is signed up to the first root, and asks for no more than that needs', async () => {
    const answer = await fetchIt();
    expect(Buffer.from(answer.files.get(NAME)!)).toEqual(CONTENT);
    expect(answer).toMatchObject({ mirror: served.url, seenBefore: false });
    expect(answer.roles.map(({ role, version: v }) => [role, v])).toEqual([['root', 1], ['timestamp', 1], ['snapshot', 1], ['targets', 1]]);
    expect(served.asked).toEqual(['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json', `targets/${createHash('sha256').update(CONTENT).digest('hex')}.${NAME}`]);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('goes along with a rotation of the root that the old keys sign, and remembers it', async () => {
    await fetchIt();
    const old = repository.keys.root;
    repository.keys.root = [newKey(), newKey()];
    repository.keys.timestamp = [newKey()];
    repository.publishRoot(old);
    repository.publish();
    const answer = await fetchIt();
    expect(version(answer, 'root')).toBe(2);
    expect(answer.seenBefore).toBe(true);
    expect(JSON.parse(cached('root.json').toString()).signed.version).toBe(2);
  });

  it('refuses a new root that the keys of the old one did not sign', async () => {
    repository.keys.root = [newKey(), newKey()];
    repository.publishRoot();
    repository.publish();
    const error = await refusal();
    expect(error).toMatchObject({ code: 'TUF_UNSIGNED', exit: 'refused' });
    expect(error.problems[0]).toMatchObject({ file: 'root.json', expected: '2', found: '0' });
    expect(JSON.parse(cached('root.json').toString()).signed.version).toBe(1);
  });

  it('refuses a new root with fewer signatures than are asked for', async () => {
    repository.publishRoot([], 1);
    expect((await refusal()).problems[0]).toMatchObject({ code: 'TUF_UNSIGNED', expected: '2', found: '1' });
  });

  it.each(['timestamp', 'snapshot', 'targets'] as const)('refuses a %s that somebody else signed', async (role) => {
    repository.publish({ [role]: [newKey()] });
    const error = await refusal();
    expect(error).toMatchObject({ code: 'TUF_UNSIGNED', exit: 'refused' });
    expect(error.message).toContain(`${role}.json`);
  });

  it('refuses the repository of somebody else under the root that was handed over', async () => {
    const other = new Repository();
    other.targets.set(NAME, CONTENT);
    expect(await refusal({ root: other.publishRoot() })).toMatchObject({ code: 'TUF_UNSIGNED' });
  });

  it('starts another cache for another root: the one before is no longer what is believed', async () => {
    await fetchIt();
    const other = new Repository();
    await refusal({ root: other.publishRoot() });
    expect(readdirSync(folder)).toHaveLength(2);
    expect((await fetchIt()).seenBefore).toBe(true);
  });

  it.each([
    ['a trusted root in the place of a TUF root', () => Buffer.from('{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}')],
    ['no JSON', () => Buffer.from('nonsense')],
    ['an empty file', () => Buffer.alloc(0)],
    ['a root that its own keys did not sign', () => { const bad = new Repository(); return bad.publishRoot([], 1); }],
  ])('refuses as first root: %s, and remembers nothing of it', async (_, bytes) => {
    expect(await refusal({ root: bytes() })).toMatchObject({ code: 'TUF_ROOT_INVALID', exit: 'usage' });
    expect(served.asked).toEqual([]);
    expect(readdirSync(join(folder, readdirSync(folder)[0]!))).toEqual(['targets']);
  });

  it.each(['timestamp', 'snapshot', 'targets'] as const)('refuses an expired %s', async (role) => {
    repository.expires[role] = -DAY;
    repository.publish();
    const error = await refusal();
    expect(error).toMatchObject({ code: 'TUF_EXPIRED', exit: 'incomplete' });
    expect(error.message).toContain(`${role}.json`);
  });

  it('refuses an expired root after all rotations, while an expired first one is where it starts', async () => {
    const expired = new Repository();
    expired.targets.set(NAME, CONTENT);
    expired.expires.root = -DAY;
    const first = expired.publishRoot();
    expired.publish();
    const server = await serve(expired);
    try {
      expect(await refusal({ mirror: server.url, root: first })).toMatchObject({ code: 'TUF_EXPIRED', message: expect.stringContaining('root.json') });
      expired.expires.root = DAY;
      expired.publishRoot();
      expect(version(await fetchIt({ mirror: server.url, root: first }), 'root')).toBe(2);
    } finally {
      await server.stop();
    }
  });

  it('refuses what is older than what was seen', async () => {
    const before = new Map(repository.files);
    repository.publish();
    await fetchIt();
    for (const [path, bytes] of before) repository.files.set(path, bytes);
    expect(await refusal()).toMatchObject({ code: 'TUF_ROLLBACK', exit: 'refused' });
    expect(JSON.parse(cached('timestamp.json').toString()).signed.version).toBe(2);
  });

  it('refuses a snapshot in which a file went back, although all is signed and new', async () => {
    repository.publish();
    await fetchIt();
    repository.versions.targets = 0;
    repository.publish();
    expect(await refusal()).toMatchObject({ code: 'TUF_ROLLBACK' });
  });

  it('refuses a target that was altered, cut off or made longer', async () => {
    const path = [...repository.files.keys()].find((one) => one.startsWith('targets/'))!;
    for (const bytes of [Buffer.from(CONTENT.toString().replace('any', 'bad')), CONTENT.subarray(0, 5), Buffer.alloc(0), Buffer.concat([CONTENT, CONTENT])]) {
      repository.files.set(path, bytes);
      expect(await refusal()).toMatchObject({ code: 'TUF_ALTERED', exit: 'refused' });
    }
  });

  it('refuses metadata that was altered, cut off or is a page of a portal', async () => {
    const whole = repository.files.get('1.targets.json')!;
    for (const bytes of [whole.subarray(0, -20), Buffer.from('<html>Sign in</html>'), Buffer.concat([whole, Buffer.from(' ')])]) {
      repository.files.set('1.targets.json', bytes);
      expect(await refusal()).toMatchObject({ code: 'TUF_ALTERED' });
    }
    repository.files.set('timestamp.json', Buffer.from('<html>Sign in: secret</html>'));
    expect((await refusal()).message).not.toContain('secret');
  });

  it('refuses metadata without end within the limit of its role', async () => {
    let sent = 0;
    served.answer.with = (path, response) => {
      if (path !== 'timestamp.json') return false;
      const block = Buffer.alloc(64 * 1024, 0x20);
      const more = (): void => { while (!response.destroyed && response.write(block)) sent += block.length; };
      response.on('drain', more);
      more();
      return true;
    };
    expect(await refusal()).toMatchObject({ code: 'TUF_ALTERED' });
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  it('refuses a target that signed metadata makes larger than any', async () => {
    expect((await fetchIt({ limits: { largestBytes: 4000, retries: 0 } })).files.size).toBe(1);
    repository.targets.set(NAME, Buffer.alloc(5000));
    repository.publish();
    expect(await refusal({ limits: { largestBytes: 4000, retries: 0 } })).toMatchObject({ code: 'TUF_ALTERED' });
  });

  it('says which file is not there', async () => {
    expect(await refusal({ targets: [NAME, 'signing_config.v0.2.json'] })).toMatchObject({ code: 'TUF_TARGET_MISSING', exit: 'incomplete', message: expect.stringContaining('lists no signing_config') });
    repository.files.delete([...repository.files.keys()].find((one) => one.startsWith('targets/'))!);
    rmSync(folder, { recursive: true });
    expect(await refusal()).toMatchObject({ code: 'TUF_TARGET_MISSING', message: expect.stringContaining('does not have it') });
  });

  it('says that the server is gone, although it was there once; the last state can be had when that is asked for', async () => {
    await fetchIt();
    await served.stop();
    expect(await refusal()).toMatchObject({ code: 'TUF_UNREACHABLE', exit: 'incomplete' });
    const answer = await fetchIt({ offline: true });
    expect(Buffer.from(answer.files.get(NAME)!)).toEqual(CONTENT);
    served = await serve(repository);
  });

  it('takes nothing from a cache that has expired, or that never was', async () => {
    repository.expires.timestamp = 1500;
    repository.publish();
    await fetchIt();
    const asked = served.asked.length;
    await new Promise((resolve) => { setTimeout(resolve, 2000); });
    expect(await refusal({ offline: true })).toMatchObject({ code: 'TUF_UNREACHABLE', message: expect.stringContaining('still valid') });
    expect(await refusal({ offline: true, cache: join(folder, 'other') })).toMatchObject({ code: 'TUF_UNREACHABLE' });
    expect(served.asked).toHaveLength(asked);
  });

  it('takes no altered target from the cache', async () => {
    await fetchIt();
    writeFileSync(join(folder, readdirSync(folder)[0]!, 'targets', NAME), 'altered');
    expect(await refusal({ offline: true })).toMatchObject({ code: 'TUF_UNREACHABLE' });
    expect(Buffer.from((await fetchIt()).files.get(NAME)!)).toEqual(CONTENT);
  });

  it('does not go on from a damaged cache as if it knew nothing', async () => {
    await fetchIt();
    writeFileSync(join(folder, readdirSync(folder)[0]!, 'root.json'), cached('root.json').subarray(0, 40));
    expect(await refusal()).toMatchObject({ code: 'TUF_CACHE', exit: 'incomplete' });
  });

  it('tries again after an answer of 500, and gives up', async () => {
    let failures = 2;
    served.answer.with = (_, response) => {
      if (failures-- <= 0) return false;
      response.writeHead(503).end();
      return true;
    };
    expect(await refusal({ limits: { retries: 1 } })).toMatchObject({ code: 'TUF_UNREACHABLE', message: expect.stringContaining('503') });
    failures = 1;
    expect((await fetchIt({ limits: { retries: 1 } })).files.size).toBe(1);
  });

  it('does not wait for a server that says nothing, or stops in the middle', async () => {
    served.answer.with = (path, response) => {
      if (path === 'timestamp.json') response.write('{');
      return path === 'timestamp.json';
    };
    expect(await refusal({ limits: { timeoutMs: 300, retries: 0 } })).toMatchObject({ code: 'TUF_UNREACHABLE', message: expect.stringContaining('within 0.3 s') });
    const silent = createServer();
    await new Promise<void>((resolve) => { silent.listen(0, '127.0.0.1', resolve); });
    expect(await refusal({ mirror: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, limits: { timeoutMs: 300, retries: 0 } })).toMatchObject({ code: 'TUF_UNREACHABLE' });
    silent.close();
  });

  it('follows a redirect on this machine, and none to a place without encryption', async () => {
    const other = await serve(repository);
    served.answer.with = (path, response) => { response.writeHead(302, { location: `${other.url}/${path}` }).end(); return true; };
    expect((await fetchIt()).files.size).toBe(1);
    await other.stop();
    for (const [location, words] of [['http://example.com/x', 'neither https nor on this machine'], ['file:///etc/passwd', 'neither https'], [served.url, 'more than 3 redirects']] as const) {
      served.answer.with = (_, response) => { response.writeHead(302, { location }).end(); return true; };
      expect(await refusal()).toMatchObject({ code: 'TUF_UNREACHABLE', message: expect.stringContaining(words) });
    }
  });

  it('leaves no folder of its own behind', async () => {
    const mine = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('release-evidence-tuf-'));
    const before = new Set(mine());
    await fetchIt();
    await refusal({ targets: ['absent'] });
    expect(mine().filter((name) => !before.has(name))).toEqual([]);
  });
});

describe('the address of a repository', () => {
  it.each([
    ['http://tuf.example.com', /neither https/], ['ftp://tuf.example.com', /neither https/], ['https://me:secret@tuf.example.com', /user name/],
    ['nonsense', /not a URL/], ['https://tuf.example.com/?x=1', /query/], ['http://127.0.0.1.example.com', /neither https/],
  ])('refuses address %#', (address, words) => {
    expect(() => mirrorAddress(address)).toThrow(words);
    expect(() => mirrorAddress(address)).not.toThrow(/secret/);
  });

  it('takes https, and http on this machine', () => {
    expect(['https://tuf.example.com/a//', 'http://localhost:1', 'http://[::1]:1', 'http://127.0.0.1:1/x/'].map(mirrorAddress)).toEqual(['https://tuf.example.com/a', 'http://localhost:1', 'http://[::1]:1', 'http://127.0.0.1:1/x']);
  });

  it('has a first root of the public-good instance only, and that one is signed by its own keys', async () => {
    const bytes = Buffer.from(await shippedRoot(PUBLIC_MIRROR));
    const metadata = Metadata.fromJSON(MetadataKind.Root, JSON.parse(bytes.toString()));
    expect(metadata.signed.roles['root']!.threshold).toBeGreaterThanOrEqual(3);
    expect(() => metadata.verifyDelegate('root', metadata)).not.toThrow();
    for (const mirror of ['https://tuf-repo-cdn.sigstage.dev', 'https://registry.npmjs.org', 'constructor']) {
      await expect(shippedRoot(mirror)).rejects.toMatchObject({ code: 'USAGE', exit: 'usage' });
    }
  });
});
