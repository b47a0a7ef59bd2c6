import { describe, expect, it } from 'vitest';
import { project } from '../support/project.ts';

/** Smaller than the bundle, larger than each report that goes into it: the write fails on the way, as on a full disk. */
const FULL = { largestFileKiB: 100 };

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  const made = project();
  made.run('bundle', '--key', 'seal.pem', '--out', 'whole.evidence.zip');
  const before = made.files();

  it('[SRS-064] while packing leaves nothing', () => {
    const ran = made.runWith(FULL, 'bundle', '--key', 'seal.pem');
    expect(ran.exit).toBe(3);
    expect(ran.err).toContain('[DISK]');
    expect(made.files()).toEqual(before);
  });

  it('[SRS-064] keeps the bundle that was there', () => {
    const bytes = made.get('whole.evidence.zip');
    const ran = made.runWith(FULL, 'bundle', '--key', 'seal.pem', '--out', 'whole.evidence.zip', '--yes');
    expect([0, 3]).toContain(ran.exit); // 0: the same content is there already, and stays
    expect(made.get('whole.evidence.zip')).toBe(bytes);
    expect(made.files()).toEqual(before);
  });

  it('[SRS-064] while a new key is made leaves neither key nor bundle', () => {
    const fresh = project();
    const start = fresh.files();
    const ran = fresh.runWith({ largestFileKiB: 0 }, 'bundle', '--key', 'seal.pem');
    expect(ran.exit).toBe(4);
    expect(ran.err).toContain('[DISK]');
    expect(fresh.files()).toEqual(start);
  });

  it('[SRS-064] while the report is written beside leaves no half of it', () => {
    const fresh = project({ taken: 'a file where the folder should be' });
    const ran = fresh.run('bundle', '--signer', 'none', '--report', 'taken');
    expect(ran.exit).toBe(3);
    expect(ran.err).toContain('[DISK]');
  });

  it('[SRS-064] [SRS-070] while publishing leaves no release and no record', () => {
    const ran = made.runWith(FULL, 'publish', 'whole.evidence.zip', '--to', 'store');
    expect([5, 7]).toContain(ran.exit);
    expect(ran.err).toContain('[DISK]');
    expect(made.files().filter((path) => /record|\.zip$/.test(path) && path.startsWith('store'))).toEqual([]);
    expect(made.run('publish', 'whole.evidence.zip', '--to', 'store').exit, 'and can be done again').toBe(0);
  });

  it('[SRS-064] [SRS-071] while fetching leaves nothing under the name, and the next run goes on', () => {
    const ran = made.runWith(FULL, 'fetch', '1.0.0', '--from', 'store', '--out', 'fetched.zip');
    expect(ran.exit).toBe(3);
    expect(ran.err).toContain('[DISK]');
    expect(made.files().filter((path) => path.includes('fetched'))).toEqual(['fetched.zip.partial', 'fetched.zip.partial.json']);
    const again = made.run('fetch', '1.0.0', '--from', 'store', '--out', 'fetched.zip');
    expect(again.exit, again.err).toBe(0);
    expect(again.err).toContain('went on after');
    expect(made.files().filter((path) => path.includes('fetched'))).toEqual(['fetched.zip']);
  });

  it('[SRS-084] while verifying is "could not", never "no"', () => {
    const ran = made.runWith(FULL, 'verify', 'whole.evidence.zip', '--key', 'seal.pub.pem');
    expect(ran.exit).toBe(7);
    expect(ran.err).toContain('[DISK]');
  });
});
