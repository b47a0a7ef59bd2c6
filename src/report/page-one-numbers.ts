import type { NodeType } from '../model/graph.ts';
import { addCounts, NO_COUNTS } from '../model/tests.ts';
import type { TestCounts } from '../model/tests.ts';
import { byCodeUnit } from '../model/order.ts';
import type { StripNumber } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { count, enumerate, plural } from './words.ts';

/** All test-case elements that were read. */
export function testCounts(context: ViewContext): TestCounts {
  return context.input.evidence.contents.tests.reduce((sum, read) => addCounts(sum, read.content.counts), NO_COUNTS);
}

/** The seven numbers of page 1, each with one line that says what is behind it. */
export function numbers(context: ViewContext): readonly StripNumber[] {
  return [verified(context, 'SRS', 'requirements verified'), verified(context, 'RC', 'risk controls verified'), tests(context),
    residual(context), soup(context), waivers(context), notEvaluated(context)];
}

function verified(context: ViewContext, type: NodeType, label: string): StripNumber {
  const nodes = context.nodes(type);
  const open = nodes.filter((node) => context.input.graph.verification.get(node.id)?.state !== 'verified').map((node) => node.id);
  return {
    value: `${count(nodes.length - open.length)} / ${count(nodes.length)}`, label,
    note: nodes.length === 0 ? 'none in the evidence' : open.length > 0 ? `open: ${enumerate(open, 3)}` : 'all linked tests passed',
    ...(open.length > 0 || nodes.length === 0 ? { tone: 'fail' as const } : {}),
  };
}

function tests(context: ViewContext): StripNumber {
  const c = testCounts(context);
  return {
    value: `${count(c.passed + c.passedAfterRerun)} / ${count(c.cases)}`, label: 'test cases passed',
    note: `${count(c.failed + c.errored)} failed, ${count(c.skipped)} skipped, ${plural(c.passedAfterRerun, 'rerun')}`,
    ...(c.failed + c.errored > 0 || c.cases === 0 ? { tone: 'fail' as const } : {}),
  };
}

function residual(context: ViewContext): StripNumber {
  const open = context.input.evidence.contents.anomalies.flatMap((read) => read.content.items).filter((item) => item.status === 'open');
  const byLevel = new Map<string, number>();
  for (const item of open) {
    const level = item.riskLevelAfter ?? item.riskLevelBefore ?? 'no risk level';
    byLevel.set(level, (byLevel.get(level) ?? 0) + 1);
  }
  const unacceptable = open.filter((item) => item.acceptability !== 'acceptable').length;
  return {
    value: count(open.length), label: 'residual anomalies',
    note: unacceptable > 0 ? `${count(unacceptable)} not evaluated as acceptable` : [...byLevel].sort(([a], [b]) => byCodeUnit(a, b)).map(([level, n]) => `${level} ${n}`).join(', ') || 'none known',
    ...(unacceptable > 0 ? { tone: 'fail' as const } : {}),
  };
}

function soup(context: ViewContext): StripNumber {
  const items = context.input.evidence.contents.soup.flatMap((read) => read.content.items);
  const findings = new Set(context.input.results.rows.filter((row) => row.check === 'CHK-506' && row.verdict !== 'pass').flatMap((row) => row.subjects));
  const open = items.filter((item) => item.anomalyEvaluation === undefined || findings.has(item.id) || findings.has(item.title ?? item.id));
  return {
    value: `${count(items.length - open.length)} / ${count(items.length)}`, label: 'SOUP items evaluated',
    note: open.length > 0 ? `open: ${enumerate(open.map((item) => item.title ?? item.id), 2)}` : 'anomaly lists of the version used',
    ...(open.length > 0 ? { tone: 'fail' as const } : {}),
  };
}

function waivers(context: ViewContext): StripNumber {
  const { results, evidence } = context.input;
  const used = [...new Set(results.rows.flatMap((row) => (row.verdict === 'waived' && row.waiver !== undefined ? [row.waiver] : [])))].sort(byCodeUnit);
  const all = evidence.contents.waivers.flatMap((read) => read.content.waivers);
  const expires = (id: string): string => all.find((waiver) => waiver.id === id)?.expires ?? 'no expiry named';
  return {
    value: count(results.counts.waived), label: results.counts.waived === 1 ? 'finding waived' : 'findings waived',
    note: used.length > 0 ? enumerate(used.map((id) => `${id} until ${expires(id)}`), 1) : all.length > 0 ? `${plural(all.length, 'waiver')} given, none in force` : 'no waiver',
    ...(results.counts.waived > 0 ? { tone: 'waived' as const } : {}),
  };
}

function notEvaluated(context: ViewContext): StripNumber {
  const rows = context.input.results.rows.filter((row) => row.verdict === 'not-evaluated');
  return {
    value: count(rows.length), label: 'not evaluated', note: rows.length > 0 ? enumerate([...new Set(rows.map((row) => row.check))], 3) : 'nothing left out',
    ...(rows.length > 0 ? { tone: 'not-evaluated' as const } : {}),
  };
}
