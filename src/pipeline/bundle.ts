import { packBundle, type PackedBundle, type Sealer } from '../bundle/pack.ts';
import type { ArchiveSink, Deflater } from '../bundle/ports.ts';
import type { ReportAssets } from '../report/assets.ts';
import type { TypstEngine } from '../report/engine.ts';
import type { ExpectedSeal } from '../report/input.ts';
import type { Evaluation } from './evaluate.ts';
import { layOut, reportFiles, type ToolIdentity } from './payload.ts';
import type { FileTree, Progress } from './ports.ts';
import { refusePrivateKeys } from './private-keys.ts';
import { render, reportInput, type Rendered } from './render.ts';

export interface BundleJob {
  readonly tree: FileTree;
  readonly evaluation: Evaluation;
  readonly tool: ToolIdentity;
  readonly assets: ReportAssets;
  readonly engine: TypstEngine;
  readonly seal: ExpectedSeal;
  /** Absent = unsealed. */
  readonly sealer?: Sealer;
  readonly deflater: Deflater;
  /** SOURCE_DATE_EPOCH, seconds. */
  readonly stamp?: number;
}

export interface MadeBundle {
  readonly packed: PackedBundle;
  readonly report: Rendered;
}

/** results → report → pack → seal. What reached `sink` when this fails must be thrown away. */
export async function makeBundle(job: BundleJob, sink: ArchiveSink, progress: Progress): Promise<MadeBundle> {
  const { evaluation, tree, tool } = job;
  const set = layOut(tree, evaluation, tool);
  refusePrivateKeys(set.files);
  progress.step(`rendering report.html and report.pdf (${job.engine.name})`);
  const report = await render(reportInput(evaluation, set, tool, job.seal), job.assets, job.engine);
  if (!report.archival) progress.note('PDF_UNAVAILABLE: on this platform the PDF is tagged but not PDF/A-2a');
  const files = [...set.files, ...reportFiles(report.html, report.pdf)];
  progress.step(`packing ${files.length} files${job.sealer ? ' and sealing' : ''}`);
  const { release } = evaluation;
  const packed = await packBundle(files, sink, {
    product: release.product.id, version: release.version, date: release.date, toolVersion: tool.version, deflater: job.deflater,
    ...(job.stamp === undefined ? {} : { stamp: job.stamp }), ...(job.sealer ? { sealer: job.sealer } : {}),
  });
  return { packed, report };
}
