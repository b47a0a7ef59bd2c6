import { describe, expect, it } from 'vitest';
import { withinTime } from '../../src/adapters/time-limit.ts';

describe('a limit of time', () => {
  it('gives back what the work gives, and throws what it throws', () => {
    expect(withinTime(5, () => [1])).toEqual([1]);
    const error = new TypeError('x');
    expect(() => withinTime(5, () => { throw error; })).toThrow(error);
  });

  it('ends a regular expression that would never end', () => {
    const begin = performance.now();
    expect(() => withinTime(0.2, () => /^(a+)+$/u.test(`${'a'.repeat(60)}!`))).toThrow(expect.objectContaining({ code: 'TOO_LARGE', exit: 'incomplete' }));
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
