import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { giveApprovals, project } from '../support/project.ts';

describe('publishing through the command line', () => {
  const made = project();
  const released = made.run('release', '--key', 'seal.pem', '--to', 'store', '--json');

  it('[SRS-070] publishes what is READY, once', () => {
    expect(released.exit, released.err).toBe(0);
    const again = made.run('release', '--key', 'seal.pem', '--to', 'store');
    expect(again.exit, again.err).toBe(0);
    const listed = made.run('list', '--from', 'store', '--json');
    expect(listed.exit).toBe(0);
    expect(JSON.parse(listed.out)).toMatchObject({ releases: [{ product: 'pump', version: '1.0.0', verdict: 'READY', status: 'published' }] });
  });

  it('[SRS-071] gives back the same bytes, and says what the store is not', () => {
    const fetched = made.run('fetch', 'pump', '1.0.0', '--from', 'store', '--out', 'fetched.zip');
    expect(fetched.exit, fetched.err).toBe(0);
    expect(made.run('verify', 'fetched.zip', '--key', 'seal.pub.pem').exit).toBe(0);
    expect(made.run('publish', 'fetched.zip', '--to', 'store').out).toContain('not WORM');
  });

  it('[SRS-071] makes the folder that --out names with a slash, and prints a command that works from here', () => {
    const fetched = made.run('fetch', 'pump', '1.0.0', '--from', 'store', '--out', 'audit/here/', '--receipt');
    expect(fetched.exit, fetched.err).toBe(0);
    const files = ['audit/here/pump-1.0.0.evidence.zip', 'audit/here/pump-1.0.0.receipt.sigstore.json', 'audit/here/pump-1.0.0.record.json'];
    expect(made.files()).toEqual(expect.arrayContaining(files));
    for (const file of files) expect(fetched.out).toContain(file);
    expect(fetched.out).toContain('next: release-evidence verify audit/here/pump-1.0.0.evidence.zip ');
  });

  it('[SRS-070] takes s3:/ for a slip: nobody publishes to a folder of this name and believes it is locked', () => {
    const ran = made.run('publish', 'pump-1.0.0.evidence.zip', '--to', 's3:/evidence/devices');
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('two slashes follow s3:');
    expect(made.files().filter((path) => path.startsWith('s3'))).toEqual([]);
  });

  it('[SRS-070] refuses other content for a published version', () => {
    const record = readFileSync(made.path('store/releases/pump/1.0.0.json'), 'utf8');
    const other = project({ 'documents.yaml': project().get('documents.yaml').replace('Development plan', 'Plan') }, 'after');
    const ran = other.run('release', '--key', 'seal.pem', '--to', made.path('store'));
    expect(ran.exit).toBe(5);
    expect(ran.err).toContain('STORE_CONFLICT');
    expect(readFileSync(made.path('store/releases/pump/1.0.0.json'), 'utf8')).toBe(record);
  });

  it('[SRS-065] publishes nothing that is NOT READY', () => {
    const bad = project({ 'soup.yaml': null });
    const ran = bad.run('release', '--key', 'seal.pem', '--to', 'store');
    expect(ran.exit).toBe(1);
    expect(bad.files().filter((path) => path.startsWith('store') && path.endsWith('.zip'))).toEqual([]);
    expect(bad.run('bundle', '--key', 'seal.pem', '--out', 'bad.zip').exit).toBe(1);
    const published = bad.run('publish', 'bad.zip', '--to', 'store');
    expect(published.exit).toBe(5);
    expect(published.err).toContain('NOT_PUBLISHABLE');
  });

  it('[SRS-065] does not publish what is not sealed', () => {
    const ran = project().run('release', '--signer', 'none', '--to', 'store');
    expect([2, 4, 5]).toContain(ran.exit);
  });

  it('[SRS-071] says when a version is not there', () => {
    const ran = made.run('fetch', 'pump', '9.9.9', '--from', 'store', '--out', 'nothing.zip');
    expect(ran.exit).not.toBe(0);
    expect(ran.err).toContain('NOT_FOUND');
    expect(made.files()).not.toContain('nothing.zip');
  });

  it('[SRS-061] [SRS-047] the same evidence approved again in another folder gives the same archive', () => {
    const bundle = (env: Record<string, string>) => {
      const one = project();
      giveApprovals(one);
      expect(one.runWith({ env }, 'bundle', '--signer', 'none').exit).toBe(0);
      return readFileSync(one.path('pump-1.0.0.evidence.zip'));
    };
    expect(bundle({ TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' }).equals(bundle({ TZ: 'America/St_Johns', LC_ALL: 'C' }))).toBe(true);
  });
});
