// Renders the reports that veraPDF judges: the demo, its failing variant, hostile evidence, a large release. Usage: node render.ts FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadTypstEngine } from '../../../src/adapters/typst-engine.ts';
import type { ReportInput } from '../../../src/report/input.ts';
import { renderPdf } from '../../../src/report/pdf.ts';
import { reportView } from '../../../src/report/view-model.ts';
import { assets as loadAssets } from '../../report/assets.ts';
import { fixtureInput } from '../../report/fixture.ts';
import { poisoned } from '../../report/hostile.ts';
import { largeInput } from '../../report/large.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node render.ts FOLDER');
const assets = loadAssets();
const engine = await loadTypstEngine();
if (engine.standard !== 'a-2a') throw new Error(`only ${engine.name} runs here: there is no PDF/A to judge`);
const good = fixtureInput('meridian-2.4.0');
const bad = fixtureInput('meridian-2.4.0-bad');
const samples: readonly (readonly [name: string, input: ReportInput])[] = [['good', good], ['bad', bad], ['hostile', poisoned(bad)], ['large', largeInput(good, 2000, 10_000)]];
mkdirSync(folder, { recursive: true });
for (const [name, input] of samples) writeFileSync(`${folder}/${name}.pdf`, await renderPdf(reportView(input, assets.fonts), assets, engine));
