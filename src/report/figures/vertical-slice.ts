import type { TraceNode } from '../../model/graph.ts';
import type { Figure } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { sliceOf } from './slice-data.ts';
import type { SliceBox } from './slice-data.ts';
import { GREY, INK, LINE, MARK_COLOUR, PALE, Pen, RED, WIDTH, n } from './svg.ts';

const TEST_WIDTH = 166;
const BOX_WIDTH = 90;
const GAP = (WIDTH - 5 * BOX_WIDTH - TEST_WIDTH - 2) / 5;
const SPACE = 8;

/** One risk control from its hazards to the results of its tests (IEC 62304 7.3.3), with the links that the evidence has. */
export function verticalSlice(context: ViewContext, node: TraceNode): Figure {
  const slice = sliceOf(context, node);
  const pen = new Pen(context.fonts, context.drawable);
  const heights = slice.columns.map((boxes) => boxes.map((box) => heightOf(pen, box)));
  const totals = heights.map((column) => column.reduce((sum, h) => sum + h + SPACE, -SPACE));
  const height = Math.max(...totals, 60) + 4;
  const placed = new Map<string, { x: number; y: number; w: number; h: number }>();
  slice.columns.forEach((boxes, column) => {
    let y = (height - (totals[column] ?? 0)) / 2;
    boxes.forEach((box, i) => {
      const h = heights[column]?.[i] ?? 0;
      placed.set(box.id, { x: 1 + column * (BOX_WIDTH + GAP), y, w: column === 5 ? TEST_WIDTH : BOX_WIDTH, h });
      y += h + SPACE;
    });
  });
  for (const [from, to] of slice.edges) {
    const [a, b] = [placed.get(from), placed.get(to)];
    if (a && b) arrow(pen, a, b);
  }
  for (const box of slice.columns.flat()) {
    const at = placed.get(box.id);
    if (at) draw(pen, box, at);
  }
  const alt = slice.sentence;
  return { kind: 'figure', id: `slice-${slice.safeId}`, alt, svg: pen.svg(`slice-${slice.safeId}`, height, `${node.id}: from hazard to result`, alt),
    caption: `${node.id}: ${node.title}.` };
}

function heightOf(pen: Pen, box: SliceBox): number {
  const titles = lines(pen, box).length;
  return 34 + 12 * titles + (box.result === undefined ? 4 : 30) + (box.alarm === undefined ? 0 : 15);
}

const lines = (pen: Pen, box: SliceBox): readonly string[] => (box.title === '' ? [] : pen.wrap(box.title, (box.result === undefined ? BOX_WIDTH : TEST_WIDTH) - 14, 9.5, box.result === undefined ? 6 : 2));

function draw(pen: Pen, box: SliceBox, at: { x: number; y: number; w: number; h: number }): void {
  const room = at.w - 14;
  const red = box.missing === true || box.alarm !== undefined;
  pen.rect(at.x, at.y, at.w, at.h, { fill: box.strong ? PALE : '#ffffff', stroke: red ? RED : box.strong ? INK : GREY, width: box.strong || red ? 2 : 1, round: 3, ...(box.missing ? { dash: '4 3' } : {}) });
  pen.text(at.x + 7, at.y + 13, box.kind, { size: 9.5, fill: GREY, room });
  pen.text(at.x + 7, at.y + 27, box.label, { size: 12, bold: true, room, ...(box.missing ? { fill: RED } : {}) });
  lines(pen, box).forEach((line, i) => pen.text(at.x + 7, at.y + 40 + 12 * i, line, { size: 9.5, room }));
  if (box.alarm !== undefined) {
    pen.mark(at.x + 12, at.y + at.h - 10, 'FAIL');
    pen.text(at.x + 21, at.y + at.h - 6.5, box.alarm, { size: 9.5, bold: true, fill: RED, room: room - 12 });
  }
  if (box.result === undefined) return;
  const y = at.y + at.h - 18;
  pen.line(at.x + 7, y - 11, at.x + at.w - 7, y - 11);
  pen.mark(at.x + 13, y - 1, box.result.mark);
  pen.text(at.x + 23, y + 2.5, box.result.words, { size: 10.5, bold: true, fill: MARK_COLOUR[box.result.mark] ?? INK, room: room - 16 });
  pen.text(at.x + 23, y + 12.5, box.result.place, { size: 9.5, fill: GREY, room: room - 16 });
}

function arrow(pen: Pen, a: { x: number; y: number; w: number; h: number }, b: { x: number; y: number; w: number; h: number }): void {
  const [x1, y1, x2, y2] = [a.x + a.w, a.y + a.h / 2, b.x, b.y + b.h / 2];
  const middle = x1 + (x2 - x1) / 2;
  pen.path(Math.abs(y1 - y2) < 0.5 ? `M${n(x1)} ${n(y1)} H${n(x2 - 4)}` : `M${n(x1)} ${n(y1)} H${n(middle)} V${n(y2)} H${n(x2 - 4)}`, LINE, 1.2);
  pen.path(`M${n(x2 - 1)} ${n(y2)} l-5 -2.6 v5.2 z`, GREY, 0.5, GREY);
}
