import type { TraceNode } from '../../model/graph.ts';
import { byCodeUnit } from '../../model/order.ts';
import type { ViewContext } from '../context.ts';
import type { Mark } from '../blocks.ts';
import { resultCell } from '../marks.ts';
import { count, decimal, enumerate } from '../words.ts';

export interface SliceBox {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly title: string;
  readonly strong?: boolean;
  /** Stands for something that the evidence does not have. */
  readonly missing?: boolean;
  /** Said in red at the foot of the box. */
  readonly alarm?: string;
  readonly result?: { readonly mark: Mark; readonly words: string; readonly place: string };
}

export interface Slice {
  readonly safeId: string;
  /** Hazards, situations, the control, requirements, design, tests. */
  readonly columns: readonly (readonly SliceBox[])[];
  readonly edges: readonly (readonly [from: string, to: string])[];
  /** The figure in one sentence. */
  readonly sentence: string;
}

const MOST = 9;
const KINDS = ['Hazard', 'Situation', 'Risk control', 'Requirement', 'Design'] as const;

/** The chain of one risk control as the evidence links it; a leg that is missing has a box that says so. */
export function sliceOf(context: ViewContext, node: TraceNode): Slice {
  const { graph } = context.input;
  const situations = context.to(node.id, 'controls');
  const hazards = [...new Set(situations.flatMap((id) => context.to(id, 'leads-to')))];
  const requirements = context.from(node.id, 'implements');
  const designs = [...new Set(requirements.flatMap((id) => context.from(id, 'realises')))];
  const tests = [...new Set([node.id, ...requirements].flatMap((id) => [...(graph.verification.get(id)?.by ?? []), ...context.from(id, 'verifies')]))].sort(byCodeUnit);
  const plain = [hazards, situations, [node.id], requirements, designs].map((ids, column) => boxes(context, ids, KINDS[column] ?? '', column === 2));
  const columns = [...plain, tests.length === 0 ? [missing('Verification', 'no-test')] : cut(tests.map((id) => testBox(context, id)), 'tests')];
  const edges: (readonly [string, string])[] = [
    ...situations.flatMap((s) => context.to(s, 'leads-to').map((h) => [h, s] as const)), ...situations.map((s) => [s, node.id] as const), ...requirements.map((r) => [node.id, r] as const),
    ...requirements.flatMap((r) => context.from(r, 'realises').map((d) => [r, d] as const)),
    // A test hangs on the design of the requirement that it verifies, or on the last box of the chain that there is.
    ...tests.flatMap((t) => {
      const through = context.to(t, 'verifies').filter((id) => requirements.includes(id)).flatMap((r) => (context.from(r, 'realises').length > 0 ? context.from(r, 'realises') : [r]));
      return [...new Set(through.length > 0 ? through : [node.id])].map((from) => [from, t] as const);
    }),
  ];
  const open = graph.verification.get(node.id);
  const sentence = `${enumerate(hazards) || 'No hazard'} through ${enumerate(situations) || 'no situation'} is controlled by ${node.id}, implemented by ${enumerate(requirements) || 'no requirement'}, `
    + `designed in ${enumerate(designs) || 'no design element'}, verified by ${enumerate(tests, 12) || 'no test'}: ${open?.state === 'verified' ? 'verified' : open?.state === 'no-verification' ? 'no verification' : `not verified, open: ${enumerate(open?.openBy ?? []) || 'not known'}`}.`;
  return { safeId: node.id.replace(/[^A-Za-z0-9_-]/g, '_'), columns, edges, sentence };
}

function boxes(context: ViewContext, ids: readonly string[], kind: string, strong: boolean): readonly SliceBox[] {
  if (ids.length === 0) return [missing(kind, `no-${kind}`)];
  return cut(ids.map((id) => {
    const node = context.input.graph.nodes.get(id);
    return { id, kind, label: id, title: node?.title ?? 'defined nowhere', strong, ...(node ? {} : { missing: true }), ...gap(context, id, kind) };
  }), `${kind.toLowerCase()}s`);
}

/** A requirement without any verification must not hide behind the tests of its neighbours. */
function gap(context: ViewContext, id: string, kind: string): { readonly alarm?: string } {
  return kind === 'Requirement' && context.input.graph.verification.get(id)?.state === 'no-verification' ? { alarm: 'not verified' } : {};
}

const missing = (kind: string, id: string): SliceBox => ({ id, kind, label: 'none', title: 'not in the evidence', missing: true });

function cut(all: readonly SliceBox[], what: string): readonly SliceBox[] {
  if (all.length <= MOST) return all;
  return [...all.slice(0, MOST - 1), { id: `more-${what}`, kind: 'More', label: `${count(all.length - MOST + 1)} more ${what}`, title: 'see the tables' }];
}

function testBox(context: ViewContext, id: string): SliceBox {
  const { graph } = context.input;
  const node = graph.nodes.get(id);
  const result = graph.results.get(id);
  const cell = resultCell(context, id, result?.state);
  const passed = result?.cases.filter((one) => one.outcome === 'passed' || one.outcome === 'passed-after-rerun').length ?? 0;
  const log = measured(context, id);
  const first = result?.cases.find((one) => one.outcome === 'failed' || one.outcome === 'errored') ?? result?.cases[0] ?? result?.record;
  const kind = node?.type === 'INS' ? 'Inspection' : `Test · ${result?.levels.join(', ') || 'not run'}`;
  const words = log !== undefined ? `${log.over ? 'FAIL' : cell.mark} ${log.words}` : `${cell.mark}${cell.text ? ` ${cell.text}` : result && result.cases.length > 0 ? ` ${count(passed)} of ${count(result.cases.length)}` : ''}`;
  return { id, kind, label: id, title: node?.title ?? 'defined nowhere', ...(node ? {} : { missing: true }),
    result: { mark: log?.over === true ? 'FAIL' : cell.mark, words, place: log?.place ?? (first === undefined ? 'no result read' : `${shortFile(first.file)}${first.line === undefined ? '' : `:${first.line}`}`) } };
}

/** Largest measured value against the limit, for a test that a performance log is bound to. */
function measured(context: ViewContext, test: string): { readonly words: string; readonly over: boolean; readonly place: string } | undefined {
  const read = context.input.evidence.contents.performance.find((one) => one.file.declared.tests?.includes(test) === true && one.file.declared.limit !== undefined);
  if (read === undefined) return undefined;
  const { content: log, file } = read;
  const limit = file.declared.limit ?? 0;
  return { over: log.max > limit, words: `max ${decimal(log.max)} ${log.max > limit ? '>' : '≤'} ${decimal(limit)} ${log.unit}`, place: `${shortFile(file.path)}:${log.maxLine}` };
}

const shortFile = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
