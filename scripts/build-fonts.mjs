// Makes the report's fonts from npm packages: subset, private family name, WOFF2 for the page, TTF for the PDF, widths for the figures.
// Output: dist/fonts/ (git-ignored, part of the npm package). Runs on Node 20; does nothing when the output is up to date.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { advances, ranges, readTables, renamed, writeTables } from './fonts/sfnt.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist', 'fonts');

const FONTS = [
  { id: 'sans-regular', family: 'RE Sans', style: 'Regular', package: '@expo-google-fonts/source-sans-3', file: '400Regular/SourceSans3_400Regular.ttf' },
  { id: 'sans-semibold', family: 'RE Sans', style: 'SemiBold', package: '@expo-google-fonts/source-sans-3', file: '600SemiBold/SourceSans3_600SemiBold.ttf' },
  { id: 'mono-regular', family: 'RE Mono', style: 'Regular', package: '@expo-google-fonts/noto-sans-mono', file: '400Regular/NotoSansMono_400Regular.ttf' },
];

// What evidence is written in: Latin, Greek, Cyrillic, punctuation, units and limits, arrows, the marks of the verdicts.
const PDF_RANGES = [[0x20, 0x7e], [0xa0, 0x24f], [0x250, 0x2af], [0x2b0, 0x2ff], [0x370, 0x3ff], [0x400, 0x4ff], [0x1e00, 0x1eff], [0x2010, 0x2027],
  [0x2030, 0x205e], [0x2070, 0x209f], [0x20a0, 0x20bf], [0x2100, 0x214f], [0x2150, 0x215f], [0x2190, 0x21ff], [0x2200, 0x22ff], [0x25a0, 0x25ff], [0x2700, 0x27bf]];
// The page may lean on the reader's own fonts for the rest, so what is embedded stays small.
const PAGE_RANGES = [[0x20, 0x7e], [0xa0, 0x17f], [0x391, 0x3c9], [0x2010, 0x2027], [0x2030, 0x203a], [0x2070, 0x208e], [0x20ac, 0x20ac],
  [0x2116, 0x2122], [0x2190, 0x2193], [0x2200, 0x22ff], [0x25a0, 0x25cf], [0x2713, 0x2717], [0x27e8, 0x27e9]];
// Hex digits, paths and commands.
const MONO_PAGE_RANGES = [[0x20, 0x7e], [0xa0, 0xff], [0x2013, 0x2014], [0x2018, 0x2019], [0x201c, 0x201d], [0x2026, 0x2026]];

const text = (list) => list.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => String.fromCodePoint(a + i))).join('');
const source = (font) => join(dirname(require.resolve(`${font.package}/package.json`)), font.file);
const versionOf = (name) => require(`${name}/package.json`).version;

const stamp = createHash('sha256');
for (const name of ['build-fonts.mjs', 'fonts/sfnt.mjs']) stamp.update(readFileSync(new URL(name, import.meta.url)));
for (const font of FONTS) stamp.update(`${font.package}@${versionOf(font.package)}\n`);
stamp.update(`subset-font@${versionOf('subset-font')}\n`);
const wanted = stamp.digest('hex');

function upToDate() {
  try {
    return JSON.parse(readFileSync(join(out, 'fonts.json'), 'utf8')).stamp === wanted;
  } catch {
    return false;
  }
}

async function build() {
  const subset = require('subset-font');
  const beside = `${out}.new-${process.pid}`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const described = [];
  for (const font of FONTS) {
    const original = readTables(readFileSync(source(font)));
    original.set('name', renamed(original.get('name'), { family: font.family, style: font.style, version: versionOf(font.package) }));
    // Variation names and signatures would point at the name records that are gone.
    for (const tag of ['DSIG', 'STAT']) original.delete(tag);
    const whole = Buffer.from(writeTables(original));
    const keep = { preserveNameIds: [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17], keepFeatures: ['kern', 'mark', 'mkmk', 'ccmp', 'locl'], noHinting: true };
    const ttf = await subset(whole, text(PDF_RANGES), { ...keep, targetFormat: 'truetype' });
    const woff2 = await subset(whole, text(font.family === 'RE Mono' ? MONO_PAGE_RANGES : PAGE_RANGES), { ...keep, targetFormat: 'woff2' });
    writeFileSync(join(beside, `${font.id}.ttf`), ttf);
    writeFileSync(join(beside, `${font.id}.woff2`), woff2);
    const { unitsPerEm, widths } = advances(readTables(ttf));
    const coverage = ranges(widths.keys());
    described.push({
      id: font.id, family: font.family, style: font.style, weight: font.style === 'SemiBold' ? 600 : 400, unitsPerEm, coverage,
      widths: coverage.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => widths.get(a + i))),
    });
  }
  for (const name of new Set(FONTS.map((font) => font.package))) {
    const licence = readFileSync(join(dirname(require.resolve(`${name}/package.json`)), 'LICENSE_FONT'));
    writeFileSync(join(beside, `LICENSE-${name.split('/')[1]}.txt`), licence);
  }
  writeFileSync(join(beside, 'fonts.json'), `${JSON.stringify({ stamp: wanted, fonts: described })}\n`);
  rmSync(out, { recursive: true, force: true });
  renameSync(beside, out);
}

if (!upToDate()) await build();
