/** `act` on each item, at most `most` at once; answers in the order of the items. The first failure ends it: no further item is begun. */
export async function inParallel<T, R>(most: number, items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next;
      next += 1;
      try {
        answers[index] = await act(items[index]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  return answers;
}
