import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { covers, textWidth } from '../../src/report/fonts.ts';
import { assets as loadAssets } from './assets.ts';

const { fonts } = loadAssets();
const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the shipped fonts', () => {
  it('have a private family name, so that no font of the host takes their place', () => {
    for (const [font, family] of [[fonts.regular, 'RE Sans'], [fonts.semibold, 'RE Sans'], [fonts.mono, 'RE Mono']] as const) {
      expect(font.metrics.family).toBe(family);
      const name = Buffer.from(font.ttf).toString('latin1').replaceAll('\0', '');
      expect(name).toContain(family);
      expect(name).not.toMatch(/Source Sans 3 Regular|SourceSans3-|NotoSansMono-/);
      expect(Buffer.from(font.woff2.subarray(0, 4)).toString()).toBe('wOF2');
    }
  });

  it('can draw limits, units, marks and the code of what they cannot draw', () => {
    const covered = covers(fonts);
    for (const char of '≤≥±≠≈×√→µ°§–—“”…¶‹›✓✗◆▲○□äßéłžΩЖ0123456789') expect(covered(char.codePointAt(0)!), char).toBe(true);
    expect(covered(0x202e)).toBe(false);
    expect(covered(0x4e00)).toBe(false);
  });

  it('are measured as they are drawn: digits are of one width', () => {
    const widths = new Set([...'0123456789'].map((digit) => textWidth(fonts.regular.metrics, digit, 10)));
    expect(widths.size).toBe(1);
    expect(textWidth(fonts.regular.metrics, 'iii', 10)).toBeLessThan(textWidth(fonts.regular.metrics, 'WWW', 10));
  });

  it('come with their licences and are small in the page', () => {
    for (const name of ['source-sans-3', 'noto-sans-mono']) expect(readFileSync(`${root}dist/fonts/LICENSE-${name}.txt`, 'utf8')).toContain('SIL Open Font License');
    expect([fonts.regular, fonts.semibold, fonts.mono].reduce((sum, font) => sum + font.woff2.length, 0)).toBeLessThan(60_000);
    expect(existsSync(`${root}dist/fonts/sans-regular.ttf`)).toBe(true);
  });

  it('are not built again when nothing changed', () => {
    const before = statSync(`${root}dist/fonts/fonts.json`).mtimeMs;
    execFileSync(process.execPath, [`${root}scripts/build-fonts.mjs`]);
    expect(statSync(`${root}dist/fonts/fonts.json`).mtimeMs).toBe(before);
  });
});
