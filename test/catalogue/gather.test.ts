import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryStore } from '../../src/adapters/directory-store.ts';
import { factFiles } from '../../src/adapters/catalogue/fact-files.ts';
import { withDocumentCache } from '../../src/adapters/catalogue/object-cache.ts';
import { factsFault } from '../../src/catalogue/examine.ts';
import { gather } from '../../src/catalogue/gather.ts';
import { QUESTIONS } from '../../src/catalogue/questions.ts';
import { csvOf } from '../../src/catalogue/table.ts';
import { readAll } from '../../src/model/source.ts';
import type { EvidenceStore } from '../../src/store/evidence-store.ts';
import { readdirSync, writeFileSync } from 'node:fs';
import { scratch } from '../support/cli.ts';
import { twelveReleases } from './releases.ts';
import { putRelease, synthetic } from './store.ts';

const folder = scratch();

/** A store that counts what is opened, as one that is far away. */
function counted(store: EvidenceStore): EvidenceStore & { opened: string[] } {
  const opened: string[] = [];
  return { ...store, opened, open: async (key, at) => { opened.push(key); return store.open(key, at); } };
}

describe('[SRS-131] facts of a store that is elsewhere', () => {
  const away = directoryStore(join(folder, 'away'));
  const mirror = join(folder, 'mirror');
  const read = async () => {
    const store = counted(away);
    const gathered = await gather(withDocumentCache(store, mirror));
    const facts = await factFiles(store, gathered.releases, { folder: mirror }, () => {});
    return { opened: store.opened, gathered, facts };
  };

  it('are fetched once; then only what is new, and what was altered here', async () => {
    const releases = twelveReleases();
    for (const release of releases.slice(0, 10)) await putRelease(away, release);
    const first = await read();
    expect([first.facts.fetched, first.facts.files.length, first.facts.problems, first.gathered.problems]).toEqual([10, 10, [], []]);
    expect(first.opened).toHaveLength(20);
    expect((await read()).opened).toEqual([]);
    for (const release of releases.slice(10)) await putRelease(away, release);
    const third = await read();
    expect([third.facts.fetched, third.opened.length]).toEqual([2, 4]);
    for (const name of readdirSync(mirror).slice(0, 3)) writeFileSync(join(mirror, name), 'cut');
    const fourth = await read();
    expect([fourth.opened.length, fourth.facts.files.length, fourth.facts.problems, fourth.gathered.problems]).toEqual([3, 12, [], []]);
    expect((await read()).opened).toEqual([]);
    expect(readdirSync(mirror).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('what lies over a record or over facts is named and not taken', async () => {
    const hidden: EvidenceStore = { ...away, list: async (prefix) => (await away.list(prefix)).map((object, i) => (i === 0 ? { ...object, hiddenBy: 'delete-marker' as const } : object)) };
    const { releases, problems, warnings } = await gather(hidden);
    expect([releases.length, problems]).toEqual([12, []]);
    expect(warnings.map(({ code, file }) => [code, file.split('/')[0]])).toEqual([['STORE_HIDDEN', 'releases'], ['STORE_HIDDEN', 'catalogue']]);
  });

  it('a version that is none is never kept: it may be another object tomorrow', async () => {
    const store = counted({ ...away, list: async (prefix) => (await away.list(prefix)).map((object) => ({ ...object, versionId: 'null' })), open: async (key) => away.open(key) });
    for (let i = 0; i < 2; i += 1) await gather(withDocumentCache(store, mirror));
    expect(store.opened).toHaveLength(24);
  });

  it('a record that is gone, or stands where none belongs, is a problem', async () => {
    const gone: EvidenceStore = { ...away, open: async () => null, list: async (prefix) => [...await away.list(prefix), ...(prefix === 'releases/' ? [{ key: 'releases/pump/notes.txt', versionId: '1', size: 1, hiddenBy: null }] : [])] };
    const { releases, problems } = await gather(gone);
    expect([releases, problems.length, new Set(problems.map(({ code }) => code))]).toEqual([[], 13, new Set(['STORE_UNUSABLE'])]);
  });

  it('names facts that are longer, shorter or other than the record says, and keeps nothing of them', async () => {
    const release = twelveReleases()[0]!;
    const gathered = await gather(away);
    const one = gathered.releases.filter(({ record }) => record.version === release.version);
    for (const wrong of [Buffer.from('x'), Buffer.alloc(release.facts.size, 'y'), Buffer.alloc(release.facts.size + 1, 'z')]) {
      const lying: EvidenceStore = { ...away, open: async () => ({ size: release.facts.size, async* chunks() { yield wrong; } }) };
      const place = join(folder, 'other');
      const { files, problems } = await factFiles(lying, one, { folder: place }, () => {});
      expect([files, problems.map(({ code }) => code)]).toEqual([[], ['CATALOGUE_INCOMPLETE']]);
    }
  });
});

describe('[SRS-131] facts of another release or schema', () => {
  const { facts } = synthetic('pump', '1', []);
  const bytes = readAll(facts.source);

  it('are told apart by what stands in the file', () => {
    expect(factsFault(bytes, { product: 'pump', version: '1' })).toBeNull();
    expect(factsFault(bytes, { product: 'pump', version: '2' })).toBe('it is of pump 1');
    expect(factsFault(bytes, { product: 'monitor', version: '1' })).toBe('it is of pump 1');
  });

  it('bytes that are cut anywhere are no Parquet file, and nothing is thrown', () => {
    for (let length = 0; length < bytes.length; length += 97) expect(factsFault(bytes.subarray(0, length), { product: 'pump', version: '1' })).toMatch(/no Parquet|something else|column/);
    for (let at = 0; at < 300; at += 1) {
      const flipped = bytes.slice();
      flipped[bytes.length - 1 - at]! ^= 0xff;
      expect(['string', 'object']).toContain(typeof factsFault(flipped, { product: 'pump', version: '1' }));
    }
  });
});

describe('[SRS-131] answers as text', () => {
  it('CSV quotes what must be quoted and disarms formulas', () => {
    const columns = [{ name: 'a', type: 'VARCHAR' }, { name: 'b,c', type: 'INTEGER' }];
    expect(csvOf({ columns, rows: [['x"y', 1], ['=1+1', -2], [null, null], ['a\nb', 3], ['@x', 0]], truncated: false })).toBe('a,"b,c"\r\n"x""y",1\r\n\'=1+1,-2\r\n,\r\n"a\nb",3\r\n\'@x,0\r\n');
  });

  it('no argument stands in the SQL of a question', () => {
    for (const { sql, alike, arguments: [, most] } of Object.values(QUESTIONS)) {
      const used = new Set([...sql.matchAll(/\$(\d)/g)].map((match) => Number(match[1])));
      expect([...used].sort()).toEqual(Array.from({ length: most }, (_, i) => i + 1));
      expect(alike === undefined || !alike.includes('$2')).toBe(true);
    }
  });
});
