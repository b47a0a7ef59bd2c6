import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTypstEngine } from '../../src/adapters/typst-engine.ts';
import { renderHtml } from '../../src/report/html.ts';
import { pdfData } from '../../src/report/pdf-data.ts';
import { renderPdf } from '../../src/report/pdf.ts';
import { withPdfUa } from '../../src/report/pdf-ua.ts';
import { reportView } from '../../src/report/view-model.ts';
import { assets as loadAssets } from './assets.ts';
import { fixtureInput } from './fixture.ts';
import { HOSTILE, poisoned } from './hostile.ts';

const assets = loadAssets();
const engine = await loadTypstEngine();
const bad = fixtureInput('meridian-2.4.0-bad');
const view = reportView(bad, assets.fonts);
const pdf = await renderPdf(view, assets, engine);
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const native = engine.standard === 'a-2a';
if (!native) console.warn(`PDF/A tests left out: only ${engine.name} runs on this platform`);
const hasPdftotext = spawnSync('pdftotext', ['-v']).error === undefined;
if (!hasPdftotext) console.warn('tests of the text in the PDF left out: pdftotext is not installed');
const folder = mkdtempSync(join(tmpdir(), 'report-pdf-'));
afterAll(() => rmSync(folder, { recursive: true }));

function textOf(bytes: Uint8Array): string {
  const file = join(folder, 'report.pdf');
  writeFileSync(file, bytes);
  // Line ends of the layout are not part of a word; page footers are.
  return execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
}
const squeezed = (text: string): string => text.replace(/\s+/g, '');

describe('report.pdf', () => {
  it.skipIf(!native)('[SRS-052] claims PDF/A-2a and PDF/UA-1, is tagged, titled and has bookmarks', () => {
    const text = latin1(pdf);
    for (const mark of ['<pdfaid:part>2</pdfaid:part>', '<pdfaid:conformance>A</pdfaid:conformance>', 'http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>', '/DisplayDocTitle true', '/StructTreeRoot', '/MarkInfo', '/Outlines', '/Lang (en)']) expect(text).toContain(mark);
  });

  it('embeds our fonts and no other', () => {
    const names = new Set([...latin1(pdf).matchAll(/\/FontName \/(?:[A-Z]{6}\+)?([^\s/]+)/g)].map((match) => match[1]));
    expect([...names].sort()).toEqual(['REMono-Regular', 'RESans-Regular', 'RESans-SemiBold']);
  });

  it('[SRS-052] is the same twice, and in another process, time zone and locale, as is the page', () => {
    const digest = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const run = execFileSync(process.execPath, ['--no-warnings', fileURLToPath(new URL('render-once.ts', import.meta.url)), 'meridian-2.4.0-bad'], { encoding: 'utf8', env: { ...process.env, TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', HOME: '/nonexistent' } });
    expect(JSON.parse(run)).toEqual({ html: digest(renderHtml(view, assets)), pdf: digest(pdf) });
  });

  it.skipIf(!hasPdftotext)('[SRS-050] says the same as the page: verdict, counts, every finding, digest on each page', () => {
    const text = squeezed(textOf(pdf));
    for (const said of [view.pageOne.verdict, view.pageOne.counts, ...view.sections[2]!.blocks.flatMap((block) => (block.kind === 'finding' ? [block.check, block.fix] : []))]) expect(text).toContain(squeezed(said));
    const pages = Number(/page1of(\d+)/.exec(text)?.[1]);
    expect(pages).toBeGreaterThan(20);
    expect(text.split(`evidencesetsha256${bad.evidenceSetDigest}`)).toHaveLength(pages + 1);
  });

  it('puts page 1 on one page', () => {
    const only = { ...view, sections: view.sections.map((section) => ({ ...section, blocks: [] })) };
    expect(Object.keys(pdfData(only, assets.fonts).data)).toContain('pageOne');
    if (hasPdftotext) expect(textOf(pdf).split('\f')[0]).toContain('sha256sum -c manifest-sha256.txt');
  });
});

describe('[SRS-021] hostile evidence', () => {
  const hostile = reportView(poisoned(bad), assets.fonts);

  it('is typeset as text', async () => {
    const bytes = await renderPdf(hostile, assets, engine);
    const text = latin1(bytes);
    expect(text).not.toMatch(/\/(JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction|SubmitForm)\b/);
    if (!hasPdftotext) return;
    const shown = squeezed(textOf(bytes));
    for (const word of ['<script>alert(1)</script>', '#panic("x")#read("/etc/passwd")', '$x$@ref<label>*bold*_em_', 'x‹U+202E›gpj.exe', 'tab‹U+0009›', 'zero‹U+200B›width', 'lone‹U+D800›surrogate', '‹U+65E5›']) expect(shown).toContain(squeezed(word));
  });

  it('reaches the engine as strings only', () => {
    const { data } = pdfData(hostile, assets.fonts);
    const kinds = new Set<string>();
    JSON.stringify(data, (_, value: unknown) => {
      if (typeof value !== 'object') kinds.add(typeof value);
      return value;
    });
    expect([...kinds]).toEqual(['string']);
    expect(HOSTILE.length).toBeGreaterThan(20);
  });

  it('cannot reach files or the network: templates import nothing from outside', () => {
    for (const source of Object.values(assets.typst)) expect(source).not.toMatch(/@preview|read\(|plugin\(|eval\(|https?:/);
  });
});

describe('the mark of PDF/UA', () => {
  it('is refused for a file of another shape', () => {
    expect(() => withPdfUa(new TextEncoder().encode('%PDF-1.7\nno objects'))).toThrow('PDF/UA mark');
    expect(() => withPdfUa(pdf)).toThrow('PDF/UA mark');
  });
});

describe('the engine', () => {
  it('takes a warning for a failure', async () => {
    const job = { fonts: [assets.fonts.regular.ttf], files: new Map([['/report.typ', new TextEncoder().encode('#set document(date: datetime(year: 2026, month: 1, day: 1))\n#set text(font: "No Such Family")\nx')]]) };
    await expect(engine.typeset(job)).rejects.toThrow('unknown font family');
  });

  it.skipIf(!native)('refuses a character that no shipped font has', async () => {
    const job = { fonts: [assets.fonts.regular.ttf], files: new Map([['/report.typ', new TextEncoder().encode('#set document(title: "t", date: datetime(year: 2026, month: 1, day: 1))\n#set text(font: "RE Sans", fallback: false)\n警')]]) };
    await expect(engine.typeset(job)).rejects.toThrow('could not be typeset');
  });

  it('reads nothing of the host', async () => {
    const job = { fonts: [assets.fonts.regular.ttf], files: new Map([['/report.typ', new TextEncoder().encode('#read("/etc/passwd")')]]) };
    await expect(engine.typeset(job)).rejects.toThrow('could not be typeset');
  });

  it('has a fallback that says what it cannot do', async () => {
    const wasm = await loadTypstEngine({ prefer: 'wasm' });
    expect(wasm).toMatchObject({ standard: 'tagged', name: 'Typst 0.14.2 (WASM)' });
    const small = { ...view, sections: view.sections.slice(0, 1) };
    const bytes = await renderPdf({ ...small, pageOne: { ...small.pageOne, why: 'Nothing.' } }, assets, wasm);
    expect(latin1(bytes.subarray(0, 5))).toBe('%PDF-');
    expect(latin1(bytes)).toContain('/StructTreeRoot');
    expect(latin1(bytes)).not.toContain('pdfaid:part');
  }, 60_000);
});
