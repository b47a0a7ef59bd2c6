import type { Problem, ProblemCode } from '../model/problem.ts';
import { ownText } from './own-text.ts';

/** Problems of one code that are shown one by one; the rest are told as a number. */
const SHOWN = 50;

/** Collects the problems of one file without letting a hostile one fill the memory. */
export class ProblemList {
  #file: string;
  #problems: Problem[] = [];
  #counts = new Map<ProblemCode, number>();

  constructor(file: string) {
    this.#file = file;
  }

  add(code: ProblemCode, message: string, more: Omit<Partial<Problem>, 'code' | 'message' | 'file'> = {}): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > SHOWN) return;
    const found = more.found === undefined ? {} : { found: ownText(more.found) };
    this.#problems.push({ ...more, ...found, code, message: ownText(message), file: this.#file });
  }

  count(code: ProblemCode): number {
    return this.#counts.get(code) ?? 0;
  }

  /** In the order in which they were found; then one line for each code of which more were found. */
  all(): readonly Problem[] {
    const more = [...this.#counts].filter(([, count]) => count > SHOWN)
      .map(([code, count]): Problem => ({ code, message: `and ${count - SHOWN} more of these`, file: this.#file, found: String(count) }));
    return [...this.#problems, ...more];
  }
}
