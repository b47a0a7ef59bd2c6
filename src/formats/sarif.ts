import type { AnalysisReport, AnalysisRun } from '../model/analysis.ts';
import { LEVELS } from '../model/analysis.ts';
import type { Facts } from '../model/evidence.ts';
import { byCodeUnit } from '../model/order.ts';
import type { Problem } from '../model/problem.ts';
import type { Format, ReadResult } from './format.ts';
import { readJson } from './json.ts';
import { below, get, isObject, objectsOf, show, Shape } from './json-values.ts';
import { readRun } from './sarif-run.ts';

/** SARIF 2.1.0 (OASIS). `$schema` is often wrong; `version` decides. */
export const sarif: Format = {
  id: 'sarif', title: 'SARIF 2.1.0', contentKind: 'analysis', kinds: ['analysis'],
  reads: 'Runs, results with effective level, suppressions and baseline state, invocations, error notifications, revision.',
  ignores: 'Fixes, code flows, graphs, taxonomies, conversion, embedded file contents, external property files (told as incomplete).',
  looksLike: ({ json, text }) => json?.shape === 'object' && (
    (json.keys.includes('runs') && (json.keys.includes('version') || json.keys.includes('$schema') || /"(tool|results)"\s*:/.test(text)))
    || /^\s*\{[^{}[\]]*"\$schema"\s*:\s*"[^"]*sarif/.test(text)),
  read(source): ReadResult {
    const document = readJson(source);
    if (document.problems) return { status: 'refused', problems: document.problems };
    const shape = new Shape(source.name);
    const refuse = (problems: readonly Problem[], formatVersion?: string): ReadResult => ({ status: 'refused', ...(formatVersion === undefined ? {} : { formatVersion }), problems });
    const log = document.value;
    if (!isObject(log)) {
      shape.wrong('', 'a SARIF log is an object', 'an object', log);
      return refuse(shape.problems);
    }
    const version = get(log, 'version');
    if (version !== '2.1.0') {
      if (typeof version !== 'string') shape.required(log, '', 'text', 'version');
      else {
        return refuse([{ code: 'UNSUPPORTED_VERSION', message: 'this version of SARIF is not read', ...shape.at('/version'), expected: '2.1.0', found: show(version),
          hint: 'let the tool write SARIF 2.1.0, or convert the log (`sarif transform`)' }], version.slice(0, 40));
      }
      return refuse(shape.problems);
    }
    // null: the producer tried to get runs and failed (§3.13.4).
    if (get(log, 'runs') === undefined) shape.required(log, '', 'array', 'runs');
    else if (get(log, 'runs') !== null) shape.objects(log, '', 'runs');
    const runs = objectsOf(log, 'runs').map((run, i) => readRun(run, below('', 'runs', i), shape));
    if (shape.problems.length > 0) return refuse(shape.problems, version);
    return answer({ runs }, version, source.name, shape.notices);
  },
};

function answer(content: AnalysisReport, formatVersion: string, file: string, notices: readonly Problem[]): ReadResult {
  const { runs } = content;
  const facts = analysisFacts(runs);
  const absent: Problem[] = runs.filter((run) => run.resultsAbsent).map((run) => (
    { code: 'INCOMPLETE', message: 'the run has no results: the tool did not look, or the results are elsewhere', file, pointer: run.pointer ?? '' }));
  const problems = [...absent, ...notices];
  if (runs.some((run) => !run.resultsAbsent)) return { status: 'read', formatVersion, content, facts, problems };
  return { status: 'no-data', formatVersion, content, facts, problems: [{ code: 'NO_DATA', message: runs.length === 0 ? 'the log has no run' : 'no run of the log has results', file, pointer: '/runs' }, ...problems] };
}

/** `runs, tools[], results, byLevel{}, suppressed, complete` */
function analysisFacts(runs: readonly AnalysisRun[]): Facts {
  const results = runs.flatMap((run) => run.results);
  return {
    runs: runs.length, tools: [...new Set(runs.map((run) => run.tool))].sort(byCodeUnit), results: results.length,
    byLevel: Object.fromEntries([...LEVELS].reverse().map((level) => [level, results.filter((result) => result.level === level).length])),
    suppressed: results.filter((result) => result.suppressed).length,
    complete: runs.length > 0 && runs.every((run) => run.complete),
  };
}
