import { describe, expect, it } from 'vitest';
import { COMMIT, PROJECT, project } from '../support/project.ts';

const with_ = (from: string, to: string) => PROJECT.replace(from, to);

describe('a project file that is wrong', () => {
  it.each([
    ['an unknown key', with_('  name: Pump', '  nmae: Pump'), 3, /unknown key product\.nmae/],
    ['a wrong value', with_('safetyClass: A', 'safetyClass: D'), 4, /safetyClass/],
    ['a commit that is cut short', with_(COMMIT, COMMIT.slice(0, 12)), 8, /40 lower-case hex digits/],
    ['a date without offset', with_('2026-03-04T08:00:00Z', '2026-03-04T08:00:00'), 10, /offset/],
    ['broken YAML', with_('  name: Pump', '  name: [Pump'), undefined, /column/],
    ['the same key twice', with_('profile:', 'product: { id: x, name: y }\nprofile:'), 11, /unique/],
    ['an empty file', '', 1, /empty/],
    ['aliases that multiply', `a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n`, 1, /aliases/],
  ])('[SRS-001] %s is refused with line and column', (_name, text, line, says) => {
    const made = project({ 'release-evidence.yaml': text });
    const ran = made.run('check');
    expect(ran.exit).toBe(2);
    expect(ran.out).toBe('');
    expect(ran.err).toMatch(says);
    expect(ran.err).toMatch(line === undefined ? /release-evidence\.yaml:\d+ PROJECT_INVALID/ : new RegExp(`release-evidence\\.yaml:${line} PROJECT_INVALID`));
  });

  it('[SRS-001] all errors are named at once', () => {
    const ran = project({ 'release-evidence.yaml': with_('safetyClass: A', 'safetyClass: D').replace('  name: Pump', '  nmae: Pump') }).run('check');
    expect(ran.err.match(/PROJECT_INVALID/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('[SRS-090] a failure is one JSON object when JSON was asked for', () => {
    const ran = project({ 'release-evidence.yaml': with_('safetyClass: A', 'safetyClass: D') }).run('check', '--json');
    expect(ran.exit).toBe(2);
    expect(JSON.parse(ran.out)).toMatchObject({ error: { code: 'PROJECT_INVALID', problems: [{ file: 'release-evidence.yaml', line: 4 }] } });
  });

  it('[SRS-002] a version that nobody gives is not guessed', () => {
    const ran = project({ 'release-evidence.yaml': with_('  version: 1.0.0\n', '').replace('  tag: v1.0.0\n', ''), 'vcs.yaml': `schema: release-evidence/vcs/v1\ncommit: ${COMMIT}\n` }).run('check');
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('IDENTITY_UNKNOWN');
  });

  it('[SRS-002] two sources that name different commits end the run', () => {
    const made = project({ 'release-evidence.yaml': with_(`  commit: ${COMMIT}\n`, '') });
    const ran = made.runWith({ env: { GITLAB_CI: 'true', CI_COMMIT_SHA: '5a'.repeat(20) } }, 'check');
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('IDENTITY_CONFLICT');
  });

  it('[SRS-045] a profile that loosens ours is refused', () => {
    const made = project({
      'release-evidence.yaml': with_('profile: iec62304-a', 'profile: { file: profile.yaml }'),
      'profile.yaml': 'id: soft\nversion: 1.0.0\nextends: iec62304-a\nchecks: { CHK-102: off }\n',
    });
    const ran = made.run('check');
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('PROFILE_INVALID');
  });

  it('[SRS-001] bytes that are no UTF-8 are refused', () => {
    const ran = project({ 'release-evidence.yaml': Buffer.from(with_('  name: Pump', '  name: P\u{fc}mp'), 'latin1') }).run('check');
    expect(ran.exit).toBe(3);
    expect(ran.err).toContain('BAD_ENCODING');
  });

  it('[SRS-090] none at all is exit 2', () => {
    const ran = project({ 'release-evidence.yaml': null }).run('check');
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('PROJECT_MISSING');
  });
});
