import { describe, expect, test } from 'vitest';
import { addYears, dayOf, daysBetween, instantOf, isBefore } from '../../src/model/dates.ts';
import { compareVersions } from '../../src/model/version-order.ts';
import { isAnswered, isFloating } from '../../src/model/answers.ts';

describe('versions', () => {
  test('ascending', () => {
    const ascending = ['2.3.9', '2.4.0-alpha', '2.4.0-rc1', '2.4.0-rc2', '2.4.0-rc10', '2.4.0-rc10.1', '2.4.0', '2.4.1', '2.10.0', '10.0', '18446744073709551617.0', '18446744073709551618.0'];
    for (let i = 0; i < ascending.length; i += 1) for (let j = 0; j < ascending.length; j += 1) expect([ascending[i], ascending[j], Math.sign(compareVersions(ascending[i]!, ascending[j]!)!)]).toEqual([ascending[i], ascending[j], Math.sign(i - j)]);
  });
  test('same', () => {
    expect(compareVersions('v2.4', '2.4.0+build.7')).toBe(0);
  });
  test.each([['next', '2.4.0'], ['2.4.0', ''], ['2.4.x', '2.4.0'], ['2026-11-20T', 'x']])('%s and %s cannot be compared', (a, b) => expect(compareVersions(a, b)).toBeUndefined());
});

describe('dates', () => {
  test('an instant needs its offset and a day that exists', () => {
    expect(instantOf('2026-11-20T09:00:00+01:00')).toBe(Date.UTC(2026, 10, 20, 8));
    expect([instantOf('2026-11-20T09:00:00'), instantOf('2026-02-30T09:00:00Z'), instantOf('2026-11-20'), instantOf('20 Nov 2026'), instantOf(undefined)]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
  test('days', () => {
    expect(daysBetween('2026-08-22', '2026-11-20T08:00:00Z')).toBe(90);
    expect(daysBetween('2026-11-21', '2026-11-20T08:00:00Z')).toBe(-1);
    expect(dayOf('2026-13-01')).toBeUndefined();
  });
  test('years', () => {
    expect(addYears('2026-11-20T08:00:00Z', 15)).toBe('2041-11-20');
    expect(addYears('2024-02-29', 1)).toBe('2025-03-01');
    expect(addYears('2026-01-01', 0.5)).toBe('2026-07-03');
  });
  test('before: by instant, else by day', () => {
    expect(isBefore('2026-11-20T01:00:00+02:00', '2026-11-20T00:30:00Z')).toBe(true);
    expect(isBefore('2026-11-20', '2026-11-20T00:30:00Z')).toBe(false);
    expect(isBefore('2026-11-19', '2026-11-20T00:30:00Z')).toBe(true);
    expect(isBefore('soon', '2026-11-20')).toBeUndefined();
  });
});

test.each(['TBD', 'tbd.', 'T.B.D.', 'todo', 'n/a', 'NA', '-', '???', '…', 'to be defined', '<reason>', '[fill in]', '', '  '])('%j answers nothing', (text) => expect(isAnswered(text)).toBe(false));
test.each(['n/a: bare-metal target', 'none beyond C99', 'no', 'Todor Ivanov', '0'])('%j answers', (text) => expect(isAnswered(text)).toBe(true));
test.each(['1.2.3', '1.x-compat', '2.4.0-rc1', 'xenial-20210416', 'git+https://example.org/a.git#0123456789abcdef0123456789abcdef01234567'])('%s is one version', (v) => expect(isFloating(v)).toBe(false));
