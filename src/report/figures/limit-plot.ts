import type { Read } from '../../model/evidence.ts';
import type { Block, Figure } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { count, decimal, enumerate } from '../words.ts';
import { BAR, BLUE, GREY, INK, LINE, Pen, RED, n } from './svg.ts';

const LEFT = 46;
const RIGHT = 690;
const TOP = 34;
const BASE = 184;

/** Distribution of a measured value with its limit: margin or violation, seen at once (5.7.4). */
export function limitPlot(context: ViewContext): readonly Block[] {
  const reads = context.input.evidence.contents.performance.filter((read) => read.content.values.length > 0);
  return reads.length === 0 ? [] : [{ kind: 'heading', id: 'measured-limits', text: 'Measured values and their limits' }, ...reads.map((read, i) => plot(context, read, i))];
}

function plot(context: ViewContext, read: Read<'performance'>, i: number): Figure {
  const { content: log, file } = read;
  const limit = file.declared.limit;
  const { step, ticks, end, digits } = scale(Math.max(log.max * 1.05, (limit ?? 0) * 1.2));
  const bins = new Array<number>(Math.max(1, Math.ceil(end / step - 1e-9))).fill(0);
  for (const value of log.values) {
    const bin = Math.min(bins.length - 1, Math.max(0, Math.floor(value / step + 1e-9)));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const top = niceTop(Math.max(...bins));
  const x = (value: number): number => LEFT + ((RIGHT - LEFT) * value) / end;
  const y = (value: number): number => BASE - ((BASE - TOP) * value) / top;
  const pen = new Pen(context.fonts, context.drawable);
  const bound = [...(file.declared.requirements ?? []).flatMap((id) => context.to(id, 'implements')), ...(file.declared.requirements ?? [])];
  pen.text(LEFT, 12, 'events', { size: 10, room: 80, anchor: 'middle' });
  for (let k = 0; k <= 4; k += 1) {
    const value = (top * k) / 4;
    pen.line(LEFT, y(value), RIGHT, y(value), LINE, 0.6);
    pen.text(LEFT - 6, y(value) + 3.5, decimal(value), { size: 9.5, fill: GREY, anchor: 'end', room: 38 });
  }
  for (const tick of ticks) {
    pen.line(x(tick), BASE, x(tick), BASE + 4, GREY);
    pen.text(x(tick), BASE + 16, tick.toFixed(digits), { size: 9.5, fill: GREY, anchor: 'middle', room: 40 });
  }
  pen.text((LEFT + RIGHT) / 2, BASE + 33, `${log.column} in ${log.unit} (bars of ${decimal(step)} ${log.unit})`, { size: 10.5, anchor: 'middle', room: 400 });
  if (limit !== undefined) pen.rect(x(limit), TOP, RIGHT - x(limit), BASE - TOP, { fill: '#f9eceb' });
  bins.forEach((events, bin) => {
    if (events === 0) return;
    const over = limit !== undefined && bin * step >= limit - 1e-9;
    const height = Math.max(over ? 4 : 1.5, BASE - y(events));
    pen.rect(x(bin * step), BASE - height, x(step) - x(0), height, { fill: over ? RED : BAR, stroke: over ? RED : BLUE, width: 0.6 });
  });
  pen.line(LEFT, BASE, RIGHT, BASE, INK, 1.2);
  statistics(pen, x, log, limit);
  const over = limit === undefined ? 0 : log.values.filter((value) => value > limit).length;
  if (limit !== undefined) limitLine(pen, x(limit), `limit ${shown(limit, digits)} ${log.unit}${bound.length > 0 ? ` (${enumerate(bound, 3)})` : ''}`, over, log.values.length);
  if (limit !== undefined && log.max <= limit) margin(pen, x(log.max), x(limit), `margin ${decimal(limit - log.max)} ${log.unit}`);
  const alt = `${log.column}: ${count(log.n)} values, median ${decimal(log.median)}, 99 % below ${decimal(log.p99)}, largest ${decimal(log.max)} ${log.unit}`
    + `${limit === undefined ? '; no limit is declared.' : over > 0 ? `; ${count(over)} of ${count(log.n)} above the limit of ${shown(limit, digits)} ${log.unit}.` : `; limit ${shown(limit, digits)} ${log.unit}, margin ${decimal(limit - log.max)} ${log.unit}.`}`;
  const tests = file.declared.tests ?? [];
  return { kind: 'figure', id: `limit-plot-${i + 1}`, alt, svg: pen.svg(`limit-plot-${i + 1}`, BASE + 40, `${log.column} against its limit`, alt),
    caption: `${log.column}${tests.length > 0 ? `, measured by ${enumerate(tests)}` : ''}, n = ${count(log.n)}, smallest ${decimal(log.min)}, largest ${decimal(log.max)} ${log.unit} (${file.path}:${log.maxLine}).`
      + (log.unreadable.length > 0 ? ` ${count(log.unreadable.length)} lines could not be read as a number.` : '') };
}

/** At least as many digits as the axis: a limit of 2 s on an axis of tenths is 2.0 s. */
function shown(value: number, digits: number): string {
  const text = decimal(value);
  return (text.split('.')[1]?.length ?? 0) >= digits ? text : value.toFixed(digits);
}

interface Scale { readonly step: number; readonly ticks: readonly number[]; readonly end: number; readonly digits: number }

/** Bars and ticks at round values; the limit of a timed requirement then falls on a bar's edge. */
function scale(until: number): Scale {
  const rough = (until || 1) / 14;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10;
  const tick = factor * power;
  const end = Math.ceil((until || 1) / tick - 1e-9) * tick;
  const digits = Math.max(0, -Math.floor(Math.log10(tick) + 1e-9));
  return { step: factor === 5 ? tick / 5 : tick / 4, end, digits, ticks: Array.from({ length: Math.round(end / tick) + 1 }, (_, k) => k * tick) };
}

function niceTop(most: number): number {
  const step = [1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 100, 200, 250, 500, 1000, 2500].find((one) => one * 4 >= most);
  return 4 * (step ?? Math.ceil(most / 4));
}

/** Median, p99 and largest value as dashed lines; labels on rows of their own so that they cannot meet. */
function statistics(pen: Pen, x: (value: number) => number, log: { median: number; p99: number; max: number; unit: string }, limit: number | undefined): void {
  const labels: readonly (readonly [string, number, number])[] = [['median', log.median, TOP + 12], ['p99', log.p99, TOP + 26], ['max', log.max, TOP + 40]];
  for (const [word, value, at] of labels) {
    pen.line(x(value), at - 10, x(value), BASE, INK, 1, '3 2.5');
    const text = `${word} ${decimal(value)} ${log.unit}`;
    const width = pen.width(text, 10, word === 'max') + 8;
    const left = word === 'median' || x(value) + width > RIGHT || (limit !== undefined && value <= limit && x(value) + width > x(limit));
    pen.rect(left ? x(value) - width + 2 : x(value) + 2, at - 9, width - 4, 12, { fill: '#ffffff' });
    pen.text(x(value) + (left ? -5 : 5), at, text, { size: 10, bold: word === 'max', anchor: left ? 'end' : 'start', room: width, ...(limit !== undefined && value > limit ? { fill: RED } : {}) });
  }
}

function limitLine(pen: Pen, at: number, label: string, over: number, all: number): void {
  pen.line(at, 18, at, BASE, RED, 2);
  const width = pen.width(label, 10.5, true);
  const left = at + 4 + width > RIGHT;
  pen.text(at + (left ? -5 : 5), 24, label, { size: 10.5, bold: true, fill: RED, anchor: left ? 'end' : 'start', room: 300 });
  const room = RIGHT - at - 10;
  pen.text(at + 6, BASE - 52, 'rejected', { size: 10, fill: RED, room });
  if (over > 0) pen.text(at + 6, BASE - 38, `${count(over)} of ${count(all)}`, { size: 11, bold: true, fill: RED, room });
}

function margin(pen: Pen, from: number, to: number, label: string): void {
  const width = pen.width(label, 10) + 6;
  if (to - from < 12) return;
  const y = BASE - 12;
  pen.line(from + 1, y, to - 1, y, INK, 1).path(`M${n(from + 1)} ${n(y)} l5 -2.5 v5 z`, INK, 0.5, INK).path(`M${n(to - 1)} ${n(y)} l-5 -2.5 v5 z`, INK, 0.5, INK);
  if (to - from > width) pen.text((from + to) / 2, y - 5, label, { size: 10, anchor: 'middle', room: width });
}
