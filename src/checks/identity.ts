import type { Location } from '../model/location.ts';
import { reading } from '../model/location.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, field, inProject, notEvaluated, searched } from './findings.ts';
import { reportsOf } from './run-subjects.ts';
import { plainName } from './soup-match.ts';

/** A value that should be the release's, where it was read. */
interface Stated { readonly subject: string; readonly at: Location; readonly name: string; readonly value: string | undefined }

const safetyClass: Check = {
  id: 'CHK-103', title: 'One safety class everywhere', clause: '4.3', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: ['documents'],
  fails: 'The software safety class is absent, or differs between project file, profile, plan, risk file and software items.',
  run(context) {
    const { project, profile, evidence } = context;
    const own = project.product.safetyClass;
    const here = inProject(context, ['product', 'safetyClass']);
    if (own === undefined) return [fail('safety class', 'the project file states no software safety class; the release is evaluated as class C', [field(here, 'product.safetyClass', undefined)], 'state product.safetyClass as the plan and the risk management file have it')];
    const documents = evidence.contents.documents.flatMap((r) => r.content.documents).filter((d) => d.safetyClass !== undefined);
    const failures: Finding[] = [];
    if (profile.safetyClass !== own) failures.push(fail('profile', `the release is of class ${own} and is checked by profile ${profile.id} for class ${profile.safetyClass}`, [field(here, 'product.safetyClass', own), field(here, `profile ${profile.id} safetyClass`, profile.safetyClass)], 'choose the profile of the safety class'));
    for (const one of documents.filter((d) => d.safetyClass !== own)) {
      failures.push(fail(one.id, `${one.id} states class ${one.safetyClass}, the project file ${own}`, [field(one, `${one.id} safetyClass`, one.safetyClass), field(here, 'product.safetyClass', own)], 'settle the safety class in the risk management file, and state it everywhere'));
    }
    for (const item of project.items.filter((i) => i.safetyClass !== undefined && i.safetyClass > own)) {
      failures.push(fail(item.id, `${item.id} is of class ${item.safetyClass}, above the software system (${own})`, [field(here, `${item.id} safetyClass`, item.safetyClass), field(here, 'product.safetyClass', own)], 'a system has at least the class of its items: correct one of them'));
    }
    if (documents.length === 0) return [...failures, notEvaluated('safety class', 'no document reference states the safety class to compare with', searched(context, ['documents']), 'state safetyClass with the plan and the risk management file in the document list')];
    return failuresOrPass(failures, ['profile', ...documents.map((d) => d.id)], `class ${own} is stated everywhere`);
  },
};

const version: Check = {
  id: 'CHK-104', title: 'One version everywhere', clause: '5.8.4, 9.8', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: [],
  fails: 'The version in the tag, a test run, the build, the SBOM, the SOUP list or an anomaly list is not the released one, or such a list is of another product.',
  run(context) {
    const stated = statedVersions(context).filter((s) => s.value !== undefined);
    const failures = stated.filter((s) => s.value !== context.release.version && !(s.name.startsWith('tag') && isTagOf(s.value!, context.release.version))).map((s) =>
      fail(s.subject, `${s.subject} is of version ${s.value}, the release is ${context.release.version}`, [field(s.at, s.name, s.value), releaseReading(context, 'version')], 'give the evidence of the released version'));
    failures.push(...otherProducts(context));
    return failuresOrPass(failures, [...new Set(stated.map((s) => s.subject))], `all that states a version states ${context.release.version}`);
  },
};

function statedVersions(context: CheckContext): readonly Stated[] {
  const { contents } = context.evidence;
  const here = inProject(context, ['release', 'tag']);
  const out: Stated[] = context.release.tag === undefined ? [] : [{ subject: `tag ${context.release.tag}`, at: here, name: 'tag', value: context.release.tag }];
  for (const { content } of contents.vcs) if (content.tag !== undefined) out.push({ subject: `tag ${content.tag.name}`, at: content.at['tag'] ?? content, name: 'tag', value: content.tag.name });
  for (const run of contents['test-runs']) for (const subject of reportsOf(run, context)) out.push({ subject, at: run.content.at['version'] ?? run.content, name: 'version', value: run.content.version });
  for (const { file, content } of contents.build) out.push({ subject: file.path, at: content.at['version'] ?? content, name: 'version', value: content.version });
  for (const { file, content } of contents.sbom) out.push({ subject: file.path, at: content.root ?? { file: file.path }, name: 'root component version', value: content.root?.version });
  for (const kind of ['anomalies', 'tracker'] as const) for (const { file, content } of contents[kind]) out.push({ subject: file.path, at: content, name: 'version', value: content.version });
  for (const { file, content } of contents.soup) out.push({ subject: file.path, at: { file: file.path }, name: 'version', value: content.version });
  return out;
}

/** Two products of one family often have the same version: a list that names its product must name this one. */
function otherProducts(context: CheckContext): readonly Finding[] {
  const { contents } = context.evidence;
  const { id, name } = context.release.product;
  const own = new Set([id, name].map(plainName));
  return [...contents.anomalies, ...contents.tracker, ...contents.soup].flatMap(({ file, content }) => {
    if (content.product === undefined || content.product.trim() === '' || own.has(plainName(content.product))) return [];
    return [fail(file.path, `${file.path} is of product ${content.product}, the release is of ${name} (${id})`, [field({ file: file.path }, 'product', content.product), field(inProject(context, ['product', 'id']), 'product.id', id)], 'give the list of this product')];
  });
}

/** `v2.4.0`, `release-2.4.0`, `sp20/v2.4.0`: what stands before the version must not be a part of a number. */
function isTagOf(tag: string, version: string): boolean {
  return tag.endsWith(version) && !/[0-9.]$/u.test(tag.slice(0, -version.length));
}

const commit: Check = {
  id: 'CHK-105', title: 'One commit everywhere', clause: '5.8.4, 5.7.3', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: [],
  fails: 'A test run, the build, the version control state or an analysis is of another commit than the release.',
  run(context) {
    const stated = statedCommits(context).filter((s) => s.value !== undefined);
    const failures = stated.filter((s) => !isCommit(s.value!, context.release.commit)).map((s) =>
      fail(s.subject, `${s.subject} is of commit ${s.value}, the release is ${context.release.commit}`, [field(s.at, s.name, s.value), releaseReading(context, 'commit')], 'run the step again on the release commit and give its output'));
    return failuresOrPass(failures, [...new Set(stated.map((s) => s.subject))], `all that states a commit states ${context.release.commit}`);
  },
};

function statedCommits(context: CheckContext): readonly Stated[] {
  const { contents } = context.evidence;
  const out: Stated[] = [];
  for (const run of contents['test-runs']) for (const subject of reportsOf(run, context)) out.push({ subject, at: run.content.at['commit'] ?? run.content, name: 'commit', value: run.content.commit });
  for (const { file, content } of contents.build) out.push({ subject: file.path, at: content.at['commit'] ?? content, name: 'commit', value: content.commit });
  for (const { file, content } of contents.vcs) out.push({ subject: file.path, at: content.at['commit'] ?? content, name: 'commit', value: content.commit });
  for (const { file, content } of contents.analysis) {
    for (const run of content.runs) out.push({ subject: file.path, at: run.revision ?? run, name: 'revisionId', value: run.revision?.id });
  }
  return out;
}

/** Tools shorten commit ids; fewer than 12 digits are too few to identify one. */
function isCommit(value: string, release: string): boolean {
  const plain = value.toLowerCase();
  return plain === release || (/^[0-9a-f]{12,39}$/u.test(plain) && release.startsWith(plain));
}

function releaseReading(context: CheckContext, name: 'version' | 'commit'): ReturnType<typeof reading> {
  return reading(inProject(context, ['release', name]), `release.${name}: ${context.release[name]} (${context.release.sources[name]})`);
}

const bound: Check = {
  id: 'CHK-106', title: 'Evidence names its version or commit', clause: '9.8', severity: { A: 'warning', B: 'warning', C: 'error' }, waivable: true, needs: [],
  fails: 'A build record, SBOM, analysis or anomaly list names neither version nor commit, or a test report has no run record with commit or binary digest. Coverage formats carry none.',
  run(context) {
    const { contents } = context.evidence;
    const names = new Map<string, { readonly at: Location; named: boolean }>();
    const note = (subject: string, at: Location, value: string | undefined): void => {
      const known = names.get(subject);
      names.set(subject, { at: known?.at ?? at, named: (known?.named ?? false) || value !== undefined });
    };
    // A version is built many times: results are bound by commit, or by the digest of the binary that was tested.
    for (const { file } of contents.tests) {
      const run = contents['test-runs'].find((r) => r.file.path === file.declared.run)?.content;
      note(file.path, { file: file.declared.run ?? file.path }, run?.commit ?? run?.binarySha256?.[0]);
    }
    // A tag is a name itself; a SOUP list and a tracker's export may span versions, and other checks compare them item by item.
    const elsewhere = new Set([...contents.soup, ...contents.tracker, ...contents.tests].map((r) => r.file.path));
    for (const s of [...statedVersions(context), ...statedCommits(context)]) if (s.name !== 'tag' && !elsewhere.has(s.subject)) note(s.subject, s.at, s.value);
    const failures = [...names].filter(([, v]) => !v.named).map(([subject, v]) =>
      fail(subject, `${subject} names nothing that binds it to this release`, [field(v.at, 'version or commit', undefined)], 'have the tool write the version or commit; for tests, give a run record with commit or binarySha256'));
    return failuresOrPass(failures, [...names.keys()], 'all evidence that can names its version or commit');
  },
};

export const identityChecks: readonly Check[] = [safetyClass, version, commit, bound];
