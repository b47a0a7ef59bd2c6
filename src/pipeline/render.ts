import { CHECKS } from '../checks/index.ts';
import { bundleFileName } from '../bundle/layout.ts';
import type { ReportAssets } from '../report/assets.ts';
import type { TypstEngine } from '../report/engine.ts';
import { renderHtml } from '../report/html.ts';
import type { ExpectedSeal, ReportInput } from '../report/input.ts';
import { renderPdf } from '../report/pdf.ts';
import { reportView } from '../report/view-model.ts';
import type { Evaluation } from './evaluate.ts';
import type { EvidenceSetFiles, ToolIdentity } from './payload.ts';

export interface Rendered {
  readonly html: string;
  readonly pdf: Uint8Array;
  /** False where only the WASM engine runs: the PDF is tagged, but carries no PDF/A mark. */
  readonly archival: boolean;
}

/** What the report is made from. */
export function reportInput(evaluation: Evaluation, set: EvidenceSetFiles, tool: ToolIdentity, seal: ExpectedSeal): ReportInput {
  const { results, release, profile, evidence, graph, loaded } = evaluation;
  return {
    results, release, profile, evidence, graph, project: loaded.project, files: set.map, evidenceSetDigest: set.digest, tool, seal,
    checkTitles: Object.fromEntries(CHECKS.map((check) => [check.id, check.title])),
    bundleName: bundleFileName(release.product.id, release.version), hide: evaluation.hide,
  };
}

/** Who seals: a key (in a file or in a KMS: a signature does not tell which) by its fingerprint, or an identity by certificate. */
export type PageSigner = { readonly kind: 'key'; readonly fingerprint: string } | { readonly kind: 'keyless' };

/**
 * Who will seal, as page 1 names it: what the project file states, else the key. Nothing of a certificate: it does not exist yet when the
 * page is made, and the verifier, who knows it, must come to the same words. Undefined = not sealed.
 */
export function expectedSeal(signer: PageSigner | undefined, stated: { readonly identity?: string | undefined; readonly issuer?: string | undefined }): ExpectedSeal {
  if (signer === undefined) return { kind: 'none' };
  if (signer.kind === 'key') return { kind: 'key', identity: stated.identity ?? signer.fingerprint };
  return { kind: 'keyless', ...(stated.identity === undefined ? {} : { identity: stated.identity }), ...(stated.issuer === undefined ? {} : { issuer: stated.issuer }) };
}

/** The page alone: verification renders it again. */
export function renderPage(input: ReportInput, assets: ReportAssets): string {
  return renderHtml(reportView(input, assets.fonts), assets);
}

/** Both reports from one view model. */
export async function render(input: ReportInput, assets: ReportAssets, engine: TypstEngine): Promise<Rendered> {
  const view = reportView(input, assets.fonts);
  return { html: renderHtml(view, assets), pdf: await renderPdf(view, assets, engine), archival: engine.standard === 'a-2a' };
}
