import type { Read } from '../model/evidence.ts';
import type { CheckContext } from './check.ts';

/** The test reports that a run record belongs to; the record itself when no report names it. */
export function reportsOf(run: Read<'test-runs'>, context: CheckContext): readonly string[] {
  const reports = context.evidence.contents.tests.filter((t) => t.file.declared.run === run.file.path).map((t) => t.file.path);
  return reports.length > 0 ? reports : [run.file.path];
}
