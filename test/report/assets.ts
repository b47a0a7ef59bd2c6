import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadReportAssets } from '../../src/adapters/report-assets.ts';
import type { ReportAssets } from '../../src/report/assets.ts';

/** The shipped templates and fonts; builds the fonts first where they are not up to date. */
export function assets(): ReportAssets {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build-fonts.mjs', import.meta.url))]);
  return loadReportAssets();
}
