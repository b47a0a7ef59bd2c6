import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadReportAssets } from '../../src/adapters/report-assets.ts';
import { mappedFileTree } from '../../src/adapters/mapped-file-tree.ts';
import { packBundle } from '../../src/bundle/pack.ts';
import { bundleSealer } from '../../src/bundle/seal-bundle.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { openWorkspace } from '../../src/cli/workspace.ts';
import { memorySource, readAll } from '../../src/model/source.ts';
import { VERSION } from '../../src/model/version.ts';
import { evaluate } from '../../src/pipeline/evaluate.ts';
import { layOut, reportFiles } from '../../src/pipeline/payload.ts';
import { rederive } from '../../src/pipeline/rederive.ts';
import { expectedSeal, renderPage, reportInput } from '../../src/pipeline/render.ts';
import { generateKey } from '../../src/sealing/key.ts';
import { memoryArchive, memoryFolder, memorySink, sampleKey } from '../../fixtures/build/bundles.ts';
import { releaseFixture } from '../support/cli.ts';

/*
 * Somebody who holds the expected key and seals what he likes: every digest, the statement and the signature are right. Only
 * re-derivation stands between him and "verified".
 */
const key = sampleKey(generateKey(undefined).privatePem);
const assets = loadReportAssets();
const io = (cwd: string) => ({ cwd, env: {}, out: () => {}, err: () => {}, outIsTerminal: false, errIsTerminal: false, stdin: async () => '' });
const tool = { name: 'release-evidence', version: VERSION, sha256: '0'.repeat(64) };
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

type Files = Map<string, Uint8Array>;
const honest = await (async (): Promise<Files> => {
  const folder = releaseFixture('meridian-2.4.0');
  const { tree, loaded, release, profile } = await openWorkspace(io(folder), folder);
  const evaluation = evaluate(tree, loaded, release, profile);
  const set = layOut(tree, evaluation, tool);
  const html = renderPage(reportInput(evaluation, set, tool, expectedSeal({ kind: 'key', fingerprint: key.publicKey.fingerprint }, loaded.project.sealing)), assets);
  return new Map([...set.files, ...reportFiles(html, encode('%PDF-1.7\n'))].map(({ path, content }) => [path, readAll(content)]));
})();

/** Changes the JSON of a file and writes it as the program would. */
function edit(files: Files, path: string, change: (value: any) => void): void {
  const value = JSON.parse(decode(files.get(path)));
  change(value);
  files.set(path, encode(`${JSON.stringify(value, null, 2)}\n`));
}

async function sealed(change: (files: Files) => void, bag: { date?: string; toolVersion?: string } = {}) {
  const files = new Map(honest);
  change(files);
  const release = JSON.parse(decode(files.get('data/release.json')));
  const checks = JSON.parse(decode(files.get('data/results/checks.json')));
  const sink = memorySink();
  await packBundle([...files].map(([path, bytes]) => ({ path, content: memorySource(path, bytes) })), sink, {
    product: release.product.id, version: release.version, date: release.date, toolVersion: checks.tool.version, sealer: bundleSealer(release, checks, keyMeans(key)), ...bag,
  });
  const answer = await verifyBundle({ kind: 'archive', file: memoryArchive(sink.bytes()), unpackTo: memoryFolder() }, { trust: { signers: [{ kind: 'key', key: key.publicKey }] } }, {
    rederive: async (unpacked) => rederive(unpacked, mappedFileTree, { assets, signer: { kind: 'key', fingerprint: key.publicKey.fingerprint } }),
  });
  return { answer, rows: answer.rederived?.differences.map((difference) => difference.row) ?? [], codes: answer.steps.flatMap((step) => step.problems.map((problem) => problem.code)) };
}

const CHECKS = 'data/results/checks.json';
const RELEASE = 'data/release.json';
const UNIT = [...honest.keys()].find((path) => path.startsWith('data/evidence/tests/'))!;

describe('[SRS-082] a bundler who holds the key', () => {
  it('is verified when the bundle is what the evidence gives, and the answer says what was left out', async () => {
    const { answer } = await sealed(() => {});
    expect(answer.steps.flatMap((step) => step.problems)).toEqual([]);
    expect(answer).toMatchObject({ verdict: 'verified', rederived: { same: true, differences: [] } });
    expect(answer.steps.find((step) => step.step === 're-derivation')?.note).toContain('report.pdf');
  });

  const REFUSED: Readonly<Record<string, { row: string; change: (files: Files) => void }>> = {
    'puts in a report that nothing evaluated': { row: 'data/evidence/tests/more.xml', change: (files) => void files.set('data/evidence/tests/more.xml', encode('<testsuite/>')) },
    'puts in a file beside the results': { row: 'data/results/approval.txt', change: (files) => void files.set('data/results/approval.txt', encode('approved')) },
    'puts in a file of no folder of the format': { row: 'data/README.html', change: (files) => void files.set('data/README.html', encode('READY')) },
    'puts in a second page': { row: 'data/report/report-final.html', change: (files) => void files.set('data/report/report-final.html', encode('READY')) },
    'seals a page that says something else': { row: 'data/report/report.html', change: (files) => void files.set('data/report/report.html', encode(decode(files.get('data/report/report.html')).replaceAll('1 WAIVER', '0 WAIVERS'))) },
    'leaves the page out': { row: 'data/report/report.html', change: (files) => void files.delete('data/report/report.html') },
    'leaves the PDF out': { row: 'data/report/report.pdf', change: (files) => void files.delete('data/report/report.pdf') },
    'lists a file under another kind': { row: RELEASE, change: (files) => edit(files, RELEASE, (release) => { release.files.find((file: any) => file.bundlePath === UNIT).kinds = ['attachments']; }) },
    'maps a file to another place': {
      row: RELEASE,
      change: (files) => {
        files.set('data/evidence/attachments/elsewhere.xml', files.get(UNIT)!);
        files.delete(UNIT);
        edit(files, RELEASE, (release) => { release.files.find((file: any) => file.bundlePath === UNIT).bundlePath = 'data/evidence/attachments/elsewhere.xml'; });
      },
    },
    'maps one path twice': { row: RELEASE, change: (files) => edit(files, RELEASE, (release) => { release.files.unshift(release.files[0]); }) },
    'adds a field to the results': { row: CHECKS, change: (files) => edit(files, CHECKS, (checks) => { checks.approvedBy = 'authority'; }) },
    'writes one key twice, so that readers differ': { row: CHECKS, change: (files) => void files.set(CHECKS, encode(decode(files.get(CHECKS)).replace('{\n', '{\n  "verdict": "READY",\n'))) },
    'puts the rows into another order': { row: CHECKS, change: (files) => edit(files, CHECKS, (checks) => { checks.rows.reverse(); }) },
    'releases another file under the same name': { row: 'release.json artifacts', change: (files) => edit(files, RELEASE, (release) => { release.artifacts[0].path = 'dist/other.bin'; }) },
    'releases one more file': { row: 'release.json artifacts', change: (files) => edit(files, RELEASE, (release) => { release.artifacts.push({ name: 'x.bin', path: 'dist/x.bin', size: 1, sha256: '1'.repeat(64) }); }) },
    'renames an artifact': { row: 'release.json artifacts', change: (files) => edit(files, RELEASE, (release) => { release.artifacts[0].name = 'other.bin'; }) },
    'names another release before this one': { row: 'release.json previous', change: (files) => edit(files, RELEASE, (release) => { release.previous = { version: '9.9.9' }; }) },
    'says that the clock gave the date': { row: 'release.json sources.date', change: (files) => edit(files, RELEASE, (release) => { release.sources.date = 'clock'; }) },
    'names another tool in release.json': { row: RELEASE, change: (files) => edit(files, RELEASE, (release) => { release.tool.version = '9.9.9'; }) },
    'names another catalogue for this version of the program': { row: 'checks.json catalogue', change: (files) => { edit(files, CHECKS, (checks) => { checks.catalogue = '9.9.9'; }); edit(files, RELEASE, (release) => { release.catalogue = '9.9.9'; }); } },
    'describes a file that is not there': { row: RELEASE, change: (files) => void files.delete(UNIT) },
    'describes a file that is another': { row: RELEASE, change: (files) => edit(files, RELEASE, (release) => { release.files[0].sha256 = '0'.repeat(64); }) },
    'names a project file that is not there': { row: RELEASE, change: (files) => edit(files, RELEASE, (release) => { release.projectFile = 'other.yaml'; }) },
    'writes a field that release.json does not have': { row: RELEASE, change: (files) => edit(files, RELEASE, (release) => { release.note = 'x'; }) },
    'puts in a project file that is none': {
      row: RELEASE,
      change: (files) => {
        const project = JSON.parse(decode(files.get(RELEASE))).files.find((file: any) => file.kinds.includes('project'));
        const bytes = encode('product: 1\n');
        files.set(project.bundlePath, bytes);
        edit(files, RELEASE, (release) => Object.assign(release.files.find((file: any) => file.kinds.includes('project')), { size: bytes.length, sha256: sampleSha(bytes) }));
      },
    },
  };

  it.each(Object.keys(REFUSED))('is refused when he %s', async (what) => {
    const { row, change } = REFUSED[what]!;
    const { answer, rows, codes } = await sealed(change);
    expect(answer.sealedBy).not.toBeNull();
    expect(new Set(codes)).toEqual(new Set(['RESULT_DIFFERS']));
    expect(rows).toContain(row);
    expect(answer.verdict).toBe('refused');
  });

  it('cannot state another release, date or tool in bag-info.txt', async () => {
    const { answer, codes } = await sealed(() => {}, { date: '2020-01-01T00:00:00Z', toolVersion: '7.7.7' });
    expect(codes).toEqual(['BAG_FORM']);
    expect(answer.verdict).toBe('refused');
  });

  it('who claims an unknown version gets no answer, and never "verified"', async () => {
    const { answer, codes } = await sealed((files) => {
      edit(files, CHECKS, (checks) => { checks.tool.version = '9.9.9'; checks.catalogue = '9.9.9'; checks.rows[0].message = 'changed'; });
      edit(files, RELEASE, (release) => { release.tool.version = '9.9.9'; release.catalogue = '9.9.9'; });
    });
    expect(codes).toEqual(['CATALOGUE_OTHER']);
    expect(answer.verdict).toBe('incomplete');
  });

  it('is believed about another version whose rows are the same, but not about its report', async () => {
    const { answer } = await sealed((files) => {
      edit(files, CHECKS, (checks) => { checks.tool.version = '9.9.9'; checks.catalogue = '9.9.9'; });
      edit(files, RELEASE, (release) => { release.tool.version = '9.9.9'; release.catalogue = '9.9.9'; });
    });
    expect(answer.verdict).toBe('verified');
    expect(answer.steps.find((step) => step.step === 're-derivation')?.note).toContain('report.html and report.pdf are the sealed ones');
  });

  it('cannot put a command into the hint that auditors copy', async () => {
    const { answer, codes } = await sealed((files) => {
      edit(files, CHECKS, (checks) => { checks.tool.version = '9.9.9'; checks.catalogue = '1.0.0; id'; checks.rows[0].message = 'changed'; });
      edit(files, RELEASE, (release) => { release.tool.version = '9.9.9'; release.catalogue = '1.0.0; id'; });
    });
    expect(answer.verdict).toBe('refused');
    expect(codes).toContain('STATEMENT_FORM');
  });
});

function sampleSha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
