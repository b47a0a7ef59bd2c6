import { describe, expect, it } from 'vitest';
import { isPlaceholder } from '../../src/model/answers.ts';

describe('[SRS-021] a long text from evidence', () => {
  it.each(['-', '?', '.', '<', '[', '/', ' ', '-?', '…'])('of many %j is judged in the time of its length', (mark) => {
    // One regular expression took the cube of the length: minutes for eight thousand dashes.
    const run = mark.repeat(200_000);
    expect(isPlaceholder(`${run}a`)).toBe(false);
    expect(isPlaceholder(`${run}tbd${run}`)).toBe(true);
  });

  it.each(['---', '???', '…', '..', '<>', '[ ]', '<who and when>', '[date]', '-- n/a --', 'lorem ipsum dolor'])('%j says nothing', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each(['✓', '.', '<a> b', 'a [b]', '[a] b [c]', '< a', '> <'])('%j is no placeholder', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });
});
