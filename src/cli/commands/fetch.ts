import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { bundleFileName } from '../../bundle/layout.ts';
import { EvidenceError } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import { fetchBundle, productsOf } from '../../store/list.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { bytes } from '../output/text.ts';
import { sourceStore } from '../publish-bundle.ts';
import { writeFileWhole } from '../wire.ts';

interface FetchOptions { readonly from: string; readonly out: string; readonly json?: boolean; readonly quiet?: boolean }

/** `fetch [PRODUCT] VERSION`: the published bundle, checked against the digest of its release record on arrival. */
export async function fetch(io: Io, productOrVersion: string, versionGiven: string | undefined, options: FetchOptions): Promise<number> {
  const { store, there } = await sourceStore(io, options.from);
  if (!there) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${options.from}: there is no such folder`, { hint: 'name the folder that release or publish wrote to with --to' });
  const version = versionGiven ?? productOrVersion;
  const products = versionGiven === undefined ? await productsOf(store, version) : [productOrVersion];
  if (products.length !== 1) {
    throw new EvidenceError('NOT_FOUND', 'publishing', products.length === 0 ? `${version} is not published here` : `${version} is published for ${products.join(', ')}`, {
      hint: products.length === 0 ? `release-evidence list --from ${options.from} shows what is` : 'release-evidence fetch PRODUCT VERSION',
    });
  }
  const product = products[0]!;
  const given = resolve(io.cwd, options.out);
  const target = statSync(given, { throwIfNoEntry: false })?.isDirectory() ? join(given, bundleFileName(product, version)) : given;
  const record = await writeFileWhole(target, { replace: false }, async (sink) => fetchBundle(store, { product, version }, (block) => sink.append(block)));
  progressOn(io, options.quiet).step(`digest as in the release record: sha256 ${record.bundle.sha256}`);
  if (options.json) io.out(jsonText({ product, version, file: basename(target), size: record.bundle.size, sha256: record.bundle.sha256 }));
  else io.out(`${basename(target)}  ${bytes(record.bundle.size)}  sha256 ${record.bundle.sha256}\nnext: release-evidence verify ${basename(target)} --key PUBLIC.pem (or --identity SAN --issuer URL --trusted-root FILE, or --policy FILE)\n`);
  return EXIT.done;
}
