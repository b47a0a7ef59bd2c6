import { describe, expect, it } from 'vitest';
import type { Block, Table } from '../../src/report/blocks.ts';
import { reportView } from '../../src/report/view-model.ts';
import { assets as loadAssets } from './assets.ts';
import { fixtureInput } from './fixture.ts';

const { fonts } = loadAssets();
const good = fixtureInput('meridian-2.4.0');
const bad = fixtureInput('meridian-2.4.0-bad');
const view = reportView(bad, fonts);
const tables = (blocks: readonly Block[]): Table[] => blocks.filter((block) => block.kind === 'table');

describe('the report', () => {
  it('has the fifteen sections in their order', () => {
    expect(view.sections.map((section) => section.id)).toEqual(['identification', 'approvals', 'findings', 'clauses', 'risk-controls', 'requirements', 'tests', 'coverage', 'anomalies', 'soup', 'changes', 'build', 'retention', 'files', 'scope']);
  });

  it('says on page 1 what blocks and which hazards stand behind it', () => {
    expect(view.pageOne).toMatchObject({ verdict: 'NOT READY', tone: 'not-ready' });
    expect(view.pageOne.why).toContain('RC-012, RC-014 and RC-017');
    expect(view.pageOne.why).toContain('HAZ-002');
    const subjects = view.pageOne.openPoints.table.rows.map((row) => row.cells[2]);
    expect(new Set(subjects).size).toBe(5);
    expect(JSON.stringify(view.pageOne.openPoints.table.rows)).toContain('leaves RC-012 unverified (HAZ-002, HAZ-003 and HAZ-004)');
  });

  it('[SRS-050] counts so that the parts add up to the whole', () => {
    const numbers = [...view.pageOne.counts.matchAll(/(\d+) (results|passed|failed|waived|warnings?|not evaluated|not applicable)/g)].map((match) => Number(match[1]));
    expect(numbers).toHaveLength(7);
    expect(numbers.slice(1).reduce((a, b) => a + b)).toBe(numbers[0]);
  });

  it('[SRS-050] shows all results: every row is a finding or a line of the table of the others', () => {
    const { blocks } = view.sections[2]!;
    const listed = blocks.filter((block) => block.kind === 'finding').length + tables(blocks)[0]!.rows.length;
    expect(listed).toBe(bad.results.rows.length);
  });

  it('marks a requirement without verification in the slice of its risk control', () => {
    const slice = view.sections[4]!.blocks.find((block) => block.kind === 'figure' && block.id === 'slice-RC-014');
    expect(slice).toMatchObject({ kind: 'figure' });
    expect(slice?.kind === 'figure' && slice.svg).toContain('>not verified<');
    expect(slice?.kind === 'figure' && slice.alt).toContain('not verified, open: SRS-033');
  });

  it('has a line for a required role that nobody approved', () => {
    const { approvals } = good.evidence.contents;
    const without = { ...good, evidence: { ...good.evidence, contents: { ...good.evidence.contents, approvals: approvals.map((read) => ({ ...read, content: { approvals: read.content.approvals.filter((one) => one.role !== 'quality') } })) } } };
    const table = tables(reportView(without, fonts).pageOne.blocks).find((one) => one.id === 'page-1-approval-table');
    expect(table?.rows.at(-1)?.cells.slice(0, 2)).toEqual([{ text: 'no approval', style: 'alarm' }, 'quality']);
  });

  it('prints a command that verifies the seal that it has: a certificate needs identity, issuer and trusted root', () => {
    const command = (seal: typeof good.seal) => JSON.stringify(reportView({ ...good, seal }, fonts).pageOne.blocks);
    expect(command({ kind: 'key', identity: 'SHA256:x' })).toContain('.evidence.zip --key manufacturer.pub.pem"');
    expect(command({ kind: 'keyless', identity: 'https://git.example/a', issuer: 'https://git.example' })).toContain("--identity 'https://git.example/a' --issuer https://git.example --trusted-root trusted_root.json\"");
    expect(command({ kind: 'keyless' })).toContain('whose identity to expect is for the manufacturer to say');
  });

  it('says that an approval was given for another candidate', () => {
    const other = { ...good, results: { ...good.results, candidateDigest: '0'.repeat(64) } };
    expect(JSON.stringify(reportView(other, fonts).pageOne.blocks)).toContain('another candidate');
  });

  it('refuses results whose verdict contradicts their rows', () => {
    expect(() => reportView({ ...bad, results: { ...bad.results, verdict: 'READY' } }, fonts)).toThrow('the verdict is READY although its rows say NOT READY');
    expect(() => reportView({ ...bad, results: { ...bad.results, counts: { ...bad.results.counts, fail: 0 } } }, fonts)).toThrow('contradict their rows: fail');
    expect(() => reportView({ ...bad, results: { ...bad.results, verdict: 'READY WITH WAIVERS', rows: [], counts: { pass: 0, fail: 0, waived: 0, warning: 0, 'not-applicable': 0, 'not-evaluated': 0 } } }, fonts)).toThrow('although its rows say NOT READY');
  });

  it('says that nothing passed where nothing passed', () => {
    const none = { ...bad, results: { ...bad.results, rows: [], counts: { pass: 0, fail: 0, waived: 0, warning: 0, 'not-applicable': 0, 'not-evaluated': 0 } } };
    expect(reportView(none, fonts).pageOne.why).toContain('No check passed');
  });

  it('names what was not evaluated, also when it cannot block', () => {
    const rows = [...good.results.rows, { ...good.results.rows[0]!, verdict: 'not-evaluated' as const, severity: 'warning' as const }];
    const results = { ...good.results, rows, counts: { ...good.results.counts, 'not-evaluated': 1 } };
    const { pageOne } = reportView({ ...good, results }, fonts);
    expect(pageOne.why).toContain('Not evaluated: 1 result that cannot block');
    expect(pageOne.strip.at(-1)).toMatchObject({ value: '1', tone: 'not-evaluated' });
  });

  it('names every waiver on page 1', () => {
    expect(reportView(good, fonts).pageOne).toMatchObject({ verdict: 'READY WITH 1 WAIVER', tone: 'waivers', why: 'No finding blocks the release. Waived: CHK-306 on TST-208 (WVR-004).' });
  });

  it('[SRS-093] never says more than evidence can', () => {
    expect(JSON.stringify(view.sections)).not.toMatch(/\b(is|are) (compliant|certified|conformant)\b|FDA approved|audit-proof/i);
  });
});
