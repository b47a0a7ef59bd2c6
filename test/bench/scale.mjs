// 10,000 tests × 2,000 requirements × 300 SOUP items × 2,000 covered files: collect + check + HTML, and the same with the PDF.
//   node test/bench/scale.mjs [--factor 1] [--runs 3]
// Whole processes, in turn; prints median wall time and peak memory, and how time grows from 1× to 10×.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const option = (name, fallback) => { const i = process.argv.indexOf(`--${name}`); return i < 0 ? fallback : Number(process.argv[i + 1]); };
const pad = (n, w = 5) => String(n).padStart(w, '0');

/** A release of the given size in a folder of its own; every number follows from the factor alone. */
export function writeRelease(folder, factor) {
  const n = { tests: 10_000 * factor, requirements: 2_000 * factor, controls: 200 * factor, soup: 300 * factor, files: 2_000 * factor };
  mkdirSync(join(folder, 'reports'), { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  const lines = (count, line) => Array.from({ length: count }, (_, i) => line(i + 1)).join('');
  const commit = 'a'.repeat(40);
  write('requirements.csv', 'id,title,source,rc,sds,state,criterion\n' + lines(n.requirements, (i) => `SRS-${pad(i)},"Requirement ${i}, in words",SYS-001,${i % 10 === 0 ? `RC-${pad(i / 10)}` : ''},SDS-${pad(1 + i % 500)},approved,"at most ${i % 90 + 10} ms"\n`));
  write('controls.csv', 'id,title,hs,item,cause,effectiveness\n' + lines(n.controls, (i) => `RC-${pad(i)},Control ${i},HS-${pad(1 + i % 50)},SI-A,cause ${i},UE-${pad(i)}\n`));
  write('hazards.csv', 'id,title,haz\n' + lines(50, (i) => `HAZ-${pad(i)},Hazard ${i},\nHS-${pad(i)},Situation ${i},HAZ-${pad(i)}\n`));
  write('design.csv', 'id,title,item\n' + lines(500, (i) => `SDS-${pad(i)},Element ${i},SI-A\n`));
  write('cases.csv', 'id,title,level,srs\n' + lines(n.tests / 2, (i) => `TST-${pad(i)},Test ${i},unit,SRS-${pad(1 + i % n.requirements)}\n`));
  for (let f = 0; f < 10; f += 1) {
    const per = n.tests / 10;
    write(`reports/unit-${f}.xml`, `<?xml version="1.0"?>\n<testsuites><testsuite name="suite ${f}" tests="${per}" failures="0" errors="0" skipped="0">\n`
      + lines(per, (i) => `<testcase classname="group.C${i % 50}" name="case ${f}-${i}" time="0.0${i % 10}"><properties><property name="testspec" value="TST-${pad(1 + ((f * per + i) % (n.tests / 2)))}"/></properties></testcase>\n`) + '</testsuite></testsuites>\n');
  }
  write('run.json', JSON.stringify({ schema: 'release-evidence/test-run/v1', id: 'RUN-1', level: 'unit', version: '1.0.0', commit, start: '2026-01-02T10:00:00Z', end: '2026-01-02T11:00:00Z', hardware: 'bench', software: 'image 1', tools: [{ name: 'runner', version: '1' }], executor: 'ci', responsible: 'B. Ench', procedure: 'TP-1@1' }));
  write('reports/coverage.xml', `<?xml version="1.0"?>\n<coverage line-rate="0.9" version="1"><packages><package name="p"><classes>\n`
    + lines(n.files, (i) => `<class name="f${i}" filename="src/f${i}.c"><methods/><lines>${lines(20, (l) => `<line number="${l}" hits="${l % 10 ? 1 : 0}"/>`)}</lines></class>\n`) + '</classes></package></packages></coverage>\n');
  const purl = (i) => `pkg:generic/lib${i}@1.${i}.0`;
  write('sbom.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { timestamp: '2026-01-02T09:00:00Z', component: { 'bom-ref': 'root', type: 'firmware', name: 'Bench', version: '1.0.0' } },
    components: Array.from({ length: n.soup }, (_, i) => ({ 'bom-ref': `c${i}`, type: 'library', name: `lib${i}`, version: `1.${i}.0`, purl: purl(i), supplier: { name: 'Maker' } })),
    dependencies: [{ ref: 'root', dependsOn: Array.from({ length: n.soup }, (_, i) => `c${i}`) }, { ref: 'c0', dependsOn: ['c1'] }] }));
  write('soup.yaml', 'schema: release-evidence/soup/v1\nitems:\n' + lines(n.soup, (j) => { const i = j - 1; return `  - id: SOUP-${pad(i)}\n    title: lib${i}\n    manufacturer: Maker\n    version: 1.${i}.0\n    purl: ${purl(i)}\n    purpose: p\n    functionalRequirements: f\n    performanceRequirements: f\n    hwSwNeeds: none beyond C99\n    usedBy: [SI-A]\n    supportLevel: active\n    endOfSupport: "2030-01-01"\n    anomalyEvaluation: { versionEvaluated: 1.${i}.0, date: "2026-01-03", evaluator: B. Ench, conclusion: none relevant }\n    riskNote: low\n    owner: B. Ench\n`; }));
  const mapped = (file, columns) => `{ files: ${file}, columns: { ${Object.entries(columns).map(([k, v]) => `${k}: ${v}`).join(', ')} } }`;
  write('release-evidence.yaml', `product: { id: bench, name: Bench, safetyClass: C }
release: { version: 1.0.0, commit: ${commit}, date: "2026-01-05T00:00:00Z" }
profile: iec62304-c
items: [{ id: SI-A, paths: "src/**", safety: true }]
evidence:
  requirements: ${mapped('requirements.csv', { id: 'id', title: 'title', source: 'source', riskControls: 'rc', design: 'sds', state: 'state', criterion: 'criterion' })}
  risk-controls: ${mapped('controls.csv', { id: 'id', title: 'title', hazardousSituations: 'hs', item: 'item', cause: 'cause', effectiveness: 'effectiveness' })}
  hazards: ${mapped('hazards.csv', { id: 'id', title: 'title', hazard: 'haz' })}
  design: ${mapped('design.csv', { id: 'id', title: 'title', item: 'item' })}
  test-cases: ${mapped('cases.csv', { id: 'id', title: 'title', level: 'level', verifies: 'srs' })}
  tests: [{ files: "reports/unit-*.xml", level: unit, run: run.json }]
  coverage: reports/coverage.xml
  sbom: sbom.json
  soup: soup.yaml
`);
}

// The program as it is built, with its parts open to be called one by one.
const parts = ['cli/wire.ts', 'cli/workspace.ts', 'pipeline/evaluate.ts', 'pipeline/payload.ts', 'pipeline/render.ts', 'report/view-model.ts', 'report/html.ts', 'report/pdf.ts'];
if (spawnSync(process.execPath, [join(root, 'scripts', 'join.mjs'), join(root, '.cache'), ...parts], { stdio: 'inherit' }).status !== 0) throw new Error('not joined');

// One measured run: a fresh process that imports the compiled program.
const measured = `
(await import('node:v8')).setFlagsFromString('--semi-space-growth-factor=1'); // as bin/release-evidence.js does
const [folder, pdf] = process.argv.slice(1);
const { reportTools, toolIdentity } = await import(${JSON.stringify(new URL('../../.cache/cli/wire.js', import.meta.url).href)});
const { openWorkspace } = await import(${JSON.stringify(new URL('../../.cache/cli/workspace.js', import.meta.url).href)});
const { evaluate } = await import(${JSON.stringify(new URL('../../.cache/pipeline/evaluate.js', import.meta.url).href)});
const { layOut } = await import(${JSON.stringify(new URL('../../.cache/pipeline/payload.js', import.meta.url).href)});
const { reportInput } = await import(${JSON.stringify(new URL('../../.cache/pipeline/render.js', import.meta.url).href)});
const { reportView } = await import(${JSON.stringify(new URL('../../.cache/report/view-model.js', import.meta.url).href)});
const { renderHtml } = await import(${JSON.stringify(new URL('../../.cache/report/html.js', import.meta.url).href)});
const start = performance.now();
const lap = {}; let at = start; const done = (name) => { const now = performance.now(); lap[name] = Math.round(now - at); at = now; };
const w = await openWorkspace({ cwd: folder, env: {} }, folder);
const e = evaluate(w.tree, w.loaded, w.release, w.profile); done('collect, read, check');
const set = layOut(w.tree, e, toolIdentity()); done('results');
const { assets, engine } = await reportTools();
const view = reportView(reportInput(e, set, toolIdentity(), { kind: 'none' }), assets.fonts); done('view model');
const html = renderHtml(view, assets); done('html');
let pages = 0;
if (pdf === 'pdf') { const { renderPdf } = await import(${JSON.stringify(new URL('../../.cache/report/pdf.js', import.meta.url).href)}); pages = (await renderPdf(view, assets, engine)).length; done('pdf'); }
console.log(JSON.stringify({ rows: e.results.rows.length, cases: e.evidence.contents.tests.reduce((n, t) => n + t.content.counts.cases, 0), html: html.length, pdf: pages, lap, ms: Math.round(performance.now() - start), rss: Math.round(process.resourceUsage().maxRSS / 1024) }));
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const runs = option('runs', 3);
  const results = {};
  for (const factor of option('factor', 0) ? [option('factor', 1)] : [1, 10]) {
    const folder = mkdtempSync(join(tmpdir(), 'scale-'));
    try {
      writeRelease(folder, factor);
      for (const what of factor === 1 ? ['html', 'pdf'] : ['html']) {
        const all = Array.from({ length: runs }, () => {
          const from = performance.now();
          const run = spawnSync(join(root, 'node_modules/.bin/node'), ['--input-type=module', '-e', measured, folder, what], { encoding: 'utf8' });
          if (run.status !== 0) throw new Error(run.stderr);
          return { wall: Math.round(performance.now() - from), ...JSON.parse(run.stdout) };
        }).sort((a, b) => a.wall - b.wall);
        const median = all[Math.floor(all.length / 2)];
        results[`${factor}x ${what}`] = median;
        console.log(`${factor}× ${what}: wall ${(median.wall / 1000).toFixed(2)} s (${all.map((one) => (one.wall / 1000).toFixed(2)).join(' ')}), peak ${median.rss} MiB, ${median.cases} cases, ${median.rows} rows, page ${(median.html / 1e6).toFixed(2)} MB${median.pdf ? `, PDF ${(median.pdf / 1e6).toFixed(2)} MB` : ''}; ${JSON.stringify(median.lap)}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (results['10x html']) console.log(`10× takes ${(results['10x html'].ms / results['1x html'].ms).toFixed(1)} times the time of 1×`);
}
