import { describe, expect, it } from 'vitest';
import { type LockWish, lockDays, lockFor, refuseEnded, shortfall } from '../../src/store/lock.ts';

const wish: LockWish = { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 366 };
const asked = { mode: 'COMPLIANCE', retainUntil: '2041-11-20T00:00:00Z', legalHold: false } as const;

describe('the lock of a publication', () => {
  it('[SRS-072] ends with the day of the bundle, or with a later one that was asked for', () => {
    expect(lockFor(wish, '2041-11-20T00:00:00Z')).toEqual(asked);
    expect(lockFor({ ...wish, retainUntil: '2045-01-01T00:00:00Z' }, '2041-11-20T00:00:00Z').retainUntil).toBe('2045-01-01T00:00:00Z');
    expect(lockFor({ ...wish, retainUntil: '2030-01-01T00:00:00Z' }, '2041-11-20T00:00:00Z').retainUntil).toBe('2041-11-20T00:00:00Z');
    expect(lockFor({ ...wish, retainUntil: '2030-01-01T00:00:00Z' }, null).retainUntil).toBe('2030-01-01T00:00:00Z');
  });

  it('is in whole seconds of UTC, rounded up: never shorter than asked', () => {
    expect(lockFor(wish, '2041-11-20T00:00:00.001+02:00').retainUntil).toBe('2041-11-19T22:00:01Z');
    expect(lockFor(wish, '2041-11-20T00:00:00.000Z').retainUntil).toBe('2041-11-20T00:00:00Z');
  });

  it('is refused without any day, with one that is none, and when it has ended by the clock of the store', () => {
    for (const [more, day] of [[undefined, null], ['soon', null], [undefined, 'never'], ['2041-01-01T00:00:00Z', 'never']] as const) {
      expect(() => lockFor({ ...wish, retainUntil: more }, day)).toThrow(expect.objectContaining({ code: 'NOT_PUBLISHABLE', exit: 'publishing' }));
    }
    expect(() => refuseEnded(asked, '2041-11-20T00:00:00Z')).toThrow(expect.objectContaining({ code: 'NOT_PUBLISHABLE' }));
    expect(() => refuseEnded(asked, '2041-11-19T23:59:59Z')).not.toThrow();
  });

  it('counts days so that a part of one is one', () => {
    expect(lockDays({ retainUntil: '2026-11-21T00:00:01Z' }, '2026-11-20T00:00:00Z')).toBe(2);
    expect(lockDays({ retainUntil: '2026-11-21T00:00:00Z' }, '2026-11-20T00:00:00Z')).toBe(1);
  });

  it('falls short without lock, in a weaker mode, with an earlier end or none that can be read, without the hold that was asked for', () => {
    expect(shortfall(null, asked)).toContain('not locked');
    expect(shortfall({ ...asked, mode: 'GOVERNANCE' }, asked)).toContain('GOVERNANCE');
    expect(shortfall({ ...asked, retainUntil: '2041-11-19T23:59:59Z' }, asked)).toContain('2041-11-19');
    expect(shortfall({ ...asked, retainUntil: '' }, asked)).not.toBeNull();
    expect(shortfall(asked, { ...asked, legalHold: true })).toContain('hold');
    expect(shortfall(asked, { ...asked, mode: 'GOVERNANCE' })).toBeNull();
    expect(shortfall({ ...asked, retainUntil: '2042-01-01T00:00:00Z', legalHold: true }, asked)).toBeNull();
  });
});
