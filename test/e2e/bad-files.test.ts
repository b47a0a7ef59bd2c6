import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkJson, JUNIT, project, type CheckJson } from '../support/project.ts';

const outside = mkdtempSync(join(tmpdir(), 'release-evidence-outside-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));
writeFileSync(join(outside, 'secret.xml'), JUNIT.replace('pump', 'secret'));

function reading(result: CheckJson, check: string, file: string): unknown {
  return result.rows.filter((row) => row.check === check && row.verdict === 'fail').flatMap((row) => row.read).find((one) => one.file === file)?.value;
}

describe('files that cannot be evidence', () => {
  it('[SRS-004] a link that leads out of the project folder is not followed', () => {
    const made = project();
    symlinkSync(join(outside, 'secret.xml'), made.path('reports', 'linked.xml'));
    const ran = made.run('check', '--json');
    expect(ran.exit).toBe(1);
    expect(reading(JSON.parse(ran.out) as CheckJson, 'CHK-102', 'reports/linked.xml')).toContain('SYMLINK_OUTSIDE');
    expect(ran.out).not.toContain('secret');
  });

  it('[SRS-004] a folder that leads out is not followed either', () => {
    const made = project({ 'release-evidence.yaml': project().get('release-evidence.yaml').replace('reports/*.xml', 'linked/secret.xml') });
    symlinkSync(outside, made.path('linked'));
    const result = checkJson(made);
    expect(result.exit).toBe(1);
    expect(reading(result, 'CHK-102', 'linked/secret.xml')).toContain('SYMLINK_OUTSIDE');
  });

  it('[SRS-004] a link to nothing', () => {
    const made = project();
    symlinkSync('nowhere.xml', made.path('reports', 'broken.xml'));
    const result = checkJson(made);
    expect(result.exit).toBe(1);
    expect(reading(result, 'CHK-101', 'reports/broken.xml')).toContain('MISSING');
  });

  it('[SRS-004] links in a circle', () => {
    const made = project();
    symlinkSync('self.xml', made.path('reports', 'self.xml'));
    symlinkSync('.', made.path('reports', 'loop'));
    const result = checkJson(made);
    expect(result.exit).toBe(1);
    expect(reading(result, 'CHK-101', 'reports/self.xml')).toContain('MISSING');
  });

  it('[SRS-004] a pipe where a file is named is not opened', () => {
    const made = project({ 'soup.yaml': null });
    execFileSync('mkfifo', [made.path('soup.yaml')]);
    expect(reading(checkJson(made), 'CHK-102', 'soup.yaml')).toContain('NOT_A_FILE');
  });

  it('[SRS-004] a link and a second name inside the folder count once', () => {
    const made = project();
    linkSync(made.path('reports', 'system.xml'), made.path('reports', 'again.xml'));
    expect(reading(checkJson(made), 'CHK-102', 'reports/system.xml')).toContain('DUPLICATE_FILE');
  });

  it('[SRS-004] a file that may not be read', () => {
    const made = project();
    chmodSync(made.path('soup.yaml'), 0o000);
    chmodSync(made.folder, 0o755);
    // root may read everything, so as root the program runs as `nobody`
    const asRoot = process.getuid?.() === 0;
    const ran = made.runWith({ asNobody: asRoot }, 'check', '--json');
    expect(ran.exit, ran.err).toBe(1);
    expect(reading(JSON.parse(ran.out) as CheckJson, 'CHK-102', 'soup.yaml')).toContain('NO_PERMISSION');
  });

  it('[SRS-004] a released file that is not there ends the run before anything is judged', () => {
    const ran = project({ 'dist/pump.bin': null }).run('bundle', '--signer', 'none');
    expect(ran.exit).toBe(2);
    expect(ran.err).toMatch(/dist\/pump\.bin: no such file \[MISSING\]/);
  });

  it('[SRS-004] names that leave the folder are refused in the project file', () => {
    const base = project();
    for (const path of ['../outside.xml', '/etc/passwd', 'reports/../../outside.xml', 'C:\\\\outside.xml']) {
      base.set('release-evidence.yaml', project().get('release-evidence.yaml').replace('reports/*.xml', `"${path}"`));
      const ran = base.run('check');
      expect(ran.exit, path).toBe(2);
      expect(ran.err, path).toMatch(/release-evidence\.yaml:25 PROJECT_INVALID/);
    }
  });

  it('[SRS-060] a file name that cannot stand on every system is given another in the bundle', () => {
    const made = project({ 'reports/system.xml': null, 'reports/CON.xml': JUNIT }, 'after');
    const ran = made.run('bundle', '--signer', 'none', '--json');
    expect(ran.exit, ran.err).toBe(0);
    const names = readFileSync(made.path('pump-1.0.0.evidence.zip')).toString('latin1');
    expect(names).toContain('data/evidence/tests/');
    expect(names).not.toMatch(/\/CON\.xml/i);
  });
});
