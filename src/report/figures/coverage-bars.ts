import { percent as percentOf, showPercent } from '../../model/ratio.ts';
import type { Figure } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import type { ItemCoverage } from '../item-coverage.ts';
import { enumerate, plural } from '../words.ts';
import { BAR, BLUE, GREY, INK, LINE, PALE, Pen, RED, VIOLET, n } from './svg.ts';

const LEFT = 150;
const RIGHT = 590;
const ROW = 15;
const MOST = 60;

/** One bar per item and metric with the threshold as a mark across it; what is below says so in words. */
export function coverageBars(context: ViewContext, measured: readonly ItemCoverage[]): readonly Figure[] {
  const items = measured.filter((item) => item.metrics.length > 0).slice(0, MOST);
  if (items.length === 0) return [];
  const pen = new Pen(context.fonts, context.drawable);
  const x = (percent: number): number => LEFT + ((RIGHT - LEFT) * percent) / 100;
  const height = items.reduce((sum, item) => sum + ROW * item.metrics.length + 5, 22);
  for (const percent of [0, 25, 50, 75, 100]) {
    pen.line(x(percent), 16, x(percent), height, LINE, 0.7);
    pen.text(x(percent), 11, `${percent} %`, { size: 9.5, fill: GREY, anchor: 'middle', room: 50 });
  }
  let y = 22;
  const below: string[] = [];
  for (const item of items) {
    pen.text(LEFT - 70, y + 10, item.item, { size: 10.5, bold: item.safety, anchor: 'end', room: LEFT - 74 });
    for (const m of item.metrics) {
      const { total } = m.ratio;
      const percent = percentOf(m.ratio) ?? 0;
      const failing = m.threshold !== undefined && (total === 0 || percent < m.threshold);
      if (failing) below.push(`${item.item} ${m.metric} ${showPercent(m.ratio)}`);
      pen.text(LEFT - 8, y + 10, m.metric, { size: 10, fill: GREY, anchor: 'end', room: 56 });
      pen.rect(LEFT, y + 1, RIGHT - LEFT, ROW - 4, { fill: PALE });
      if (total > 0) pen.rect(LEFT, y + 1, (RIGHT - LEFT) * percent / 100, ROW - 4, { fill: failing ? '#e7b3ae' : BAR, stroke: failing ? RED : BLUE, width: 0.6 });
      if (m.threshold !== undefined) pen.path(`M${n(x(m.threshold))} ${n(y - 1)} v${n(ROW)}`, INK, 1.8);
      const word = total === 0 ? 'not measured' : failing ? `${showPercent(m.ratio)} < ${m.threshold} %` : showPercent(m.ratio);
      if (total === 0 || failing) pen.mark(RIGHT + 14, y + 6, total === 0 ? 'NOT EVALUATED' : 'FAIL');
      pen.text(RIGHT + (total === 0 || failing ? 24 : 8), y + 10, word, { size: 10, bold: failing, fill: total === 0 ? VIOLET : failing ? RED : INK, room: 84 });
      y += ROW;
    }
    y += 5;
  }
  const alt = `Coverage of ${plural(items.length, 'software item')}. ${below.length > 0 ? `Below the threshold: ${enumerate(below)}.` : 'No measured value is below its threshold.'}`;
  return [{ kind: 'figure', id: 'coverage-bars', alt, svg: pen.svg('coverage-bars', height + 4, 'Coverage by software item', alt),
    caption: 'Coverage by software item. Dark line: threshold of the plan. Bold: safety-related. A value below its threshold is red and named.' }];
}
