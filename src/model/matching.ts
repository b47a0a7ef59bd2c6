/** A pattern as its author wrote it, and where: the path of its value in the project file. */
export interface WrittenPattern {
  readonly path: readonly (string | number)[];
  readonly pattern: string;
}

let inHand: WrittenPattern | undefined;

/**
 * Matches with a pattern of the project file. An expression can be one that never ends, and only a time limit around the whole work ends it then:
 * by this the answer can name the pattern. `match` must not match with another one.
 */
export function matching<T>(written: WrittenPattern, match: () => T): T {
  inHand = written;
  const result = match();
  inHand = undefined;
  return result;
}

/** The pattern whose matching was not ended by itself; undefined when the time went elsewhere. Asking forgets it. */
export function takeUnended(): WrittenPattern | undefined {
  const unended = inHand;
  inHand = undefined;
  return unended;
}
