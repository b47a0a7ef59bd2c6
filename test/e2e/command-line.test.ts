import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JUNIT, project, release } from '../support/project.ts';

const VERBS = ['init', 'inspect', 'check', 'approve', 'bundle', 'publish', 'release', 'list', 'fetch', 'verify', 'trust', 'key', 'show', 'trace', 'formats', 'checks'];

describe('the command line', () => {
  it('[SRS-091] explains itself and every command', () => {
    const help = release(['--help']);
    expect(help.exit).toBe(0);
    for (const verb of VERBS) expect(help.out).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
    for (const verb of ['release', 'verify']) expect(release([verb, '--help'])).toMatchObject({ exit: 0, err: '', out: expect.stringContaining(`release-evidence ${verb}`) });
  });

  it.each([[['nonsense']], [['check', '--nonsense']], [['verify']], [['fetch']], [['bundle', '--signer', 'nobody']], [['check', 'nonsense']]])('[SRS-090] %j is a wrong use', (args) => {
    const ran = project().run(...args);
    expect(ran.exit).toBe(2);
    expect(ran.out).toBe('');
    expect(ran.err).not.toBe('');
  });

  it('[SRS-090] prints its version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(release(['--version'])).toEqual({ exit: 0, out: `${version}\n`, err: '' });
  });

  it('[SRS-090] keeps results and the rest apart', () => {
    const made = project();
    const ran = made.run('check', '--json');
    expect(() => JSON.parse(ran.out) as unknown).not.toThrow();
    expect(made.run('check', '--quiet').err).toBe('');
  });

  it('[SRS-010] inspect finds the format whatever the name', () => {
    const made = project({ 'picture.png': JUNIT, 'nothing.xml': '' });
    const ran = made.run('inspect', 'picture.png', 'nothing.xml', 'nowhere.xml', 'reports', '--json');
    expect(ran.exit).toBe(3);
    expect(JSON.parse(ran.out)).toMatchObject([
      { path: 'picture.png', kind: 'tests', status: 'read', facts: { suites: 1, cases: 2, passed: 2, failed: 0 } },
      { path: 'nothing.xml', status: 'no-data', problems: [{ code: 'EMPTY' }] },
      { path: 'nowhere.xml', status: 'refused', problems: [{ code: 'MISSING' }] },
      { path: 'reports', status: 'refused', problems: [{ code: 'NOT_A_FILE' }] },
    ]);
  });

  it('[SRS-034] trace leads from a requirement to the result', () => {
    const ran = project().run('trace', 'SRS-001');
    expect(ran.exit, ran.err).toBe(0);
    expect(ran.out).toContain('TST-001');
    expect(project().run('trace', 'SRS-999').exit).toBe(3);
  });

  it('[SRS-041] show names the evidence of a clause', () => {
    const ran = project().run('show', '--clause', '5.8.2');
    expect(ran.exit, ran.err).toBe(0);
    expect(ran.out).toContain('anomalies.yaml');
    const unknown = project().run('show', '--clause', '99.9');
    expect(unknown.exit).toBe(2);
    expect(unknown.err).toContain('NOT_FOUND');
  });

  it('[SRS-092] init writes a project file that check can read', () => {
    const made = project({ 'release-evidence.yaml': null });
    const ran = made.run('init', '--product', 'Pump', '--class', 'A');
    expect(ran.exit, ran.err).toBe(0);
    expect(made.get('release-evidence.yaml')).toContain('reports/system.xml');
    expect(made.run('check').exit).toBe(1);
    const again = made.run('init');
    expect(again.exit).not.toBe(0);
    expect(again.err).toContain('OUTPUT_EXISTS');
  });
});
