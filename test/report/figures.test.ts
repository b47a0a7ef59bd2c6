import { describe, expect, it } from 'vitest';
import type { Figure } from '../../src/report/blocks.ts';
import { textWidth } from '../../src/report/fonts.ts';
import { reportView } from '../../src/report/view-model.ts';
import { assets as loadAssets } from './assets.ts';
import { fixtureInput } from './fixture.ts';
import { poisoned } from './hostile.ts';

const { fonts } = loadAssets();
const figuresOf = (name: string, change = (input: ReturnType<typeof fixtureInput>) => input): Figure[] => reportView(change(fixtureInput(name)), fonts).sections.flatMap((section) => section.blocks.filter((block) => block.kind === 'figure'));
const figures: readonly (readonly [name: string, figure: Figure])[] = [
  ...figuresOf('meridian-2.4.0').map((figure) => [`good ${figure.id}`, figure] as const), ...figuresOf('meridian-2.4.0-bad').map((figure) => [`bad ${figure.id}`, figure] as const),
  ...figuresOf('meridian-2.4.0-bad', poisoned).map((figure) => [`hostile ${figure.id}`, figure] as const),
];

const decoded = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

interface Line { readonly text: string; readonly left: number; readonly right: number; readonly y: number; readonly room: number; readonly width: number; readonly turned: boolean }

function lines(svg: string): Line[] {
  return [...svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)].map(([, tag = '', content = '']) => {
    const text = decoded(content);
    const width = textWidth((attribute(tag, 'font-weight') === '600' ? fonts.semibold : fonts.regular).metrics, text, Number(attribute(tag, 'font-size')));
    const x = Number(attribute(tag, 'x'));
    const anchor = attribute(tag, 'text-anchor') ?? 'start';
    const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
    return { text, width, left, right: left + width, y: Number(attribute(tag, 'y')), room: Number(attribute(tag, 'data-room')), turned: tag.includes('rotate') };
  });
}

describe.each(figures)('%s', (_, figure) => {
  const [, height] = /viewBox="0 0 700 ([\d.]+)"/.exec(figure.svg) ?? [];

  it('keeps every text in its room and inside the figure', () => {
    for (const line of lines(figure.svg)) {
      expect(line.width, line.text).toBeLessThanOrEqual(line.room + 0.1);
      if (!line.turned) expect([line.left >= -0.1, line.right <= 700.1, line.y <= Number(height)], `${line.text} from ${line.left} to ${line.right}`).toEqual([true, true, true]);
    }
  });

  it('draws only characters that the shipped fonts have', () => {
    for (const line of lines(figure.svg)) for (const char of line.text) expect(fonts.regular.metrics.coverage.some(([a, b]) => char.codePointAt(0)! >= a && char.codePointAt(0)! <= b), `${line.text}: ${char}`).toBe(true);
  });

  it('says in words what it shows, and holds nothing that could run', () => {
    expect(figure.alt.length).toBeGreaterThan(30);
    expect(figure.svg).toContain('role="img"');
    expect(figure.svg).not.toMatch(/<(script|foreignObject|image|use|a|style)\b|\son[a-z]+="|\shref=|\sstyle=/i);
    expect(figure.svg.replace(/>[^<]*</g, '><')).not.toContain('&amp;lt;');
  });
});

describe('the figures of the demo', () => {
  it('are one slice a risk control, the strip, the plot, the bars and the timeline', () => {
    const ids = figuresOf('meridian-2.4.0').map((figure) => figure.id);
    expect(ids.filter((id) => id.startsWith('slice-'))).toHaveLength(11);
    expect(ids).toEqual(expect.arrayContaining(['timeline', 'level-strip', 'limit-plot-1', 'coverage-bars']));
  });

  it('show the limit and its violation', () => {
    const plot = figuresOf('meridian-2.4.0-bad').find((figure) => figure.id === 'limit-plot-1')!;
    expect(plot.alt).toContain('1 of 600 above the limit of 2.0 s');
    expect(plot.svg).toContain('limit 2.0 s (RC-012 and SRS-041)');
    const fine = figuresOf('meridian-2.4.0').find((figure) => figure.id === 'limit-plot-1')!;
    expect(fine.svg).toContain('margin 0.37 s');
    expect(fine.svg).not.toContain('>FAIL');
  });
});
