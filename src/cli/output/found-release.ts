import type { FoundRelease } from '../../store/fetch.ts';
import { changeOf } from '../../store/list.ts';
import type { Io } from '../io.ts';
import { showProblem } from './failure.ts';
import { changeLines, UNJUDGED } from './releases.ts';
import { inline, paint } from './text.ts';

/** Evidence of a withdrawn release must stay to be had; whoever gets it must have been told. */
export function tellStatus(io: Io, found: FoundRelease): void {
  const { record, status, problems } = found;
  const colours = paint(io.errIsTerminal);
  for (const problem of problems) io.err(`${showProblem(problem)}\n`);
  if (record.verdict === 'NOT READY') io.err(`${colours.bad(`${inline(record.product)} ${inline(record.version)} is NOT READY: this is the evidence of a rejection, not a release`)}\n`);
  if (status.status === 'published') return;
  for (const line of changeLines(`${record.product} ${record.version}`, status.records.map(({ predicate }) => changeOf(predicate)), colours)) io.err(`${line}\n`);
  io.err(`${UNJUDGED}\n${status.status === 'withdrawn' ? `${colours.bad('do not use this release: it is given as evidence only')}\n` : ''}`);
}
