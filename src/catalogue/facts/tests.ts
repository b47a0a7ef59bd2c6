import type { Read } from '../../model/evidence.ts';
import type { TestRun } from '../../model/lists.ts';
import { joined, placed, timeOf, type CatalogueInput } from '../input.ts';
import type { Fact } from '../schema.ts';

/** Planned verifications with their result, then every test case that was kept: of a report of millions those that passed and claim nothing are counted in the release only. */
export function testFacts({ graph, evidence }: CatalogueInput): Fact[] {
  const runs = new Map(evidence.contents['test-runs'].map((read) => [read.file.path, read.content]));
  const runOf = (report: Read<'tests'>): TestRun | undefined => (report.file.declared.run === undefined ? undefined : runs.get(report.file.declared.run));
  const environments = new Map(evidence.contents.tests.map((report) => [report.file.path, environmentOf(runOf(report))]));

  const tests = [...graph.results.values()].map((result): Fact => {
    const node = graph.nodes.get(result.id);
    const at = node ?? result.record ?? result.cases[0];
    return {
      kind: 'test', id: result.id, name: node?.title || undefined, status: result.state, level: joined(result.levels), cases: result.cases.length,
      environment: joined(result.cases.map((one) => environments.get(one.file))), ...(at === undefined ? {} : placed(at)),
    };
  });

  const boundTo = new Map<string, string[]>();
  for (const result of graph.results.values()) {
    for (const one of result.cases) {
      const key = `${one.file}:${one.line ?? ''}`;
      boundTo.set(key, [...(boundTo.get(key) ?? []), result.id]);
    }
  }
  const cases = evidence.contents.tests.flatMap((report) => {
    const run = runOf(report);
    const shared = { kind: 'test-case' as const, level: report.file.declared.level, environment: environmentOf(run), occurred_at: timeOf(run?.end ?? run?.start), file: report.file.path };
    return report.content.cases.flatMap((one) => {
      const ids: readonly (string | undefined)[] = boundTo.get(`${report.file.path}:${one.line}`) ?? [undefined];
      return ids.map((id): Fact => ({ ...shared, id, name: one.name, subject: one.classname || undefined, status: one.outcome, line: one.line }));
    });
  });
  return [...tests, ...cases];
}

const environmentOf = (run: TestRun | undefined): string | undefined => joined([run?.hardware, run?.software]);
