import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import { EvidenceError } from '../../src/model/problem.ts';
import { OVERLAYS, PROFILES } from '../../src/profile/data.ts';
import { effectiveProfile, profileDigest } from '../../src/profile/load.ts';
import { profileSchema } from '../../src/profile/schema.ts';

const own = (text: string) => effectiveProfile({ overlays: [], file: 'profile.yaml' }, CHECKS, { file: 'profile.yaml', text });
const HEAD = 'id: acme-c\nversion: 1.2.0\nextends: iec62304-c\n';
function refused(run: () => unknown): EvidenceError {
  try {
    run();
  } catch (error) {
    if (error instanceof EvidenceError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('[SRS-045] shipped profiles', () => {
  it.each(PROFILES.map((p) => [p.id, p] as const))('%s fits the schema', (_, data) => {
    expect(profileSchema.parse(data)).toEqual(data);
  });
  it.each(['A', 'B', 'C'] as const)('of class %s take the column of the catalogue', (letter) => {
    const profile = effectiveProfile({ id: `iec62304-${letter.toLowerCase()}`, overlays: [] }, CHECKS);
    for (const check of CHECKS) expect(profile.severities[check.id], check.id).toBe(check.severity[letter]);
    expect(profile.safetyClass).toBe(letter);
    expect(profile.nonWaivable).toEqual(CHECKS.filter((c) => !c.waivable).map((c) => c.id).sort());
  });
  it('ask more with each class', () => {
    const [a, b, c] = PROFILES as [typeof PROFILES[0], typeof PROFILES[0], typeof PROFILES[0]];
    expect(b.requiredEvidence).toEqual(expect.arrayContaining([...a.requiredEvidence]));
    expect(c.requiredEvidence).toEqual(expect.arrayContaining([...b.requiredEvidence]));
    const rank = { off: 0, warning: 1, error: 2 };
    for (const check of CHECKS) {
      expect(rank[check.severity.A], check.id).toBeLessThanOrEqual(rank[check.severity.B]);
      expect(rank[check.severity.B], check.id).toBeLessThanOrEqual(rank[check.severity.C]);
    }
  });
  it('refuse an unknown id or overlay by name', () => {
    expect(refused(() => effectiveProfile({ id: 'iec62304-d', overlays: [] }, CHECKS))).toMatchObject({ code: 'PROFILE_INVALID', exit: 'usage', message: 'unknown profile "iec62304-d"' });
    expect(refused(() => effectiveProfile({ id: 'iec62304-c', overlays: ['__proto__'] }, CHECKS)).message).toBe('unknown overlay "__proto__"');
    expect(refused(() => effectiveProfile({ overlays: [] }, CHECKS)).message).toBe('no profile is chosen');
  });
});

describe('[SRS-045] overlays', () => {
  it('name only checks that exist: none may look enforced that is not', () => {
    const known = new Set<string>(CHECKS.map((c) => c.id));
    for (const [name, { checks }] of Object.entries(OVERLAYS)) expect(Object.keys(checks).filter((id) => !known.has(id)), name).toEqual([]);
  });
  it('raise severities and add evidence, in any order the same', () => {
    const plain = effectiveProfile({ id: 'iec62304-b', overlays: [] }, CHECKS);
    const more = effectiveProfile({ id: 'iec62304-b', overlays: ['cyber'] }, CHECKS);
    expect(plain.requiredEvidence).not.toContain('kev');
    expect(more.requiredEvidence).toEqual(expect.arrayContaining(['vex', 'kev']));
    expect(more.severities['CHK-607']).toBe('error');
    expect(more.digest).not.toBe(plain.digest);
  });
  it.each(Object.keys(OVERLAYS))('%s never lowers', (name) => {
    const rank = { off: 0, warning: 1, error: 2 };
    for (const letter of ['a', 'b', 'c']) {
      const plain = effectiveProfile({ id: `iec62304-${letter}`, overlays: [] }, CHECKS);
      const more = effectiveProfile({ id: `iec62304-${letter}`, overlays: [name] }, CHECKS);
      for (const check of CHECKS) expect(rank[more.severities[check.id]!], check.id).toBeGreaterThanOrEqual(rank[plain.severities[check.id]!]);
    }
  });
});

describe('[SRS-045] own profiles', () => {
  it('can require signed approvals and not take that away; where they are not required the digest stays as it was', () => {
    const plain = own(HEAD);
    expect('signedApprovals' in plain).toBe(false);
    expect(own(`${HEAD}signedApprovals: false\n`).digest).toBe(plain.digest);
    const strict = own(`${HEAD}signedApprovals: true\n`);
    expect(strict.signedApprovals).toBe(true);
    expect(strict.digest).not.toBe(plain.digest);
    const part11 = effectiveProfile({ id: 'iec62304-a', overlays: ['part11'] }, CHECKS);
    expect(part11).toMatchObject({ signedApprovals: true, severities: { 'CHK-802': 'error', 'CHK-804': 'error' } });
    const error = refused(() => effectiveProfile({ overlays: ['part11'], file: 'profile.yaml' }, CHECKS, { file: 'profile.yaml', text: `${HEAD}signedApprovals: false\n` }));
    expect(error.problems).toMatchObject([{ code: 'PROFILE_INVALID', message: 'signedApprovals is loosened from true to false', line: 4 }]);
  });
  it('can shorten the days between release date and seal, and not lengthen them; where nothing is stated the digest stays as it was', () => {
    const plain = own(HEAD);
    expect('sealWithinDays' in plain).toBe(false);
    const strict = own(`${HEAD}sealWithinDays: 2\n`);
    expect(strict.sealWithinDays).toBe(2);
    expect(strict.digest).not.toBe(plain.digest);
    expect(refused(() => own(`${HEAD}sealWithinDays: 8\n`)).problems).toMatchObject([{ code: 'PROFILE_INVALID', message: 'sealWithinDays is loosened from 7 to 8', line: 4 }]);
    for (const wrong of ['0', '-1', 'soon']) expect(refused(() => own(`${HEAD}sealWithinDays: ${wrong}\n`)).code).toBe('PROFILE_INVALID');
  });
  it('tighten: thresholds, severities, roles, retention, waivers', () => {
    const profile = own(`${HEAD}thresholds:\n  coverage.branch: {min: 82.5, safetyItems: 90, source: SVP-001 §6.2}\n  coverage.mcdc: {safetyItems: 100, source: SVP-001 §7}\nchecks: {CHK-209: error}\nroles: {required: [clinical], independent: [[risk, development]]}\nretention: {minYears: 15}\nnonWaivable: [CHK-306]\nanalysisLevel: note\n`);
    expect(profile).toMatchObject({ id: 'acme-c', version: '1.2.0', safetyClass: 'C', retention: { minYears: 15 }, analysisLevel: 'note' });
    expect(profile.thresholds['coverage.branch']).toEqual({ min: 82.5, safetyItems: 90, source: 'SVP-001 §6.2' });
    expect(profile.thresholds['coverage.mcdc']).toEqual({ safetyItems: 100, source: 'SVP-001 §7' });
    expect(profile.severities['CHK-209']).toBe('error');
    expect(profile.roles.required).toEqual(['development', 'verification', 'risk', 'quality', 'clinical']);
    expect(profile.nonWaivable).toContain('CHK-306');
  });
  it('are refused with everything that they would loosen, each with its line', () => {
    const error = refused(() => own(`${HEAD}checks:\n  CHK-301: warning\n  CHK-306: off\nthresholds:\n  coverage.line: {min: 80, source: x}\n  soup.anomalyEvaluationMaxAgeDays: {max: 365, source: x}\nretention: {minYears: 1}\nanalysisLevel: error\n`));
    expect(error).toMatchObject({ code: 'PROFILE_INVALID', exit: 'usage' });
    expect(error.problems.map((p) => `${p.line}: ${p.message}`).sort()).toEqual([
      '10: retention.minYears is loosened from 2 to 1', '11: analysisLevel is loosened from warning to error', '5: checks.CHK-301 is loosened from error to warning', '6: checks.CHK-306 is loosened from error to off',
      '8: thresholds.coverage.line.min is loosened from 90 to 80', '9: thresholds.soup.anomalyEvaluationMaxAgeDays.max is loosened from 90 to 365',
    ]);
  });
  it.each([
    ['a field that does not exist', `${HEAD}treshold: {}\n`], ['a threshold without source', `${HEAD}thresholds:\n  coverage.line: {min: 95}\n`], ['a class of its own', `${HEAD}safetyClass: A\n`],
    ['no version', 'id: acme-c\nextends: iec62304-c\n'], ['an unknown base', 'id: acme-c\nversion: 1\nextends: iec62304-x\n'], ['an unknown check', `${HEAD}checks: {CHK-999: error}\n`], ['an unknown check that cannot be waived', `${HEAD}nonWaivable: [CHK-999]\n`],
    ['a threshold that no check reads', `${HEAD}thresholds:\n  coverage.lines: {min: 95, source: x}\n`], ['a limit that the threshold does not have', `${HEAD}thresholds:\n  vuln.dataMaxAgeDays: {min: 3, source: x}\n`], ['more than everything covered', `${HEAD}thresholds:\n  coverage.line: {min: 950, source: x}\n`], ['a pair with a role that nobody must hold', `${HEAD}roles: {independent: [[developement, risk]]}\n`],
    ['an empty file', ''], ['an alias', `${HEAD}a: &x 1\nb: *x\n`], ['text', 'hello'], ['NaN', `${HEAD}thresholds:\n  coverage.line: {min: .nan, source: x}\n`], ['a negative number', `${HEAD}retention: {minYears: -1}\n`],
  ])('are refused: %s', (_, text) => {
    expect(refused(() => own(text)).code).toBe('PROFILE_INVALID');
  });
  it('are refused when the project file names another base', () => {
    expect(refused(() => effectiveProfile({ id: 'iec62304-a', file: 'p.yaml', overlays: [] }, CHECKS, { file: 'p.yaml', text: HEAD })).message).toContain('extends iec62304-c');
  });
});

describe('digest', () => {
  it('is that of the canonical JSON without the digest itself', () => {
    const { digest, ...rest } = effectiveProfile({ id: 'iec62304-c', overlays: [] }, CHECKS);
    expect(digest).toMatch(/^[0-9a-f]{64}$/u);
    expect(profileDigest(rest)).toBe(digest);
    expect(profileDigest({ ...rest, thresholds: Object.fromEntries(Object.entries(rest.thresholds).reverse()) })).toBe(digest);
    expect(profileDigest({ ...rest, analysisLevel: 'note' })).not.toBe(digest);
  });
  it('changes with what the profile states of a check, not with what the catalogue adds', () => {
    const plain = effectiveProfile({ id: 'iec62304-c', overlays: [] }, CHECKS);
    expect(effectiveProfile({ id: 'iec62304-c', overlays: [] }, CHECKS.slice(1)).digest).toBe(plain.digest);
    expect(effectiveProfile({ id: 'iec62304-c', overlays: ['cyber'] }, CHECKS).digest).not.toBe(plain.digest);
    const stricter = (more: string) => effectiveProfile({ file: 'p.yaml', overlays: [] }, CHECKS, { file: 'p.yaml', text: `${HEAD}${more}` }).digest;
    expect(new Set([stricter(''), stricter('checks: {CHK-108: error}\n'), stricter('nonWaivable: [CHK-306]\n')]).size).toBe(3);
  });
});
