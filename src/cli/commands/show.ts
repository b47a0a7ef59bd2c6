import { CLAUSES } from '../../model/clauses.ts';
import { EvidenceError } from '../../model/problem.ts';
import { clauseIndex } from '../../results/clause-index.ts';
import { jsonText } from '../../results/documents.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { openEvaluation } from '../open-evaluation.ts';
import { paint, safe, table } from '../output/text.ts';

/** `show --clause 5.8.2`: which evidence there is for a clause, and what the checks found in it. */
export async function show(io: Io, options: { readonly clause: string; readonly project?: string; readonly bundle?: string; readonly json?: boolean }): Promise<number> {
  if (!CLAUSES.some((clause) => clause.id === options.clause)) {
    throw new EvidenceError('NOT_FOUND', 'usage', `clause ${options.clause} is not one that release evidence speaks to`, { hint: `one of ${CLAUSES.map((clause) => clause.id).join(', ')}` });
  }
  const { results, evidence, profile } = await openEvaluation(io, options);
  const entry = clauseIndex(results.rows, evidence.files, profile.safetyClass).find((one) => one.clause === options.clause)!;
  const files = entry.files.map((path) => evidence.files.find((file) => file.path === path)!);
  if (options.json) {
    io.out(jsonText({ ...entry, files: files.map(({ path, sha256, size, status }) => ({ path, sha256, size, status })) }));
    return EXIT.done;
  }
  const colours = paint(io.outIsTerminal);
  io.out([
    `${colours.bold(entry.clause)}  ${entry.title}  ${entry.status}`,
    ...(entry.checks.length > 0 ? [table(entry.checks.map((row) => [row.check, row.verdict, safe(row.subjects.join(', '))]), '  ')] : ['  no check speaks to it']),
    ...(files.length > 0 ? ['  evidence:', table(files.map((file) => [safe(file.path), file.status, `sha256 ${file.sha256}`]), '    ')] : []),
    'Whether this evidence is adequate is for the reader to judge.', '',
  ].join('\n'));
  return EXIT.done;
}
