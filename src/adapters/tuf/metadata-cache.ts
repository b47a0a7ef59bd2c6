import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onDisk } from '../on-disk.ts';

const LARGEST_CACHED = 16 * 1024 * 1024;

/**
 * The metadata of one repository under one first root, kept between runs: what was seen protects against being served something older.
 * The library writes its files in place; here it works in a folder of its own, and `keep` moves over what it accepted, each whole.
 */
export interface MetadataCache {
  /** Where the library works; holds root.json and a folder `targets`. */
  readonly work: string;
  /** False on the first run: nothing protects against something old then. */
  readonly known: boolean;
  /** Takes over what the library verified; never replaces a version by an older one, which a run beside this one may have written. */
  keep(): void;
  remove(): void;
}

/**
 * @param folder of all repositories
 * @param firstRoot bytes of the root that trust begins with. A cache belongs to it: another root, handed over anew, starts another cache,
 *   since otherwise the old one would still be what is believed.
 */
export function openMetadataCache(folder: string, mirror: string, firstRoot: Uint8Array): MetadataCache {
  const url = new URL(mirror);
  const name = `${url.host}${url.pathname}`.replace(/\/$/, '').replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 100);
  const home = join(folder, `${name}-${createHash('sha256').update(mirror).update('\0').update(firstRoot).digest('hex').slice(0, 16)}`);
  return kept(() => {
    mkdirSync(join(home, 'targets'), { recursive: true, mode: 0o700 });
    const work = mkdtempSync(join(tmpdir(), 'release-evidence-tuf-'));
    mkdirSync(join(work, 'targets'));
    const known = existsSync(join(home, 'root.json'));
    if (known) {
      for (const file of filesIn(home)) writeFileSync(join(work, file), readFileSync(join(home, file)));
    } else writeFileSync(join(work, 'root.json'), firstRoot);
    return {
      work, known,
      keep: () => kept(() => {
        for (const file of filesIn(work)) {
          const version = versionOf(join(work, file));
          if (version > 0 && versionOf(join(home, file)) >= version) continue;
          const beside = join(home, `${file}.${process.pid}.partial`);
          writeFileSync(beside, readFileSync(join(work, file)), { mode: 0o600 });
          renameSync(beside, join(home, file));
        }
      }),
      remove: () => rmSync(work, { recursive: true, force: true }),
    };
  });
}

/** Metadata, and the files below `targets`, which are judged by their digest whenever they are used. */
function filesIn(folder: string): string[] {
  return ['', 'targets/'].flatMap((inner) => readdirSync(join(folder, inner)).filter((name) => /^[A-Za-z0-9%._-]+\.json$/.test(name)).map((name) => inner + name)).filter((name) => {
    const stat = statSync(join(folder, name));
    return stat.isFile() && stat.size <= LARGEST_CACHED;
  });
}

/** 0 for a file that is absent, damaged or no metadata: it may be replaced. */
function versionOf(path: string): number {
  try {
    return Number((JSON.parse(readFileSync(path, 'utf8')) as { signed?: { version?: unknown } }).signed?.version) || 0;
  } catch {
    return 0;
  }
}

const kept = <T>(act: () => T): T => onDisk(act, 'the cache of the trust repository cannot be used', 'name another folder with --cache DIR');
