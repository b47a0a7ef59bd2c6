import { showLocation } from '../../model/location.ts';
import { percent, showPercent } from '../../model/ratio.ts';
import type { Block, TableRow } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { coverageByItem } from '../item-coverage.ts';
import { coverageBars } from '../figures/coverage-bars.ts';
import { count, plural } from '../words.ts';

/** IEC 62304 5.5.3, 5.5.5, 5.1.12: what the tests executed, item by item, and what static analysis said, suppressions included. */
export function coverage(context: ViewContext): readonly Block[] {
  const { evidence, profile } = context.input;
  const items = coverageByItem(context.input);
  const reports = evidence.contents.coverage;
  const thresholds = Object.entries(profile.thresholds).filter(([key]) => key.startsWith('coverage.'));
  return [
    { kind: 'table', id: 'coverage-table', caption: 'Coverage reports', empty: 'No coverage report was read.',
      columns: [{ label: 'File', width: 60, style: 'mono' }, { label: 'Source files', width: 20, align: 'right' }, { label: 'Measured', width: 90 }],
      rows: reports.map((read) => ({ cells: [read.file.path, count(read.content.files.length),
        Object.entries(read.content.totals).map(([metric, ratio]) => `${metric} ${showPercent(ratio)} (${count(ratio.covered)} of ${count(ratio.total)})`).join(', ') || 'nothing'] })) },
    { kind: 'table', id: 'threshold-table', caption: 'Thresholds of the plan', empty: 'The profile sets no coverage threshold.',
      columns: [{ label: 'Metric', width: 40 }, { label: 'At least', width: 30, align: 'right' }, { label: 'Safety-related items', width: 40, align: 'right' }, { label: 'Source', width: 60 }],
      rows: thresholds.map(([key, t]) => ({ cells: [key.slice('coverage.'.length), t.min === undefined ? '–' : `${t.min} %`, t.safetyItems === undefined ? '–' : `${t.safetyItems} %`, t.source] })) },
    ...coverageBars(context, items),
    ...(items.length === 0 ? [] : [{ kind: 'table', id: 'item-coverage-table', caption: 'Coverage by software item', empty: '',
      columns: [{ label: 'Item', width: 26, style: 'id' }, { label: 'Safety', width: 26 }, { label: 'Metric', width: 24 }, { label: 'Covered', width: 22, align: 'right' }, { label: 'Total', width: 22, align: 'right' }, { label: 'Share', width: 22, align: 'right' }, { label: 'Threshold', width: 22, align: 'right' }, { label: 'State', width: 28 }],
      rows: items.flatMap((item) => item.metrics.map((m): TableRow => {
        const share = percent(m.ratio);
        const below = m.threshold !== undefined && share !== null && share < m.threshold;
        return { alarm: below, cells: [item.item, item.safety ? 'safety-related' : '–', m.metric, count(m.ratio.covered), count(m.ratio.total), showPercent(m.ratio), m.threshold === undefined ? '–' : `${m.threshold} %`,
          { mark: share === null ? 'NOT EVALUATED' : below ? 'FAIL' : m.threshold === undefined ? 'N/A' : 'PASS', text: '' }] };
      })) } as const]),
    ...analysis(context),
  ];
}

function analysis(context: ViewContext): readonly Block[] {
  const runs = context.input.evidence.contents.analysis.flatMap((read) => read.content.runs);
  const findings = runs.flatMap((run) => run.results.map((result) => ({ run, result })));
  return [
    { kind: 'heading', id: 'static-analysis', text: 'Static analysis' },
    { kind: 'table', id: 'analysis-table', caption: 'Analysis runs', empty: 'No analysis run was read.',
      columns: [{ label: 'Tool', width: 40 }, { label: 'Complete', width: 44 }, { label: 'Errors', width: 16, align: 'right' }, { label: 'Warnings', width: 18, align: 'right' }, { label: 'Notes', width: 16, align: 'right' }, { label: 'Suppressed', width: 20, align: 'right' }, { label: 'Read at', width: 44, style: 'mono' }],
      rows: runs.map((run) => {
        const of = (level: string): string => count(run.results.filter((result) => result.level === level && !result.suppressed).length);
        return { alarm: !run.complete, cells: [`${run.tool} ${run.toolVersion ?? ''}`.trim(), run.complete ? 'yes' : { text: `no: ${run.incompleteBecause.map((why) => why.reason).join('; ')}`, style: 'alarm' as const },
          of('error'), of('warning'), of('note'), count(run.results.filter((result) => result.suppressed).length), showLocation(run)] };
      }) },
    { kind: 'table', id: 'analysis-finding-table', caption: 'Findings of static analysis', empty: 'The runs report no finding.', searchable: true,
      columns: [{ label: 'Rule', width: 26 }, { label: 'Level', width: 16 }, { label: 'Message', width: 52 }, { label: 'In', width: 36, style: 'mono' }, { label: 'Suppressed', width: 44 }, { label: 'Read at', width: 36, style: 'mono' }],
      rows: findings.map(({ result }) => ({ keep: !result.suppressed || result.suppressions.some((s) => s.justification === undefined), alarm: result.level === 'error' && !result.suppressed, cells: [result.ruleId, result.level, result.message,
        result.target === undefined ? '–' : `${result.target.path}${result.target.line === undefined ? '' : `:${result.target.line}`}`,
        result.suppressions.map((s) => `${s.kind}, ${s.status}: ${s.justification ?? 'no justification'}`).join('; ') || 'no', showLocation(result)] })) },
    { kind: 'text', tone: 'quiet', text: `${plural(findings.length, 'finding')} in ${plural(runs.length, 'run')}. A suppression counts only when it is accepted.` },
  ];
}
