import type { FontSet, ReportFont } from './fonts.ts';

/** The shipped fonts as `data:` sources: the page asks nobody for anything, and figures keep the widths they were measured with. */
export function fontFaces(fonts: FontSet): string {
  return [fonts.regular, fonts.semibold, fonts.mono].map(face).join('');
}

function face({ metrics, woff2 }: ReportFont): string {
  const data = Buffer.from(woff2.buffer, woff2.byteOffset, woff2.byteLength).toString('base64');
  return `@font-face{font-family:"${metrics.family}";font-weight:${metrics.weight};src:url(data:font/woff2;base64,${data}) format("woff2")}\n`;
}
