import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { reportView } from '../../src/report/view-model.ts';
import { assets as loadAssets } from './assets.ts';
import { fixtureInput } from './fixture.ts';
import { poisoned } from './hostile.ts';

const assets = loadAssets();
const good = fixtureInput('meridian-2.4.0');
const bad = fixtureInput('meridian-2.4.0-bad');
const pages: readonly (readonly [name: string, html: string])[] = [
  ['good', renderHtml(reportView(good, assets.fonts), assets)], ['bad', renderHtml(reportView(bad, assets.fonts), assets)], ['hostile', renderHtml(reportView(poisoned(bad), assets.fonts), assets)],
];
const [, goodPage] = pages[0]!;
const [, badPage] = pages[1]!;

const all = (html: string, pattern: RegExp): string[] => [...html.matchAll(pattern)].map((match) => match[1] ?? '');
/** The page without what stands in style and script, where quotes and brackets mean something else. */
const markup = (html: string): string => html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<script>[\s\S]*?<\/script>\n<\/body>/, '</body>');
const attributes = (html: string, name: string): string[] => all(markup(html).replace(/>[^<]*</g, '><'), new RegExp(`\\s${name}="([^"]*)"`, 'g'));

describe.each(pages)('report.html (%s)', (_, html) => {
  it('begins with charset and a policy whose hashes are those of its one style and one script', () => {
    const head = html.slice(0, html.indexOf('<meta name="viewport"'));
    expect(head).toMatch(/^<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="[^"]+">\n$/);
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)![1]!;
    expect(head).toContain(`default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`);
    expect(markup(html)).not.toMatch(/<(style|script|iframe|object|embed|link|img|base|video|audio)\b/i);
  });

  it('refers to nothing outside itself', () => {
    for (const target of [...attributes(html, 'href'), ...attributes(html, 'src')]) expect(target).toMatch(/^(#|data:)/);
    for (const url of all(html, /url\(([^)]*)\)/g)) expect(url).toMatch(/^data:/);
    expect(html).not.toMatch(/@import/);
    expect(markup(html).replace(/>[^<]*</g, '><')).not.toMatch(/\s(style|on[a-z]+)=/i);
  });

  it('has each id once, and every link leads to one', () => {
    const ids = attributes(html, 'id');
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    expect(attributes(html, 'href').filter((href) => !known.has(href.slice(1)))).toEqual([]);
  });

  it('shows no invisible or reordering character', () => {
    expect(html).not.toMatch(/[\p{Bidi_Control}\u200b\ufeff\u00ad]|(?!\n)\p{Cc}/u);
  });
});

describe('report.html', () => {
  it('has the verdict as one text', () => {
    expect(badPage).toContain('<p class="word" id="verdict">NOT READY</p>');
    expect(goodPage).toContain(`<p class="word" id="verdict">${reportView(good, assets.fonts).pageOne.verdict}</p>`);
  });

  it('anchors hazards, controls, requirements, designs, tests, anomalies, checks and clauses', () => {
    for (const id of ['HAZ-002', 'HS-002', 'RC-012', 'SRS-041', 'SDS-010', 'TST-202', 'INS-001', 'ANOM-033', 'SI-ALM', 'clause-5.8.2', 'findings', 'CHK-306', 'CHK-204']) expect(goodPage).toContain(`id="${id}"`);
    expect(goodPage.split('href="#RC-012"').length).toBeGreaterThan(5);
  });

  it('gives an id that is defined twice one place', () => expect(badPage.split('id="SRS-032"')).toHaveLength(2));

  it('names raw files as text', () => {
    expect(badPage).toContain('<code>reports/alarm-latency.csv:468</code>');
    expect(badPage).not.toMatch(/href="[^"]*\.(xml|csv|json)/);
  });

  it('lists every test case, in groups that the browser can leave out', () => {
    const cases = good.evidence.contents.tests.flatMap((read) => read.content.cases);
    expect(cases.length).toBe(314);
    for (const one of cases) expect(goodPage).toContain(one.name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'));
    expect(goodPage).toContain('<section class="g">');
  });

  it('hides the search until its script runs', () => expect(goodPage).toMatch(/<form class="search" role="search" hidden>/));

  it('is the same twice', () => expect(renderHtml(reportView(fixtureInput('meridian-2.4.0-bad'), assets.fonts), assets)).toBe(badPage));
});
