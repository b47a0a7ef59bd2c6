import { hash } from 'node:crypto';
import { byCodeUnit } from '../model/order.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import { memorySource, type Source } from '../model/source.ts';
import { type SealFile, SIGNATURE_FILES, TRUSTED_ROOT } from '../sealing/seal-files.ts';
import { BAGIT_TEXT, writeBagInfo } from './bag.ts';
import { collisions, nameFault } from './entry-name.ts';
import { BAG_INFO, BAGIT, CHECKS_JSON, EVIDENCE, MANIFEST, PAYLOAD, README, RELEASE_JSON, TAG_MANIFEST, topFolder } from './layout.ts';
import { LIMITS } from './limits.ts';
import { type ManifestLine, writeManifest } from './manifest.ts';
import type { ArchiveSink, Deflater } from './ports.ts';
import { writeReadme } from './readme.ts';
import { inlineDeflater } from './zip/deflate.ts';
import { dosStamp } from './zip/records.ts';
import { ArchiveWriter } from './zip/writer.ts';

/** A payload file: `path` begins with `data/` (layout.ts, storedName). */
export interface BundleFile {
  readonly path: string;
  readonly content: Source;
  /** What release.json says of it: the file must still have this digest when it is packed. */
  readonly sha256?: string;
}

/** What is in a bundle before it is sealed: what the statement is about. */
export interface PackedContent {
  readonly tagManifestSha256: string;
  readonly manifestSha256: string;
  /** docs/bundle-format.md §7, `archive.entryData`. */
  readonly entryDataSha256: string;
  /** Files below data/evidence/. */
  readonly materials: { readonly files: number; readonly bytes: number };
  readonly payload: { readonly files: number; readonly bytes: number };
}

/** Makes the signature files once the content is fixed. `trustedRoot` is content itself and so is named before. */
export interface Sealer {
  readonly trustedRoot: string;
  seal(content: PackedContent): Promise<readonly SealFile[]>;
}

export interface PackOptions {
  readonly product: string;
  readonly version: string;
  /** `release.date`, RFC 3339. */
  readonly date: string;
  readonly toolVersion: string;
  /** SOURCE_DATE_EPOCH in seconds; 1980-01-01 when absent. */
  readonly stamp?: number;
  readonly deflater?: Deflater;
  /** Absent = unsealed. */
  readonly sealer?: Sealer;
}

export interface PackedBundle extends PackedContent {
  /** Of the archive, in bytes. */
  readonly size: number;
}

/**
 * Writes the bundle of docs/bundle-format.md into `out`. The order in which files are given does not matter.
 * Fails with BAD_NAME (all of them), CHANGED_WHILE_READ or TOO_LARGE; whatever was written by then must be thrown away by the caller.
 */
export async function packBundle(files: readonly BundleFile[], out: ArchiveSink, options: PackOptions): Promise<PackedBundle> {
  const top = topFolder(options.product, options.version);
  const payload = [...files].sort((a, b) => byCodeUnit(a.path, b.path));
  refuseBadNames(top, payload.map((file) => file.path));
  const size = sum(payload);
  const writer = new ArchiveWriter(out, options.deflater ?? inlineDeflater, `${top}/`, dosStamp(options.stamp));
  const tags: ManifestLine[] = [];
  const text = async (path: string, content: string): Promise<string> => {
    const sha256 = await writer.add(path, memorySource(path, new TextEncoder().encode(content)));
    tags.push({ path, sha256 });
    return sha256;
  };

  await text(BAGIT, BAGIT_TEXT);
  await text(BAG_INFO, writeBagInfo({ product: options.product, version: options.version, date: options.date, toolVersion: options.toolVersion, bytes: size, files: payload.length }));
  await text(README, writeReadme({ product: options.product, version: options.version, sealed: options.sealer !== undefined }));
  const lines: ManifestLine[] = [];
  for (const file of payload) {
    const sha256 = await writer.add(file.path, file.content);
    if (file.sha256 !== undefined && file.sha256 !== sha256) {
      throw new EvidenceError('CHANGED_WHILE_READ', 'input', `${file.content.name} changed between its evaluation and packing`, { hint: 'collect evidence after the tools that write it have ended' });
    }
    lines.push({ path: file.path, sha256 });
  }
  const manifestSha256 = await text(MANIFEST, writeManifest(lines));
  if (options.sealer) await text(TRUSTED_ROOT, options.sealer.trustedRoot);
  const tagManifest = writeManifest(tags);
  await writer.add(TAG_MANIFEST, memorySource(TAG_MANIFEST, new TextEncoder().encode(tagManifest)));

  const evidence = payload.filter((file) => file.path.startsWith(EVIDENCE));
  const content: PackedContent = {
    tagManifestSha256: hash('sha256', tagManifest, 'hex'),
    manifestSha256,
    entryDataSha256: await writer.flush(),
    materials: { files: evidence.length, bytes: sum(evidence) },
    payload: { files: payload.length, bytes: size },
  };
  if (options.sealer) {
    const signatures = await options.sealer.seal(content);
    for (const path of SIGNATURE_FILES) {
      const file = signatures.find((one) => one.path === path);
      if (file && file.bytes.length > LIMITS.signature) throw tooLarge();
      if (file) await writer.add(path, memorySource(path, file.bytes), { store: true });
    }
  }
  const archive = await writer.end();
  refuseExcess(payload, size, archive);
  return { ...content, size: archive };
}

function refuseBadNames(top: string, paths: readonly string[]): void {
  const problems: Problem[] = [];
  const bad = (file: string, message: string): void => {
    problems.push({ file, code: 'BAD_NAME', message, hint: 'rename the file, or give the product or version a plainer name' });
  };
  for (const path of paths) {
    const fault = path.startsWith(PAYLOAD) ? nameFault(`${top}/${path}`) : 'is not below data/';
    if (fault !== null) bad(path, `the name ${fault}`);
  }
  for (const c of collisions(paths)) bad(c.name, `${c.why}: ${c.other}`);
  if (problems.length > 0) throw new EvidenceError('BAD_NAME', 'input', `${problems.length} file names cannot stand in a bundle`, { problems });
}

/** A bundle that the verifier would have to refuse is not written. */
function refuseExcess(files: readonly BundleFile[], bytes: number, archive: number): void {
  const limits = new Map<string, number>([[RELEASE_JSON, LIMITS.text], [CHECKS_JSON, LIMITS.results]]);
  const many = files.length + 10 > LIMITS.entries || bytes > LIMITS.bytes || files.some(({ path, content }) => content.size > (limits.get(path) ?? Infinity));
  const thin = bytes > LIMITS.expansionFrom && bytes > LIMITS.expansion * archive;
  if (many || thin) throw tooLarge();
}

function tooLarge(): EvidenceError {
  return new EvidenceError('TOO_LARGE', 'input', 'the evidence is beyond the limits of a bundle', { hint: 'docs/bundle-format.md, section 9' });
}

const sum = (files: readonly BundleFile[]): number => files.reduce((total, file) => total + file.content.size, 0);
