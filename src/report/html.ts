import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { Anchors } from './anchors.ts';
import { placesOf } from './anchors.ts';
import type { ReportAssets } from './assets.ts';
import type { Block, Mark, ReportView } from './blocks.ts';
import { fontFaces } from './html-fonts.ts';
import { cellHtml, columnClasses, columnRules, linked, rowsHtml, widthClass } from './html-cells.ts';
import { printable } from './printable.ts';

/** Rows in one group: the browser lays out only the groups that are seen. */
const GROUP = 200;

/**
 * The page: one file without any reference to the outside, forbidden by a policy of hashes to load or run anything else.
 * Same view and assets, same bytes.
 */
export function renderHtml(view: ReportView, assets: ReportAssets): string {
  const anchors = placesOf(view);
  const handlebars = engine(anchors, assets);
  const css = `${fontFaces(assets.fonts)}${assets.css}${columnRules(view)}`;
  const policy = `default-src 'none'; script-src '${sourceHash(assets.script)}'; style-src '${sourceHash(css)}'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`;
  const template = handlebars.compile(assets.html['report'] ?? '', { strict: true, preventIndent: true });
  return template({ view, css: new Handlebars.SafeString(css), script: new Handlebars.SafeString(assets.script), policy: new Handlebars.SafeString(policy) });
}

/** `sha256-…` over the exact text between the tags (CSP level 3). */
function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

function engine(anchors: Anchors, assets: ReportAssets): typeof Handlebars {
  const handlebars = Handlebars.create();
  const safe = (html: string): Handlebars.SafeString => new Handlebars.SafeString(html);
  for (const [name, source] of Object.entries(assets.html)) if (name !== 'report') handlebars.registerPartial(name, handlebars.compile(source, { strict: true, preventIndent: true }));
  // Every text of the view passes through one of these helpers; templates put out nothing of it by themselves.
  handlebars.registerHelper({
    text: (text: string) => printable(text),
    link: (text: string) => safe(linked(text, anchors)),
    mark: (mark: Mark) => safe(cellHtml({ text: '', mark }, anchors)),
    cell: (cell: Parameters<typeof cellHtml>[0]) => safe(cellHtml(cell, anchors)),
    rows: (rows: Parameters<typeof rowsHtml>[0], table: Parameters<typeof rowsHtml>[1]) => safe(rowsHtml(rows, table, anchors)),
    place: (id: string) => anchors.claim(id) ?? '',
    width: widthClass,
    shape: columnClasses,
    is: (a: unknown, b: unknown) => a === b,
    long: (rows: readonly unknown[]) => rows.length > GROUP,
    groups: (rows: readonly unknown[]) => Array.from({ length: Math.ceil(rows.length / GROUP) }, (_, i) => rows.slice(i * GROUP, (i + 1) * GROUP)),
    // Strict mode refuses fields that are absent; these are allowed to be.
    optional: (block: Block, name: string) => (block as unknown as Record<string, unknown>)[name] ?? '',
    svg: (svg: string) => safe(svg),
    slug: (text: string) => text.toLowerCase().replace(/[^a-z]+/g, '-'),
  });
  return handlebars;
}
