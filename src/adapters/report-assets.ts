import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportAssets } from '../report/assets.ts';
import type { FontMetrics, ReportFont } from '../report/fonts.ts';
import { byCodeUnit } from '../model/order.ts';

/** The package's own folder: two up from src/adapters/ and from dist/adapters/ alike. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const text = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8').replaceAll('\r\n', '\n');

function sources(folder: string, ending: string): readonly (readonly [name: string, source: string])[] {
  return readdirSync(`${ROOT}${folder}`).filter((name) => name.endsWith(ending)).sort(byCodeUnit)
    .map((name) => [name.slice(0, -ending.length), text(`${folder}/${name}`)]);
}

/** Reads templates and fonts of this package. Throws when the fonts were not built (`npm run build`). */
export function loadReportAssets(): ReportAssets {
  if (!existsSync(`${ROOT}dist/fonts/fonts.json`)) throw new Error('the report fonts are not built: run "npm run build"');
  const described = JSON.parse(text('dist/fonts/fonts.json')) as { fonts: FontMetrics[] };
  const font = (id: FontMetrics['id']): ReportFont => {
    const metrics = described.fonts.find((f) => f.id === id);
    if (!metrics) throw new Error(`the font ${id} was not built: run "npm run build"`);
    const bytes = (ending: string): Uint8Array => new Uint8Array(readFileSync(`${ROOT}dist/fonts/${id}.${ending}`));
    return { metrics, ttf: bytes('ttf'), woff2: bytes('woff2') };
  };
  return {
    fonts: { regular: font('sans-regular'), semibold: font('sans-semibold'), mono: font('mono-regular') },
    html: Object.fromEntries([['report', text('templates/report.html.hbs')], ...sources('templates/html', '.hbs')]),
    css: text('templates/style.css'),
    script: text('templates/script.js'),
    typst: Object.fromEntries([['/report.typ', text('templates/report.typ')],
      ...sources('templates/pdf', '.typ').map(([name, source]) => [`/pdf/${name}.typ`, source])]),
  };
}
