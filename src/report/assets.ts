import type { FontSet } from './fonts.ts';

/** What the report is rendered with; read once by adapters/report-assets.ts, so that this folder reads no file. */
export interface ReportAssets {
  readonly fonts: FontSet;
  /** Handlebars sources by name: `report` and the partials. */
  readonly html: Readonly<Record<string, string>>;
  readonly css: string;
  readonly script: string;
  /** Typst sources by path: `/report.typ`, `/parts/…`. */
  readonly typst: Readonly<Record<string, string>>;
}
