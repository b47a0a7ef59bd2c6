import type { Problem } from '../model/problem.ts';
import type { ReadResult } from './format.ts';

/** Stops a reader in the middle of a file. It never leaves src/formats: `answering` turns it into a refused result. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'Refusal';
    this.problem = problem;
  }
}

/** Runs a reader; a refusal becomes its answer, anything else is a bug and goes on. */
export function answering(read: () => ReadResult): ReadResult {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return { status: 'refused', problems: [error.problem] };
    throw error;
  }
}
