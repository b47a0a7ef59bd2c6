import type { Figure } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { by } from '../../model/order.ts';
import { enumerate, showTime } from '../words.ts';
import { BLUE, GREY, INK, LINE, Pen, RED } from './svg.ts';

interface Lane { readonly label: string; readonly from: number; readonly to: number; readonly words: string }

const LEFT = 130;
const RIGHT = 520;
const ROW = 20;
const DAY = 86_400_000;

/** Commit → build → tests → approvals → release on one axis: shows whether the order is the legal one (5.1.11, 5.8.1). */
export function timeline(context: ViewContext): readonly Figure[] {
  const { contents } = context.input.evidence;
  const lanes = [
    ...contents.vcs.flatMap((read) => lane('commit', read.content.committedAt, read.content.committedAt)),
    ...contents.build.flatMap((read) => lane('build', read.content.start, read.content.end)),
    ...contents['test-runs'].flatMap((read) => lane(`${read.content.level ?? 'test'} tests`, read.content.start, read.content.end)).sort(by((one) => String(one.from).padStart(16, '0'))),
    ...contents.approvals.flatMap((read) => read.content.approvals).flatMap((a) => lane(`approval: ${a.role}`, a.at, a.at)),
    ...lane('release', context.input.release.date, context.input.release.date),
  ];
  if (lanes.length < 2) return [];
  const first = Math.min(...lanes.map((one) => one.from));
  const last = Math.max(...lanes.map((one) => one.to));
  const span = Math.max(last - first, 60_000);
  const x = (time: number): number => LEFT + ((RIGHT - LEFT) * (time - first)) / span;
  const pen = new Pen(context.fonts, context.drawable);
  const height = 26 + ROW * lanes.length;
  for (const day of days(first, last)) {
    pen.line(x(day), 16, x(day), height - 4, LINE, 0.6);
    pen.text(x(day), 11, new Date(day).toISOString().slice(5, 10), { size: 9.5, fill: GREY, anchor: 'middle', room: 40 });
  }
  const committed = lanes[0]?.label === 'commit' ? lanes[0].from : undefined;
  const early: string[] = [];
  lanes.forEach((one, i) => {
    const y = 28 + ROW * i;
    const wrong = committed !== undefined && one.from < committed;
    if (wrong) early.push(one.label);
    pen.text(LEFT - 10, y + 4, one.label, { size: 10, anchor: 'end', room: LEFT - 14 });
    if (one.to - one.from < span / 150) pen.path(`M${x(one.from)} ${y - 5} l5 5 l-5 5 l-5 -5 z`.replace(/\d+\.\d+/, (d) => String(Math.round(Number(d) * 10) / 10)), wrong ? RED : INK, 1, wrong ? RED : INK);
    else pen.rect(x(one.from), y - 4, x(one.to) - x(one.from), 8, { fill: wrong ? RED : BLUE, round: 1 });
    // In the empty part of the lane: beside the times there is no room for both.
    if (wrong) pen.text(x(one.to) + 10, y + 4, 'before the commit', { size: 9.5, room: 120, fill: RED });
    pen.text(RIGHT + 14, y + 4, one.words, { size: 9.5, room: 164, fill: wrong ? RED : GREY });
  });
  const order = lanes.map((one) => one.label);
  const alt = `In the order of the evidence: ${enumerate(order, 12)}, from ${showTime(new Date(first).toISOString())} to ${showTime(new Date(last).toISOString())}. ${early.length > 0 ? `Before the commit: ${enumerate(early)}.` : 'Nothing lies before the commit.'}`;
  return [{ kind: 'figure', id: 'timeline', alt, svg: pen.svg('timeline', height, 'From commit to release', alt), caption: 'From commit to release; days in UTC, times as the records give them.' }];
}

function lane(label: string, start: string | undefined, end: string | undefined): readonly Lane[] {
  const [from, to] = [start, end ?? start].map((text) => (text !== undefined && /(?:[Zz]|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN)) as [number, number];
  if (Number.isNaN(from) || Number.isNaN(to) || to < from) return [];
  const words = start === end ? showTime(start) : `${(showTime(start)).slice(5, 16)} to ${showTime(end).slice(5)}`;
  return [{ label, from, to, words }];
}

/** Midnights (UTC) between two times; with a long span only every n-th. */
function days(first: number, last: number): readonly number[] {
  const all: number[] = [];
  for (let day = Math.ceil(first / DAY) * DAY; day <= last && all.length < 4000; day += DAY) all.push(day);
  const every = Math.ceil(all.length / 8);
  return all.filter((_, i) => i % Math.max(1, every) === 0);
}
