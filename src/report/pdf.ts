import type { ReportAssets } from './assets.ts';
import type { ReportView } from './blocks.ts';
import type { TypstEngine } from './engine.ts';
import { pdfData } from './pdf-data.ts';
import { withPdfUa } from './pdf-ua.ts';

/**
 * The same view as the page, on paper. Evidence reaches the engine only as strings of a data file, never as markup.
 * PDF/A-2a and PDF/UA-1 with the native engine; with `engine.standard === 'tagged'` the run must report PDF_UNAVAILABLE.
 * Same view, assets and engine, same bytes. Rejects with TypesettingError.
 */
export async function renderPdf(view: ReportView, assets: ReportAssets, engine: TypstEngine): Promise<Uint8Array> {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const { data, figures } = pdfData(view, assets.fonts);
  const files = new Map<string, Uint8Array>([
    ...Object.entries(assets.typst).map(([path, source]) => [path, encode(source)] as const),
    ...[...figures].map(([path, svg]) => [path, encode(svg)] as const),
    ['/data.json', encode(JSON.stringify(data))],
  ]);
  const bytes = await engine.typeset({ files, fonts: [assets.fonts.regular.ttf, assets.fonts.semibold.ttf, assets.fonts.mono.ttf] });
  return engine.standard === 'a-2a' ? withPdfUa(bytes) : bytes;
}
