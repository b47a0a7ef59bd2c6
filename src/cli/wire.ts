import { resolve } from 'node:path';
import { fileSource } from '../adapters/file-source.ts';
import type { ProbeOptions } from '../adapters/s3/probe/probe-bucket.ts';
import type { TufAnswer, TufRequest } from '../adapters/tuf/fetch-targets.ts';
import type { Deflater } from '../bundle/ports.ts';
import type { Source } from '../model/source.ts';
import type { MakeTree } from '../pipeline/evaluate-bundle.ts';
import type { ReportAssets } from '../report/assets.ts';
import type { TypstEngine } from '../report/engine.ts';
import type { ProbeResult } from '../store/doctor.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import type { S3Location, StoreLocation } from '../store/location.ts';
import type { Io } from './io.ts';

/*
 * The only file that builds adapters. What only some commands need is loaded when they ask for it: importing all of it would
 * cost more than most commands take.
 */
export { openArchiveFile } from '../adapters/archive-file.ts';
export { bagFolder } from '../adapters/bag-folder.ts';
export { writeFileWhole } from '../adapters/output-file.ts';
export { tempFolder } from '../adapters/temp-folder.ts';
export { withinTime } from '../adapters/time-limit.ts';
export { toolIdentity } from '../adapters/tool-identity.ts';

/** One file under the name that locations show. */
export const openFile = (path: string, name: string): Source => fileSource(path, name);

export type EvidenceTrees = typeof import('../adapters/evidence-trees.ts');

/** What a release is collected with. */
export async function evidenceTrees(): Promise<EvidenceTrees> {
  return import('../adapters/evidence-trees.ts');
}

/** Named sources as a tree, for the evidence inside a bundle. */
export async function treeOfSources(): Promise<MakeTree> {
  return (await evidenceTrees()).mappedFileTree;
}

/** The store at a location. */
export async function openStore(io: Io, location: StoreLocation): Promise<EvidenceStore> {
  if (location.kind === 's3') return (await import('../adapters/s3/s3-store.ts')).s3Store(location, io.env);
  return (await import('../adapters/directory-store.ts')).directoryStore(resolve(io.cwd, location.path), location.path);
}

/** Downloads that can be broken off and continued. */
export async function resumableFiles(): Promise<typeof import('../adapters/resumable-file.ts')> {
  return import('../adapters/resumable-file.ts');
}

/** Tries what a bucket does, with throw-away keys. */
export async function probeStore(io: Io, location: S3Location, options: ProbeOptions): Promise<ProbeResult> {
  return (await import('../adapters/s3/probe/probe-bucket.ts')).probeBucket(location, io.env, options);
}

/** What the page is rendered with, without the engine of the PDF. */
export async function reportAssets(): Promise<ReportAssets> {
  return (await import('../adapters/report-assets.ts')).loadReportAssets();
}

export async function reportTools(): Promise<{ readonly assets: ReportAssets; readonly engine: TypstEngine }> {
  const [{ loadReportAssets }, { loadTypstEngine }] = await Promise.all([import('../adapters/report-assets.ts'), import('../adapters/typst-engine.ts')]);
  return { assets: loadReportAssets(), engine: await loadTypstEngine() };
}

export type SigstoreAdapters = typeof import('../adapters/sigstore/index.ts');

/** Signers and witnesses that reach a network. */
export async function sigstoreAdapters(): Promise<SigstoreAdapters> {
  return import('../adapters/sigstore/index.ts');
}

/** Files of a trust repository, verified by TUF. */
export async function fetchTrust(request: TufRequest): Promise<TufAnswer> {
  return (await import('../adapters/tuf/fetch-targets.ts')).fetchTargets(request);
}

export async function makeDeflater(): Promise<Deflater & { close(): Promise<void> }> {
  const { workerDeflater } = await import('../adapters/worker-deflater.ts');
  return workerDeflater();
}

export type CatalogueAdapters = typeof import('../adapters/catalogue/index.ts');

/** What answers queries: the files of facts and the database over them. */
export async function catalogueAdapters(): Promise<CatalogueAdapters> {
  return import('../adapters/catalogue/index.ts');
}
