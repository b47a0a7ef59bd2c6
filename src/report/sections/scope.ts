import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { orDash } from '../words.ts';

const GLOSSARY: readonly (readonly [string, string])[] = [
  ['Anomaly', 'Anything that deviates from what is expected of the software; residual when it is known and stays in the release.'],
  ['Candidate', 'Evidence (without approvals and waivers), released artifacts and profile: what an approver signs for, named by its digest.'],
  ['Finding', 'What a check says about one subject, with the values it read and where.'],
  ['HAZ, HS, RC', 'Hazard, hazardous situation, risk control measure.'],
  ['SRS, SDS, TST, INS', 'Software requirement, design element, planned test, inspection.'],
  ['SI, CR, ANOM, WVR', 'Software item, change request, anomaly, waiver.'],
  ['Not evaluated', 'A check could not be run or found nothing to look at. Never counted as passed.'],
  ['Seal', 'Digital signature of a workload over the manifest of the bundle: integrity and origin. It approves nothing.'],
  ['SOUP', 'Software of unknown provenance: software that was not developed under this process.'],
  ['SBOM, VEX, KEV', 'Software bill of materials; statements on exploitability; CISA catalogue of known exploited vulnerabilities.'],
  ['Verified', 'At least one verification is linked, and every linked one passed on this release.'],
  ['Waiver', 'A recorded decision, approved by an independent person and with an expiry, to release with one named finding.'],
];

/** What the report shows, what it cannot show, and what its words mean. */
export function scope(context: ViewContext): readonly Block[] {
  const { tool, results } = context.input;
  return [
    { kind: 'list', items: [
      'The report shows evidence and what checks over it said. It does not certify, and it replaces no review: adequacy is for the reader to judge.',
      'The digest in the footer is over the evidence set: raw files and results. The manifest of the bundle covers evidence set and report together, and the seal covers the manifest; so the report need not contain its own digest.',
      'CHK-808 (storage) and CHK-809 (seal) concern what happens after this report is made: see the publishing receipt and the output of "verify". CHK-109 (digests) is a step of "verify".',
      'Facts are counted from elements, never taken from totals that a file declares. Absence is never success.',
      'Characters that would be invisible, would reorder text or cannot be drawn are written as their code, such as ‹U+202E›. A line break inside a value is shown as ¶.',
      'The page (report.html) and the PDF (report.pdf) come from the same data. Long lists are complete in the page; the PDF says where it leaves rows out.',
      'Paths are relative to the project file; section 14 maps each file to its place in the bundle.',
    ] },
    { kind: 'heading', id: 'tool', text: 'Tool' },
    { kind: 'facts', rows: [['Made by', `${tool.name} ${tool.version}`], ['SHA-256 of the tool', { text: orDash(tool.sha256), style: 'mono' }], ['Check catalogue', results.catalogue],
      ['Validation', 'The tool is itself software used in a quality system (ISO 13485 4.1.6): its validation record belongs to the manufacturer.']] },
    { kind: 'heading', id: 'glossary', text: 'Glossary' },
    { kind: 'facts', rows: GLOSSARY },
  ];
}
