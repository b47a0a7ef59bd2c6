import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, type BehaviourId } from '../../src/store/behaviours.ts';
import { diagnose, type Finding, type Outcome } from '../../src/store/doctor.ts';

const all = (outcome: Outcome, but: Partial<Record<BehaviourId, Outcome>> = {}): Finding[] => BEHAVIOURS.map(({ id }) => ({ id, outcome: but[id] ?? outcome, seen: 'seen' }));
const ids = (need: string) => BEHAVIOURS.filter((one) => one.need === need).map((one) => one.id);

describe('[SRS-140] what may be said of a store', () => {
  it('may be COMPLIANCE when every row that it needs holds', () => {
    const { rows, claims } = diagnose(all('holds'));
    expect(rows.map((row) => row.id)).toEqual(BEHAVIOURS.map((one) => one.id));
    expect(claims).toEqual({ COMPLIANCE: { may: true, failed: [], open: [] }, GOVERNANCE: { may: true, failed: [], open: [] } });
  });

  it('is nothing when nothing was seen: a row that nobody tried does not hold', () => {
    const { rows, claims } = diagnose([]);
    expect(rows.every((row) => row.outcome === 'not-tried' && row.seen === 'the probe did not come so far')).toBe(true);
    expect(claims.COMPLIANCE).toMatchObject({ may: false, failed: [], open: [...BEHAVIOURS.filter(({ need }) => need === 'always' || need === 'COMPLIANCE').map(({ id }) => id)] });
    expect(claims.GOVERNANCE.may).toBe(false);
  });

  it.each(BEHAVIOURS.map(({ id, need }) => [id, need] as const))('%s (%s): failing and open rows take from the words what they must', (id, need) => {
    const failing = diagnose(all('holds', { [id]: 'does-not-hold' })).claims;
    const open = diagnose(all('holds', { [id]: 'not-tried' })).claims;
    for (const word of ['COMPLIANCE', 'GOVERNANCE'] as const) {
      expect(failing[word].may, word).toBe(need !== 'always' && need !== word && need !== 'when-tried');
      expect(open[word].may, word).toBe(need !== 'always' && need !== word);
      expect(failing[word].failed).toEqual(failing[word].may ? [] : [id]);
      expect(open[word].open).toEqual(open[word].may ? [] : [id]);
    }
  });

  it('needs for COMPLIANCE what its definition says: no deletion, no shortening, no other mode', () => {
    expect(ids('COMPLIANCE')).toEqual(['delete-refused', 'delete-batch-refused', 'delete-pair-refused', 'shorten-refused', 'downgrade-refused', 'removal-refused']);
    expect(ids('when-tried')).toEqual(['delete-bypass-refused']);
    expect(ids('always')).toContain('race-all-kept');
  });

  it('takes two findings about one row for a defect', () => {
    expect(() => diagnose([...all('holds'), { id: 'lock', outcome: 'does-not-hold', seen: '' }])).toThrow('two findings about lock');
  });

  it('says for each row what is documented and what it means', () => {
    for (const one of BEHAVIOURS) for (const text of [one.behaviour, one.documented, one.otherwise]) expect(text, one.id).toMatch(/^\S.{10,}[^.\s]$/);
    expect(new Set(BEHAVIOURS.map((one) => one.id)).size).toBe(BEHAVIOURS.length);
  });
});
