import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { factsFault } from '../../catalogue/examine.ts';
import type { PublishedRelease } from '../../catalogue/gather.ts';
import type { FactFile } from '../../catalogue/table.ts';
import { sha256 } from '../../model/digest.ts';
import { inParallel } from '../../model/in-parallel.ts';
import type { Problem } from '../../model/problem.ts';
import type { EvidenceStore } from '../../store/evidence-store.ts';
import type { ReleaseRecord } from '../../store/record.ts';
import { writeBeside } from './object-cache.ts';

/** Bytes. A release of 200,000 test cases has about 10 MB. */
const LARGEST = 256 << 20;
const AT_ONCE = 16;

export interface LocalFacts {
  readonly files: readonly FactFile[];
  /** Facts that are not what their release record says. */
  readonly problems: readonly Problem[];
  /** Objects that were fetched now; the others were here. */
  readonly fetched: number;
}

/** `root`: a directory store, read in place. `folder`: the mirror of a store that is elsewhere. */
export type Place = { readonly root: string } | { readonly root?: undefined; readonly folder: string };
type Named = NonNullable<ReleaseRecord['catalogue']>;

/**
 * The facts of these releases as files on this machine, each with the digest that its release record states: what a directory holds is read in place,
 * the rest is fetched once into `folder`. What is damaged is named and left out.
 */
export async function factFiles(store: EvidenceStore, releases: readonly PublishedRelease[], place: Place, fetching: (done: number, of: number) => void): Promise<LocalFacts> {
  const wanted = releases.filter(({ facts }) => facts !== null);
  const away = place.root === undefined ? wanted.filter(({ record }) => statSync(pathIn(place, record.catalogue!), { throwIfNoEntry: false }) === undefined).length : 0;
  let fetched = 0;
  const found = await inParallel(AT_ONCE, wanted, async ({ record, facts }): Promise<FactFile | Problem> => {
    const named = record.catalogue!;
    const bad = (message: string, digest?: string): Problem => ({
      file: named.key, code: 'CATALOGUE_INCOMPLETE', message: `the facts of ${record.product} ${record.version} cannot be used: ${message}`, ...(digest === undefined ? {} : { expected: named.sha256, found: digest }),
      hint: 'the catalogue repeats what the bundle holds: verify the bundle of this release, and find out who changed its facts',
    });
    if (facts!.size !== named.size || named.size > LARGEST) return bad(`${facts!.size} bytes, where its release record says ${named.size}`);
    const path = pathIn(place, named);
    const kept = local(path);
    const here = place.root !== undefined || (kept !== null && sha256(kept) === named.sha256);
    const content = here ? kept : await fetch(store, named.key, facts!.versionId, named.size); // what is here and differs is fetched again
    if (content === null) return bad('it cannot be read');
    const digest = sha256(content);
    if (digest !== named.sha256) return bad('another digest than its release record says', digest);
    const fault = factsFault(content, record);
    if (fault !== null) return bad(fault);
    if (!here) {
      writeBeside(path, content);
      fetched += 1;
      fetching(fetched, Math.max(fetched, away));
    }
    return { path, product: record.product, version: record.version };
  });
  return { files: found.filter((one) => 'path' in one), problems: found.filter((one) => 'code' in one), fetched };
}

const pathIn = (place: Place, { key, sha256 }: Named): string => (place.root === undefined ? join(place.folder, `${sha256}.parquet`) : join(place.root, key));

function local(path: string): Uint8Array | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() && stat.size <= LARGEST ? readFileSync(path) : null;
  } catch {
    return null;
  }
}

async function fetch(store: EvidenceStore, key: string, versionId: string, size: number): Promise<Uint8Array | null> {
  const content = await store.open(key, { versionId });
  if (content === null || content.size !== size) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of content.chunks()) {
    length += chunk.length;
    if (length > size) return null;
    parts.push(new Uint8Array(chunk));
  }
  return Buffer.concat(parts);
}
