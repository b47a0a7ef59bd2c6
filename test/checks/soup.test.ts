import { describe, expect, test } from 'vitest';
import { soupAnomaliesAreEvaluated, soupIsIdentified, soupNeedsAreStated, soupSupportIsKnown } from '../../src/checks/soup.ts';
import type { SoupItem } from '../../src/model/lists.ts';
import { findings, given, profile, said } from '../support/evidence.ts';

const whole: SoupItem = {
  id: 'SOUP-004', title: 'SealTLS', manufacturer: 'Seal Collective', version: '3.6.2', purl: 'pkg:generic/sealtls', usedBy: [], covers: [],
  functionalRequirements: 'TLS 1.3', performanceRequirements: 'verify in 2 s', hwSwNeeds: 'TRNG', supportLevel: 'LTS', endOfSupport: '2027-03',
  anomalyEvaluation: { versionEvaluated: '3.6.2', date: '2026-11-03', conclusion: 'one relevant, not reachable' }, file: 'soup.yaml', line: 30,
};
function soup(over: Partial<Record<keyof SoupItem, unknown>> = {}) {
  const item = Object.fromEntries(Object.entries({ ...whole, ...over }).filter(([, v]) => v !== undefined)) as unknown as SoupItem;
  return given('soup', 'soup.yaml', { items: [item] });
}
const sbom = (version: string) => given('sbom', 'sbom.json', {
  specVersion: '1.6', tools: [], dependencies: [], incomplete: [], vulnerabilities: [],
  components: [{ name: 'sealtls', version, purl: `pkg:generic/sealtls@${version}`, licenses: [], hashes: [], file: 'sbom.json', line: 12 }],
});
const limit = { profile: profile({ thresholds: { 'soup.anomalyEvaluationMaxAgeDays': { max: 90, source: 'SMP-001 §4' } } }) };

describe('CHK-504: identified', () => {
  test('title, manufacturer and version', () => expect(said(findings(soupIsIdentified, [soup()]))).toEqual(['pass SOUP-004']));
  test.each(['title', 'manufacturer', 'version'] as const)('without %s fails and says where it looked', (name) => {
    const list = findings(soupIsIdentified, [soup({ [name]: undefined })]);
    expect(said(list)).toEqual(['fail SOUP-004']);
    expect(list[0]!.read).toEqual([{ file: 'soup.yaml', line: 30, value: null }]);
  });
  test.each(['latest', 'main', '^3.6.0', '3.x', '>=3 <4', '[3.0,4.0)', '3.6.2-SNAPSHOT', 'https://example.org/tls.git'])('version %s names no single version', (version) => {
    const list = findings(soupIsIdentified, [soup({ version })]);
    expect(said(list)).toEqual(['fail SOUP-004']);
    expect(list[0]!.read).toEqual([{ file: 'soup.yaml', line: 30, value: `version: ${version}` }]);
  });
  test.each(['1.11.3', '4.2.1-rc1', '2024-06', 'rev. B', 'R2023b', '0.4.9+build.7'])('version %s does', (version) => expect(said(findings(soupIsIdentified, [soup({ version })]))).toEqual(['pass SOUP-004']));
});

describe('CHK-505: requirements and needs', () => {
  test('all stated', () => expect(said(findings(soupNeedsAreStated, [soup()]))).toEqual(['pass SOUP-004']));
  test.each(['functionalRequirements', 'performanceRequirements', 'hwSwNeeds'] as const)('%s missing, blank or a placeholder fails', (name) => {
    for (const value of [undefined, ' ', 'TBD', 'n/a', 'todo', '-']) expect(said(findings(soupNeedsAreStated, [soup({ [name]: value })]))).toEqual(['fail SOUP-004']);
  });
  test('an n/a with a reason is an answer', () => expect(said(findings(soupNeedsAreStated, [soup({ performanceRequirements: 'n/a: called once at start, no time limit' })]))).toEqual(['pass SOUP-004']));
});

describe('CHK-506: anomaly list evaluated', () => {
  test('for the version shipped, in time', () => expect(said(findings(soupAnomaliesAreEvaluated, [soup(), sbom('3.6.2')], limit))).toEqual(['pass SOUP-004']));
  test('what is shipped counts, not what the list says', () => {
    const list = findings(soupAnomaliesAreEvaluated, [soup({ version: '3.6.1', anomalyEvaluation: { ...whole.anomalyEvaluation, versionEvaluated: '3.6.1' } }), sbom('3.6.2')], limit);
    expect(said(list)).toEqual(['fail SOUP-004']);
    expect(list[0]!.read).toEqual([{ file: 'soup.yaml', line: 30, value: 'versionEvaluated: 3.6.1' }, { file: 'sbom.json', line: 12, value: '3.6.2' }]);
  });
  test('not at all', () => expect(said(findings(soupAnomaliesAreEvaluated, [soup({ anomalyEvaluation: undefined })], limit))).toEqual(['fail SOUP-004']));
  test('no list published is an answer with a reason, and still needs version and date', () => {
    const noList = { noListPublished: 'none published, issue tracker reviewed', versionEvaluated: '3.6.2', date: '2026-11-04' };
    expect(said(findings(soupAnomaliesAreEvaluated, [soup({ anomalyEvaluation: noList })], limit))).toEqual(['pass SOUP-004']);
    expect(said(findings(soupAnomaliesAreEvaluated, [soup({ anomalyEvaluation: { ...noList, noListPublished: 'tbd' } })], limit))).toEqual(['fail SOUP-004']);
    expect(said(findings(soupAnomaliesAreEvaluated, [soup({ anomalyEvaluation: { noListPublished: noList.noListPublished } })], limit))).toEqual(['fail SOUP-004']);
  });
  test.each([['2026-08-22', 'pass'], ['2026-08-21', 'fail'], ['2026-11-21', 'fail'], ['2026-02-30', 'fail'], ['last spring', 'fail']])('evaluated %s: %s', (date, verdict) => {
    expect(said(findings(soupAnomaliesAreEvaluated, [soup({ anomalyEvaluation: { ...whole.anomalyEvaluation, date } })], limit))).toEqual([`${verdict} SOUP-004`]);
  });
});

describe('CHK-510: support', () => {
  test.each([
    ['LTS', '2027-03', undefined, 'pass'], ['LTS', '2026-11', undefined, 'pass'], ['LTS', '2026-10', undefined, 'fail'], ['LTS', '2026', undefined, 'pass'], ['LTS', '2025', undefined, 'fail'],
    ['LTS', '2025', 'patched in house, see RM-9', 'pass'], ['maintained', 'not published', undefined, 'fail'], ['maintained', 'not published: release notes are watched monthly', undefined, 'pass'],
    [undefined, '2027-03', undefined, 'fail'], ['LTS', undefined, undefined, 'fail'],
  ])('%s until %s, risk note %s: %s', (supportLevel, endOfSupport, riskNote, verdict) => {
    expect(said(findings(soupSupportIsKnown, [soup({ supportLevel, endOfSupport, riskNote })]))).toEqual([`${verdict} SOUP-004`]);
  });
});
