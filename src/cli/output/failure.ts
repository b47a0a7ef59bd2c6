import { showLocation } from '../../model/location.ts';
import type { EvidenceError, Problem } from '../../model/problem.ts';
import type { Io } from '../io.ts';
import { redactTokens } from '../../sealing/redact.ts';
import { safe } from './text.ts';

/**
 * One failure for people on standard error; with `--json` one object on standard output instead. Nothing that looks like an identity token
 * goes out, whoever put it into a message; causes are never shown, because libraries put tokens and requests into them.
 */
export function reportFailure(error: EvidenceError, { out, err }: Io, json: boolean): void {
  const io = { out: (text: string) => out(redactTokens(text)), err: (text: string) => err(redactTokens(text)) };
  if (json) {
    io.out(`${JSON.stringify({ error: { code: error.code, message: error.message, ...(error.hint ? { hint: error.hint } : {}), problems: error.problems } }, null, 2)}\n`);
    return;
  }
  io.err(`release-evidence: ${safe(error.message)} [${error.code}]\n`);
  for (const problem of error.problems) io.err(`  ${showProblem(problem)}\n`);
  if (error.hint) io.err(`  hint: ${safe(error.hint)}\n`);
}

/** `reports/unit.xml:41 TRUNCATED the content ends … (expected …, found …); hint`. */
export function showProblem(problem: Problem): string {
  const detail = [problem.expected && `expected ${problem.expected}`, problem.found && `found ${problem.found}`].filter(Boolean).join(', ');
  return safe(`${showLocation(problem)} ${problem.code} ${problem.message}${detail ? ` (${detail})` : ''}${problem.hint ? `; ${problem.hint}` : ''}`);
}
