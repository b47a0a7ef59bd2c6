import { verdictOf } from '../checks/runner.ts';
import { countRows } from '../model/row.ts';
import type { CheckResults } from '../model/row.ts';
import type { Block, ReportView, Section } from './blocks.ts';
import { viewContext } from './context.ts';
import type { ViewContext } from './context.ts';
import type { FontSet } from './fonts.ts';
import type { ReportInput } from './input.ts';
import { pageOne } from './page-one.ts';
import { approvals } from './sections/approvals.ts';
import { changes } from './sections/changes.ts';
import { clauses } from './sections/clauses.ts';
import { anomalies } from './sections/anomalies.ts';
import { build } from './sections/build.ts';
import { coverage } from './sections/coverage.ts';
import { files } from './sections/files.ts';
import { findings } from './sections/findings.ts';
import { identification } from './sections/identification.ts';
import { requirements } from './sections/requirements.ts';
import { retention } from './sections/retention.ts';
import { riskControls } from './sections/risk-controls.ts';
import { scope } from './sections/scope.ts';
import { soup } from './sections/soup.ts';
import { tests } from './sections/tests.ts';

/** The sections in their fixed order; the number is the place in this list. Section 1 comes after page 1. */
const SECTIONS: readonly (readonly [id: string, title: string, blocks: (context: ViewContext) => readonly Block[]])[] = [
  ['identification', 'Release identification and configuration', identification],
  ['approvals', 'Approvals', approvals],
  ['findings', 'Findings', findings],
  ['clauses', 'Clause index', clauses],
  ['risk-controls', 'Risk controls', riskControls],
  ['requirements', 'Requirements trace', requirements],
  ['tests', 'Test results', tests],
  ['coverage', 'Coverage and static analysis', coverage],
  ['anomalies', 'Residual anomalies', anomalies],
  ['soup', 'SOUP, SBOM and vulnerabilities', soup],
  ['changes', 'Changes since the previous release', changes],
  ['build', 'Build environment and reproducibility', build],
  ['retention', 'Retention and archive', retention],
  ['files', 'File list', files],
  ['scope', 'Scope, limits and glossary', scope],
];

/**
 * The report as data, from which both outputs are made. Pure. Throws when the verdict contradicts its own rows: such a result
 * is a bug, and a report that shows it could not be believed.
 */
export function reportView(input: ReportInput, fonts: FontSet): ReportView {
  assertConsistent(input.results);
  const context = viewContext(input, fonts);
  const sections = SECTIONS.map(([id, title, blocks], i): Section => ({ number: i + 1, id, title, blocks: blocks(context) }));
  const view: ReportView = {
    name: `${input.release.product.name} ${input.release.version}`,
    date: input.release.date,
    evidenceSetDigest: input.evidenceSetDigest,
    tool: `${input.tool.name} ${input.tool.version}`,
    pageOne: pageOne(context),
    sections,
  };
  return input.hide === undefined ? view : input.hide(view);
}

function assertConsistent(results: CheckResults): void {
  const counted = countRows(results.rows);
  const differs = (Object.keys(counted) as (keyof typeof counted)[]).filter((key) => counted[key] !== results.counts[key]);
  if (differs.length > 0) throw new Error(`the counts of the results contradict their rows: ${differs.join(', ')}`);
  const verdict = verdictOf(results.rows);
  if (verdict !== results.verdict) throw new Error(`the verdict is ${results.verdict} although its rows say ${verdict}`);
}
