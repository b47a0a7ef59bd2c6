// Renders a fixture in a fresh process and prints the digests: run by pdf.test.ts under another time zone and locale.
import { createHash } from 'node:crypto';
import { loadReportAssets } from '../../src/adapters/report-assets.ts';
import { loadTypstEngine } from '../../src/adapters/typst-engine.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderPdf } from '../../src/report/pdf.ts';
import { reportView } from '../../src/report/view-model.ts';
import { fixtureInput } from './fixture.ts';

const assets = loadReportAssets();
const view = reportView(fixtureInput(process.argv[2] ?? ''), assets.fonts);
const digest = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
console.log(JSON.stringify({ html: digest(renderHtml(view, assets)), pdf: digest(await renderPdf(view, assets, await loadTypstEngine())) }));
