import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnalysisReport } from '../../src/model/analysis.ts';
import { memorySource } from '../../src/model/source.ts';
import { sarif } from '../../src/formats/sarif.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/formats/sarif/${name}`, import.meta.url));
function runs(bytes: Uint8Array) {
  const answer = sarif.read(memorySource('x.sarif', bytes), {});
  if (answer.status === 'refused') throw new Error(JSON.stringify(answer.problems));
  return (answer.content as AnalysisReport).runs;
}
const log = (run: object) => Buffer.from(JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'T' } }, invocations: [{ executionSuccessful: true }], results: [], ...run }] }));
const message = { text: 'm' };

describe('[SRS-015] sarif', () => {
  it('takes the level from kind, result, override, rule and default, in that order', () => {
    expect(runs(fixture('own-levels.sarif'))[0]?.results.map(({ level }) => level)).toEqual([
      'note', 'error', 'error', 'error', 'warning', 'none', 'warning', 'warning', 'warning', 'warning']);
  });

  it('is suppressed only when there is a suppression and every one is accepted', () => {
    expect(runs(fixture('own-levels.sarif'))[0]?.results.slice(7).map(({ suppressed }) => suppressed)).toEqual([false, true, false]);
  });

  it('leaves open and review undecided, with the level of the rule; other kinds than these are decided (§3.27.9)', () => {
    const rules = [{ id: 'N', defaultConfiguration: { level: 'note' } }, { id: 'E', defaultConfiguration: { level: 'error' } }, { id: '0', defaultConfiguration: { level: 'none' } }];
    const undecided = (...results: object[]) => runs(log({ tool: { driver: { name: 'T', rules } }, results: results.map((one) => ({ message, ...one })) }))[0]?.results.map((one) => [one.level, one.undecided?.kind, one.undecided?.level]);
    expect(undecided({ kind: 'open' }, { kind: 'Review', ruleId: 'N' }, { kind: 'open', ruleId: 'E' }, { kind: 'review', ruleId: '0' })).toEqual([['none', 'open', 'warning'], ['none', 'review', 'note'], ['none', 'open', 'error'], ['none', 'review', 'warning']]);
    expect(undecided({ level: 'none', ruleId: 'E' }, { kind: 'fail', ruleId: '0' })).toEqual([['none', 'fail', 'error'], ['none', 'fail', 'warning']]);
    expect(undecided({ kind: 'open', level: 'error' }, ...['pass', 'informational', 'notApplicable'].map((kind) => ({ kind })), { ruleId: 'N' }))
      .toEqual([['error', undefined, undefined], ...Array(3).fill(['none', undefined, undefined]), ['note', undefined, undefined]]);
  });

  it('names tool, version and revision with their places', () => {
    expect(runs(fixture('own-levels.sarif'))[0]).toMatchObject({ tool: 'Checker', toolVersion: '1.2.3', file: 'x.sarif', pointer: '/runs/0', revision: { id: '7c1e', pointer: '/runs/0/versionControlProvenance/0/revisionId' } });
  });

  it.each([
    ['executionSuccessful is false', { invocations: [{ executionSuccessful: false }] }, 'executionSuccessful is false'],
    ['executionSuccessful is absent', { invocations: [{}] }, 'executionSuccessful is absent'],
    ['there is no invocation', { invocations: [] }, 'the run has no invocation'],
    ['a notification of level error', { invocations: [{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'error', message }] }] }, 'toolExecutionNotifications: level error'],
    ['a notification whose descriptor says error', { tool: { driver: { name: 'T', notifications: [{ id: 'N1', defaultConfiguration: { level: 'error' } }] } }, invocations: [{ executionSuccessful: true, toolConfigurationNotifications: [{ descriptor: { id: 'N1' }, message }] }] }, 'toolConfigurationNotifications: level error'],
    ['a process that did not start', { invocations: [{ executionSuccessful: true, processStartFailureMessage: 'no licence' }] }, 'processStartFailureMessage is given'],
    ['a process that a signal ended', { invocations: [{ executionSuccessful: true, exitSignalName: 'SIGSEGV' }] }, 'exitSignalName is given'],
    ['more results elsewhere', { externalPropertyFileReferences: { results: [{ location: { uri: 'r.sarif' } }] } }, 'results are in external property files'],
    ['results is null', { results: null }, 'the run has no results property'],
  ])('is not complete when %s', (_what, run, reason) => {
    const [read] = runs(log(run));
    expect(read?.complete).toBe(false);
    expect(read?.incompleteBecause.map((one) => one.reason)).toEqual([reason]);
    expect(read?.incompleteBecause[0]?.pointer).toMatch(/^\/runs\/0/);
  });

  it('is complete with a successful invocation and warnings only', () => {
    expect(runs(log({ invocations: [{ executionSuccessful: true, toolExecutionNotifications: [{ message }] }] }))[0]).toMatchObject({ complete: true, incompleteBecause: [], hasInvocation: true, resultsAbsent: false });
  });

  it('counts analysed files by role, else all listed ones; an empty list with no result is zero', () => {
    expect(runs(log({ artifacts: [{ roles: ['analysisTarget'] }, { roles: ['responseFile'] }] }))[0]?.filesAnalysed).toBe(1);
    expect(runs(log({ artifacts: [{}, {}] }))[0]?.filesAnalysed).toBe(2);
    expect(runs(log({ artifacts: [] }))[0]?.filesAnalysed).toBe(0);
    expect(runs(log({}))[0]?.filesAnalysed).toBeUndefined();
  });

  it('takes path and line of a result from its location or from the artifact that it names', () => {
    const results = runs(log({ artifacts: [{ location: { uri: 'a.c' } }], results: [
      { message, locations: [{ physicalLocation: { artifactLocation: { index: 0 }, region: { startLine: 7 } } }] }, { message, locations: [{ physicalLocation: { artifactLocation: { uri: '../../etc/passwd' } } }] }, { message }] }))[0]?.results;
    expect(results?.map(({ target }) => target)).toEqual([{ path: 'a.c', line: 7 }, { path: '../../etc/passwd' }, undefined]);
  });

  it('an override applies only to the invocation that the result names when there are several', () => {
    const override = { executionSuccessful: true, ruleConfigurationOverrides: [{ descriptor: { id: 'A' }, configuration: { level: 'error' } }] };
    const run = { tool: { driver: { name: 'T', rules: [{ id: 'A' }] } }, invocations: [{ executionSuccessful: true }, override],
      results: [{ ruleId: 'A', message }, { ruleId: 'A', message, provenance: { invocationIndex: 1 } }, { ruleId: 'A', message, provenance: { invocationIndex: 0 } }] };
    expect(runs(log(run))[0]?.results.map(({ level }) => level)).toEqual(['warning', 'error', 'warning']);
  });
});
