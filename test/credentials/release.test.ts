import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examineBundle } from '../../src/bundle/examine-bundle.ts';
import { withBundle } from '../../src/cli/bundle-input.ts';
import { sha256 } from '../../src/model/digest.ts';
import { readAll } from '../../src/model/source.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';
import { j, r } from './samples.ts';

const here = scratch();
const token = (n: number): string => j('gl', 'cbt-', '64_', r(16), String(1000 + n));
const SECRETS = {
  property: token(1), keystore: j('Sea', 'ling-', 'Wax-', '47!'), header: r(40), address: j('Rain', 'bow', '-9-', 'Trout'), named: j('Quiet', '-Harbour', '-31-', 'Lamp'), project: token(2), escaped: j('a&amp;b', '&lt;', 'Q9', 'zz77', 'kk'),
};

/** A release with a leak in every place that ends up in a text of the results; the test that fails tells its secret in its name and message. */
function leaking(folder: string): string {
  cpSync(releaseFixture('meridian-2.4.0'), join(here, folder), { recursive: true });
  cpSync(releaseFixture('meridian-2.3.1'), join(here, 'meridian-2.3.1'), { recursive: true });
  const path = join(here, folder, 'reports/unit.xml');
  const leaks = `  <testsuite name="env" tests="2" failures="1">
    <properties><property name="CI_JOB_TOKEN" value="${SECRETS.property}"/><property name="javax.net.ssl.keyStorePassword" value="${SECRETS.keystore}"/><property name="db.password" value="${SECRETS.escaped}"/></properties>
    <testcase name="logs in --password=${SECRETS.named} at once" classname="env.Login"><failure message="expected 200 for Authorization: Bearer ${SECRETS.header} but was 401">postgres://app:${SECRETS.address}@db:5432/x</failure></testcase>
    <testcase name="TST-999 ${SECRETS.named} again" classname="env.${SECRETS.property}"/>
  </testsuite>\n`;
  writeFileSync(path, readFileSync(path, 'utf8').replace('</testsuites>', `${leaks}</testsuites>`));
  const project = join(here, folder, 'release-evidence.yaml');
  writeFileSync(project, `# deploy with ${SECRETS.project}\n${readFileSync(project, 'utf8').replace('description: Syringe', `description: ${SECRETS.project} Syringe`)}`);
  return folder;
}

/** Secrets that stand in a text, in the spellings of its format. */
function told(text: string, secrets: readonly string[] = Object.values(SECRETS)): readonly string[] {
  const plain = secrets.flatMap((one) => [one, one.replace('&amp;', '&').replace('&lt;', '<'), one.slice(0, 12)].filter((part) => !/^gl[a-z]+-/.test(part) || part.length > 12));
  return plain.filter((one) => text.includes(one) || text.replaceAll(/\s+/g, '').includes(one));
}

/** Every file of a bundle, by its path in the bag. */
const bundled = async (name: string): Promise<ReadonlyMap<string, Buffer>> => withBundle(here, name, 'usage', async (input) => {
  const { inventory } = await examineBundle(input);
  return new Map([...inventory!.files.keys()].map((path) => [path, Buffer.from(readAll(inventory!.open(path)))]));
});

/** What is printed in a PDF; null where that cannot be read here (the stack's tests have pdftotext). */
function printed(pdf: Buffer): string | null {
  const words = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: 1 << 28 });
  return words.error === undefined ? words.stdout : null;
}

const filesBelow = (folder: string): readonly string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

describe('[SRS-160] a release whose evidence tells credentials', () => {
  it('is NOT READY by CHK-111, with file and line of each, and says none of them', async () => {
    const folder = leaking('leaking');
    for (const argv of [['check', '--project', folder], ['check', '--project', folder, '--all'], ['check', '--project', folder, '--json']]) {
      const { code, out, err } = await cli(here, argv);
      expect(code, err).toBe(1);
      expect(told(out + err)).toEqual([]);
      if (argv.at(-1) !== '--json') continue;
      const rows = (JSON.parse(out) as { rows: { check: string; verdict: string; severity: string; subjects: string[]; read: { file: string; line: number; value: string }[] }[] }).rows.filter(({ check }) => check === 'CHK-111');
      const text = readFileSync(join(here, folder, 'reports/unit.xml'), 'utf8').split('\n');
      const unit = rows.find(({ subjects }) => subjects.includes('reports/unit.xml'))!;
      expect(unit).toMatchObject({ verdict: 'fail', severity: 'error' });
      expect(unit.read.find(({ value }) => value.startsWith('GitLab token'))).toMatchObject({ file: 'reports/unit.xml', line: text.findIndex((line) => line.includes('CI_JOB_TOKEN')) + 1 });
      expect(rows.find(({ subjects }) => subjects.includes('release-evidence.yaml'))).toMatchObject({ verdict: 'fail', severity: 'error', read: [{ line: 1 }, { line: expect.any(Number) as number }] });
    }
  });

  it('is bundled with them in the raw files only, and verified to be what it is', async () => {
    const { code, out, err } = await cli(here, ['bundle', '--project', 'leaking', '--key', 'seal.pem', '--out', 'leaking.evidence.zip']);
    expect([code, told(out + err)]).toEqual([1, []]);
    const files = await bundled('leaking.evidence.zip');
    const telling = [...files].filter(([, bytes]) => told(bytes.toString('utf8')).length > 0).map(([path]) => path);
    expect(telling.sort()).toEqual(['data/evidence/tests/reports/unit.xml', 'data/profile/release-evidence.yaml']);
    const pdf = printed(files.get('data/report/report.pdf')!);
    if (pdf !== null) {
      expect(pdf).toContain('CHK-111');
      expect(told(pdf)).toEqual([]);
    }
    expect(files.get('data/report/report.html')!.toString('utf8')).toContain('[credential]');
    const verified = await cli(here, ['verify', 'leaking.evidence.zip', '--key', 'seal.pub.pem', '--json']);
    expect([verified.code, told(verified.out + verified.err)]).toEqual([6, []]);
    expect(JSON.parse(verified.out)).toMatchObject({ rederived: { same: true } });
    for (const argv of [['publish', 'leaking.evidence.zip', '--to', 'store'], ['release', '--project', 'leaking', '--key', 'seal.pem', '--to', 'store', '--record-blocked']]) {
      const answer = await cli(here, argv);
      expect([answer.code, told(answer.out + answer.err), existsSync(join(here, 'store')) ? filesBelow(join(here, 'store')) : []]).toEqual([5, [], []]);
    }
  }, 60_000);
});

describe('[SRS-160] credentials that somebody allowed', () => {
  const by = 'A. Okafor, security';
  const reason = 'Invented for this test; opens nothing';
  const logged = token(3);

  /** A good release with a leak in its unit tests, which the project file allows by digest. */
  function allowed(folder: string): string {
    cpSync(releaseFixture('meridian-2.4.0'), join(here, folder), { recursive: true });
    cpSync(releaseFixture('meridian-2.3.1'), join(here, 'meridian-2.3.1'), { recursive: true });
    const path = join(here, folder, 'reports/unit.xml');
    appendFileSync(path, `<!-- CI_JOB_TOKEN=${logged} -->\n`);
    // Approvals name the candidate, which this file belongs to: a comment in them is none of it.
    appendFileSync(join(here, folder, 'release-evidence.yaml'), `\ncredentials:\n  allow:\n    - {sha256: ${sha256(readFileSync(path))}, reason: "${reason}", by: "${by}"}\n`);
    return folder;
  }
  interface Answer { readonly verdict: string; readonly rows: readonly { check: string; verdict: string; severity: string; message: string; subjects: string[] }[] }
  const rowsOf = (out: string) => (JSON.parse(out) as Answer).rows.filter(({ check }) => check === 'CHK-111');

  /** The approvals of the fixture, for the candidate that the leak made: it is not about them here. */
  async function approved(folder: string): Promise<void> {
    const { out } = await cli(here, ['check', '--project', folder, '--json']);
    const path = join(here, folder, 'approvals.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/[0-9a-f]{64}/g, (JSON.parse(out) as { candidateDigest: string }).candidateDigest));
  }

  it('are a warning that names file, line, reason and person, in the results and in both reports', async () => {
    const folder = allowed('allowed');
    await approved(folder);
    const { code, out, err } = await cli(here, ['check', '--project', folder, '--json']);
    expect(code, out + err).toBe(0);
    expect(out).not.toContain(logged);
    const line = readFileSync(join(here, folder, 'reports/unit.xml'), 'utf8').split('\n').findIndex((one) => one.includes('CI_JOB_TOKEN')) + 1;
    expect(rowsOf(out)).toContainEqual(expect.objectContaining({ verdict: 'fail', severity: 'warning', subjects: ['reports/unit.xml'], message: `reports/unit.xml holds what looks like 1 credential, allowed by ${by}: ${reason}`, read: [expect.objectContaining({ file: 'reports/unit.xml', line }), expect.objectContaining({ file: 'release-evidence.yaml' })] }));

    const made = await cli(here, ['bundle', '--project', folder, '--key', 'seal.pem', '--out', 'allowed.evidence.zip']);
    expect(made.code, made.err).toBe(0);
    expect(made.out).toContain(reason);
    const files = await bundled('allowed.evidence.zip');
    expect([...files].filter(([, bytes]) => bytes.includes(logged)).map(([path]) => path)).toEqual(['data/evidence/tests/reports/unit.xml']);
    const html = files.get('data/report/report.html')!.toString('utf8');
    const pdf = printed(files.get('data/report/report.pdf')!)?.replaceAll(/\s+/g, ' ');
    for (const text of pdf === undefined ? [html] : [html, pdf]) for (const said of ['Credentials that were allowed: 1', reason, by, 'GitLab token']) expect(text).toContain(said);
    expect(html).toContain(`reports/unit.xml:${line}`);
    expect((await cli(here, ['verify', 'allowed.evidence.zip', '--key', 'seal.pub.pem'])).code).toBe(0);
    const published = await cli(here, ['publish', 'allowed.evidence.zip', '--to', 'store-of-allowed']);
    expect([published.code, published.err]).toEqual([0, expect.any(String)]);
  }, 60_000);

  it('are none any more when the file changes, and the allowance is said to be idle', async () => {
    const folder = allowed('changed');
    appendFileSync(join(here, folder, 'reports/unit.xml'), '<!-- run again -->\n');
    await approved(folder);
    const { code, out } = await cli(here, ['check', '--project', folder, '--json']);
    expect(code).toBe(1);
    const rows = rowsOf(out).filter(({ verdict }) => verdict === 'fail').map(({ severity, subjects, message }) => [severity, subjects[0], message]);
    expect(rows).toEqual(expect.arrayContaining([
      ['error', 'reports/unit.xml', 'reports/unit.xml holds what looks like 1 credential'],
      ['warning', expect.stringMatching(/^allowance [0-9a-f]{12}$/), expect.stringContaining('no file has this digest')],
    ]));
  });
});
