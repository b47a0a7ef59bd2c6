import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { reportView } from '../../src/report/view-model.ts';
import { assets as loadAssets } from '../report/assets.ts';
import { fixtureInput } from '../report/fixture.ts';
import { poisoned } from '../report/hostile.ts';
import { largeInput } from '../report/large.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
if (!present) console.warn(`browser tests left out: no ${CHROMIUM} (set CHROMIUM to name another)`);

/** The page as an auditor opens it: from disk, in a real browser. */
describe.skipIf(!present)('report.html in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-browser-'));
  const assets = loadAssets();
  const bad = fixtureInput('meridian-2.4.0-bad');
  const write = (name: string, html: string): string => {
    writeFileSync(join(folder, `${name}.html`), html);
    return `file://${join(folder, `${name}.html`)}`;
  };
  const page = (name: string, input = bad): string => write(name, renderHtml(reportView(input, assets.fonts), assets));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(url: string, options: { javaScriptEnabled?: boolean } = {}): Promise<{ tab: Page; asked: string[]; complaints: string[] }> {
    const tab = await (await browser.newContext({ viewport: { width: 1280, height: 1000 }, ...options })).newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    tab.on('request', (request) => { if (!request.url().startsWith('data:') && request.url() !== url) asked.push(request.url()); });
    tab.on('console', (message) => complaints.push(message.text()));
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('dialog', (dialog) => { complaints.push(`dialog ${dialog.message()}`); void dialog.dismiss(); });
    await tab.goto(url);
    return { tab, asked, complaints };
  }

  it('loads nothing, breaks no rule of its policy and uses its own fonts', async () => {
    const { tab, asked, complaints } = await open(page('bad'));
    await tab.evaluate('document.fonts.ready');
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await tab.evaluate('[...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family.replaceAll(String.fromCharCode(34), "")).sort().join()')).toContain('RE Sans');
    expect(await tab.evaluate('document.querySelector("#verdict").childNodes.length + document.querySelector("#verdict").firstChild.nodeValue')).toBe('1NOT READY');
  });

  it('shows everything with scripts off, and no dead control', async () => {
    const { tab } = await open(page('bad'), { javaScriptEnabled: false });
    expect(await tab.locator('form.search').isVisible()).toBe(false);
    expect(await tab.locator('tr#RC-012').isVisible()).toBe(true);
    await tab.locator('.page-one a[href="#RC-012"]').first().click();
    expect(tab.url()).toMatch(/#RC-012$/);
    expect(await tab.locator('tr#RC-012').boundingBox().then((box) => box !== null && box.y >= 0 && box.y < 1000)).toBe(true);
  });

  it('finds rows, says how many, and follows a link into a hidden row', async () => {
    const { tab } = await open(page('bad'));
    await tab.locator('#filter').fill('TST-202');
    await expect.poll(() => tab.locator('output').textContent()).toMatch(/^\d+ of \d+ rows$/);
    expect(await tab.locator('tr#RC-016').isVisible()).toBe(false);
    expect(await tab.locator('tr#TST-202').isVisible()).toBe(true);
    await tab.evaluate('location.hash = "#RC-016"');
    await expect.poll(() => tab.locator('tr#RC-016').isVisible()).toBe(true);
  });

  it('runs nothing that evidence says', async () => {
    const { tab, asked, complaints } = await open(page('hostile', poisoned(bad)));
    expect([asked, complaints]).toEqual([[], []]);
    expect(await tab.evaluate('document.querySelectorAll("script").length + document.querySelectorAll("img, iframe, object, link, form:not(.search)").length')).toBe(1);
    expect(await tab.locator('#findings').isVisible()).toBe(true);
  });

  it('has no text that runs out of its cell or figure', async () => {
    const { tab } = await open(page('hostile', poisoned(bad)));
    expect(await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBeLessThanOrEqual(0);
  });

  it('asks nobody even where somebody put references into it', async () => {
    const hits: string[] = [];
    const server = createServer((request, response) => { hits.push(request.url ?? ''); response.end(); });
    await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const html = renderHtml(reportView(bad, assets.fonts), assets).replace('<main>', `<main><img src="${at}/i"><script src="${at}/s"></script><link rel="stylesheet" href="${at}/c"><iframe src="${at}/f"></iframe><object data="${at}/o"></object><script>fetch("${at}/x")</script>`);
    const { tab } = await open(write('attacked', html));
    await tab.waitForTimeout(300);
    server.close();
    expect(hits).toEqual([]);
  });

  it('prints every row with its head, and opens 10,000 tests quickly', async () => {
    const { tab } = await open(page('large', largeInput(fixtureInput('meridian-2.4.0'), 2000, 10_000)));
    const marks = await tab.evaluate('({ load: performance.getEntriesByType("navigation")[0].loadEventEnd, rows: document.querySelectorAll("tbody tr").length })') as { load: number; rows: number };
    console.log(`10,000 tests × 2,000 requirements: loaded in ${Math.round(marks.load)} ms, ${marks.rows} rows`);
    expect(marks.rows).toBeGreaterThan(14_500);
    await tab.emulateMedia({ media: 'print' });
    expect(await tab.evaluate('getComputedStyle(document.querySelector("section.g")).contentVisibility')).toBe('visible');
    expect(await tab.evaluate('getComputedStyle(document.querySelector("thead")).display')).toBe('table-header-group');
  }, 60_000);
});
