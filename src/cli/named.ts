import { EvidenceError } from '../model/problem.ts';

/** What `use` says about a file, with the name of the file in front: code that is given only the content cannot know it. */
export function named<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    throw new EvidenceError(error.code, error.exit, `${file}: ${error.message}`, { cause: error.cause, problems: error.problems, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}
