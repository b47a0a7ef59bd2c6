import type { TestLevel } from '../../model/kinds.ts';
import type { TraceNode } from '../../model/graph.ts';
import type { Figure, Mark } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { MARK_ORDER, resultCell } from '../marks.ts';
import { count, enumerate, plural } from '../words.ts';
import { BLUE, GREY, INK, LINE, PALE, Pen, RED, WIDTH } from './svg.ts';

const PER_ROW = 32;
const LABEL = 96;
const HEIGHT = 18;
const IDS = 58;
/** Few requirements get wider columns, many get rows of their own. */
const cellWidth = (n: number): number => (WIDTH - LABEL - 2) / Math.min(PER_ROW, Math.max(n, 14));
/** Above this many requirements a strip is no longer looked at: the table has them all, the open ones first here. */
const MOST = 96;

const LEVELS: readonly (TestLevel | 'inspection')[] = ['unit', 'integration', 'system', 'manual', 'inspection'];

/** Requirements as columns, verification levels as rows: a gap is a column without a mark. */
export function levelStrip(context: ViewContext): readonly Figure[] {
  const all = context.nodes('SRS');
  if (all.length === 0) return [];
  const open = (node: TraceNode): boolean => context.input.graph.verification.get(node.id)?.state !== 'verified';
  const nodes = all.length <= MOST ? all : [...all.filter(open), ...all.filter((node) => !open(node))].slice(0, MOST);
  const cells = new Map(nodes.map((node) => [node.id, levelsOf(context, node.id)]));
  const levels = LEVELS.filter((level) => level === 'unit' || level === 'integration' || level === 'system' || [...cells.values()].some((one) => one.has(level)));
  const pen = new Pen(context.fonts, context.drawable);
  let y = 0;
  for (let i = 0; i < nodes.length; i += PER_ROW) y = band(pen, context, nodes.slice(i, i + PER_ROW), cells, levels, y, cellWidth(nodes.length));
  legend(pen, y + 10);
  const gaps = nodes.filter((node) => (context.input.graph.verification.get(node.id)?.state ?? 'no-verification') === 'no-verification').map((node) => node.id);
  const failing = nodes.filter((node) => context.input.graph.verification.get(node.id)?.state === 'not-verified').map((node) => node.id);
  const alt = `${plural(nodes.length, 'requirement')} by verification level. ${gaps.length > 0 ? `Nothing verifies ${enumerate(gaps)}. ` : 'Each has at least one verification. '}${failing.length > 0 ? `Not all verifications passed for ${enumerate(failing)}.` : 'All linked verifications passed.'}`;
  return [{ kind: 'figure', id: 'level-strip', alt, svg: pen.svg('level-strip', y + 24, 'Requirements by verification level', alt),
    caption: `Where each requirement is verified${nodes.length < all.length ? ` (${count(nodes.length)} of ${count(all.length)}, open ones first)` : ''}. Bold ids and the dark row: requirements that implement a risk control. A red frame: nothing verifies it.` }];
}

function levelsOf(context: ViewContext, id: string): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const test of context.input.graph.verification.get(id)?.by ?? context.from(id, 'verifies')) {
    const result = context.input.graph.results.get(test);
    const { mark } = resultCell(context, test, result?.state);
    const levels: readonly string[] = context.input.graph.nodes.get(test)?.type === 'INS' ? ['inspection'] : result && result.levels.length > 0 ? result.levels : ['system'];
    for (const level of levels) {
      const known = marks.get(level);
      if (known === undefined || MARK_ORDER.indexOf(mark) < MARK_ORDER.indexOf(known)) marks.set(level, mark);
    }
  }
  return marks;
}

function band(pen: Pen, context: ViewContext, nodes: readonly TraceNode[], cells: ReadonlyMap<string, ReadonlyMap<string, Mark>>, levels: readonly string[], top: number, cell: number): number {
  const label = (y: number, text: string, fill = INK): void => void pen.text(LABEL - 8, y, text, { anchor: 'end', room: LABEL - 10, size: 10, fill });
  label(top + IDS - 2, 'requirement', GREY);
  label(top + IDS + 15, 'risk control');
  levels.forEach((level, i) => {
    label(top + IDS + 24 + HEIGHT * i + 13, level);
    pen.rect(LABEL, top + IDS + 24 + HEIGHT * i, cell * nodes.length, HEIGHT - 2, { fill: PALE });
  });
  nodes.forEach((node, column) => {
    const x = LABEL + column * cell;
    const controls = context.to(node.id, 'implements');
    pen.text(x + cell / 2 + 3.5, top + IDS - 2, node.id, { size: 9.5, bold: controls.length > 0, fill: controls.length > 0 ? INK : GREY, room: IDS - 4, turn: -90 });
    pen.rect(x + 1, top + IDS + 2, cell - 2, HEIGHT - 1, { fill: controls.length > 0 ? INK : '#ffffff', ...(controls.length > 0 ? {} : { stroke: LINE, width: 0.8 }) });
    if (controls.length > 0) pen.text(x + cell / 2, top + IDS + 14, controls.length > 1 ? `${controls.length}×` : (/\d+$/.exec(controls[0] ?? '')?.[0] ?? '×'), { size: 9.5, bold: true, fill: '#ffffff', anchor: 'middle', room: cell - 1 });
    levels.forEach((level, i) => {
      const y = top + IDS + 24 + HEIGHT * i;
      const mark = cells.get(node.id)?.get(level);
      if (mark !== undefined) pen.rect(x + 0.5, y, cell - 1, HEIGHT - 2, { fill: mark === 'PASS' ? '#dceaf4' : '#ffffff', stroke: mark === 'PASS' ? BLUE : mark === 'FAIL' ? RED : GREY, width: 0.8 });
      pen.mark(x + cell / 2, y + HEIGHT / 2 - 1, mark ?? '');
    });
    if ((cells.get(node.id)?.size ?? 0) === 0) pen.rect(x, top + IDS, cell, 26 + HEIGHT * levels.length, { stroke: RED, width: 2.5 });
  });
  return top + IDS + 24 + HEIGHT * levels.length + 12;
}

function legend(pen: Pen, y: number): void {
  const entries: readonly (readonly [Mark | '', string])[] = [['PASS', 'all results pass'], ['FAIL', 'a result fails'], ['WAIVED', 'waived'], ['WARNING', 'passed after rerun'], ['NOT EVALUATED', 'not run'], ['', 'nothing planned']];
  let x = LABEL;
  for (const [mark, words] of entries) {
    pen.mark(x + 6, y - 3, mark);
    pen.text(x + 17, y, words, { size: 10, room: 90 });
    x += 30 + pen.width(words, 10);
  }
}
