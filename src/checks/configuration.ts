import { reading } from '../model/location.ts';
import type { Check } from './check.ts';
import { field, inProject, searched } from './findings.ts';
import { released } from './stated.ts';
import { count, Tally } from './tally.ts';
import { isAnswered, isFloating } from '../model/answers.ts';

export const sourceIsFixed: Check = {
  id: 'CHK-701',
  title: 'The release was made from a clean tree, and its tag points at the release commit',
  clause: '5.1.11, 8.2',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['vcs'],
  fails: 'The working tree was dirty, the tag is missing, has another name than the release, or points at another commit.',
  run(context) {
    const tally = new Tally();
    const { release } = context;
    for (const { content: vcs } of context.evidence.contents.vcs) {
      const at = (name: string) => vcs.at[name] ?? vcs;
      const subject = release.tag ?? vcs.tag?.name ?? release.commit;
      if (vcs.clean === false) tally.fail(subject, 'the working tree had uncommitted changes', [reading(at('clean'), false)], 'commit or remove the changes and build again: what is released must be in the repository');
      else if (vcs.clean === undefined) tally.unknown(subject, 'it is not recorded whether the working tree was clean', [reading(at('clean'), null)], 'let the state of the tree be collected in the release job');
      const { tag } = vcs;
      if (tag === undefined) tally.fail(subject, `the release commit carries no tag${release.tag === undefined ? '' : ` (${release.tag} is expected)`}`, [reading(at('tag'), null)], 'tag the release commit and run the release job on the tag');
      else {
        if (release.tag !== undefined && tag.name !== release.tag) tally.fail(subject, `the tag is ${tag.name}, the release names ${release.tag}`, [reading(at('tag'), tag.name), released(context, 'tag')], 'correct the project file, or run the release job on the right tag');
        if (tag.target === undefined) tally.unknown(subject, `it is not recorded which commit the tag ${tag.name} points at`, [reading(at('tag'), null)], 'let the target of the tag be collected in the release job');
        else if (tag.target !== release.commit) tally.fail(subject, `the tag ${tag.name} points at ${tag.target}, the release commit is ${release.commit}`, [reading(at('tag'), tag.target), released(context, 'commit')], 'find out why the tag moved; a tag of a release never moves');
      }
      tally.pass(subject, reading(at('clean'), true), reading(at('tag'), tag?.target ?? null));
    }
    return tally.findings(() => `the tree was clean and ${release.tag ?? 'the tag'} points at ${release.commit}`);
  },
};

/** Kinds of configuration items whose content is a file: a version alone does not identify it. */
const FILES = /releas|binar|artifact|firmware|image|executable|source|document|data/iu;

export const itemsAreIdentified: Check = {
  id: 'CHK-702',
  title: 'Every configuration item has a version, and the released files are among them',
  clause: '8.1.3',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: true,
  needs: ['config-items'],
  fails: 'A configuration item has no version, or is a file or document with neither hash nor reference, or a released file is not listed with its digest.',
  run(context) {
    const tally = new Tally();
    const items = context.evidence.contents['config-items'].flatMap(({ content }) => content.items);
    for (const item of items) {
      const version = isAnswered(item.version) && !isFloating(item.version);
      if (!version) tally.fail(item.name, `${item.name} has no version${item.version === undefined ? '' : ` ("${item.version}" is none)`}`, [field(item, 'version', item.version)], 'state the version of the item');
      if (item.sha256 !== undefined && !/^[0-9a-f]{64}$/iu.test(item.sha256)) tally.fail(item.name, `the digest of ${item.name} is no SHA-256`, [field(item, 'sha256', item.sha256)], 'give the digest as 64 hex digits');
      if (item.sha256 === undefined && !isAnswered(item.reference) && (item.kind === undefined || FILES.test(item.kind))) tally.fail(item.name, `${item.name} has neither hash nor reference`, [field(item, 'sha256', null), field(item, 'reference', item.reference)], 'give the hash, or the reference under which the item is kept');
      tally.pass(item.name, field(item, 'version', item.version));
    }
    if (context.release.artifacts.length === 0) tally.unknown('artifacts', 'the project file names no released file to look for', [reading(inProject(context, ['artifacts']), null)], 'name the released files under `artifacts`');
    for (const artifact of context.release.artifacts) {
      const listed = items.find((i) => i.sha256?.toLowerCase() === artifact.sha256);
      const alike = items.filter((i) => i.name === artifact.name || i.name === artifact.path);
      if (listed !== undefined) tally.pass(artifact.name, field(listed, 'sha256', artifact.sha256));
      else if (alike.length > 0) {
        tally.fail(artifact.name, `${artifact.name} is listed with the digest ${alike.map((i) => i.sha256 ?? 'none').join(', ')}, released is ${artifact.sha256}`, [...alike.map((i) => field(i, 'sha256', i.sha256)), { file: artifact.path, value: artifact.sha256 }], 'find out which file was built and tested, and correct the list or the release');
      } else tally.fail(artifact.name, `the released file ${artifact.name} is not on the configuration item list`, [...searched(context, ['config-items']), { file: artifact.path, value: artifact.sha256 }], 'add the released file with its digest');
    }
    return tally.findings((n) => `${count(n, 'configuration item or released file', 'configuration items and released files')} identified`);
  },
};

/** Host and path of a repository: the same one is fetched by https and ssh, with and without `.git`. A local path stays as written. */
function placeOf(repository: string): string {
  const path = repository.trim();
  let end = path.length;
  while (path[end - 1] === '/') end--; // not `/\/+$/`, which takes the square of the length
  const plain = path.slice(0, end).replace(/\.git$/u, '').toLowerCase();
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+(?=\/))?[:/](.+)$/u.exec(plain)?.slice(1).join('/') ?? plain;
}

export const buildIsDocumented: Check = {
  id: 'CHK-703',
  title: 'Procedure and environment of the build are recorded',
  clause: '5.8.5',
  severity: { A: 'off', B: 'error', C: 'error' },
  waivable: true,
  needs: ['build'],
  fails: 'The environment (operating system or container digest), the tools with their versions, the build procedure, the commit, or the hash of a declared lockfile is missing, a released file is the output of no build, that hash is another one than the lockfile has, or the record is of another repository or of another file than the one released under its name.',
  run(context) {
    const tally = new Tally();
    for (const { file, content: build } of context.evidence.contents.build) {
      const at = (name: string) => build.at[name] ?? build;
      const gap = (message: string, name: string, value: string | null, fix: string) => tally.fail(file.path, message, [value === null ? reading(at(name), null) : field(at(name), name, value)], fix);
      if (!isAnswered(build.os) && !isAnswered(build.containerDigest)) gap('the build record names neither operating system nor container digest', 'os', null, 'record the build environment in the build job');
      if (build.tools.length === 0) gap('the build record names no tool', 'tools', null, 'record compiler, linker and build tools with their versions');
      for (const tool of build.tools) if (!isAnswered(tool.version) || isFloating(tool.version)) gap(`the build tool ${tool.name} has no version`, 'tools', `${tool.name} ${tool.version ?? ''}`.trim(), 'record the version of every tool');
      if (!isAnswered(build.commit)) gap('the build record names no commit: nothing says which source was built', 'commit', null, 'record the commit in the build job');
      if (!isAnswered(build.procedure)) gap('the build record names no procedure', 'procedure', null, 'name the build procedure with its version');
      for (const lock of build.lockfiles) if (lock.sha256 === undefined) gap(`the lockfile ${lock.path} is recorded without hash`, 'lockfiles', lock.path, 'record the hash of the lockfile');
      for (const lock of context.evidence.files.filter((f) => f.declared.kind === 'lockfiles')) {
        const mine = build.lockfiles.find((l) => l.path === lock.path || l.sha256?.toLowerCase() === lock.sha256);
        if (mine === undefined) tally.fail(file.path, `the build record does not name the lockfile ${lock.path}`, [reading(at('lockfiles'), null), { file: lock.path, value: lock.sha256 }], 'record the lockfile that the build used, with its hash');
        else if (mine.sha256 !== undefined && mine.sha256.toLowerCase() !== lock.sha256) tally.fail(file.path, `the build used ${lock.path} with hash ${mine.sha256}, the evidence has ${lock.sha256}`, [field(at('lockfiles'), lock.path, mine.sha256), { file: lock.path, value: lock.sha256 }], 'collect the lockfile of the release build');
      }
      for (const artifact of context.release.artifacts) {
        const outputs = build.outputs.filter((o) => o.sha256 !== undefined && (o.name === artifact.name || o.name === artifact.path));
        if (outputs.length === 0 || outputs.some((o) => o.sha256!.trim().toLowerCase() === artifact.sha256)) continue;
        tally.fail(file.path, `the build made ${artifact.name} with the digest ${outputs.map((o) => o.sha256).join(', ')}, released is ${artifact.sha256}`, [...outputs.map((o) => field(at('outputs'), o.name, o.sha256)), { file: artifact.path, value: artifact.sha256 }], 'give the record of the build that made the released file');
      }
      const repository = context.project.release.repository;
      if (build.repository !== undefined && repository !== undefined && placeOf(build.repository) !== placeOf(repository)) gap(`the build is of the repository ${build.repository}, the release of ${repository}`, 'repository', build.repository, 'build from the repository of the release, or correct release.repository');
      tally.pass(file.path, field(at('procedure'), 'procedure', build.procedure));
    }
    for (const artifact of context.release.artifacts) {
      const builds = context.evidence.contents.build.map(({ content }) => content);
      if (builds.some((build) => build.outputs.some((o) => o.sha256?.trim().toLowerCase() === artifact.sha256))) continue;
      if (builds.some((build) => build.outputs.some((o) => o.sha256 !== undefined && (o.name === artifact.name || o.name === artifact.path)))) continue; // said above, with the digest
      tally.fail(artifact.name, `no build record has the released file ${artifact.name} among its outputs, with this digest`, [...builds.map((build) => field(build.at['outputs'] ?? build, 'outputs', build.outputs.map((o) => `${o.name} ${o.sha256 ?? 'without digest'}`).join(', ') || null)), { file: artifact.path, value: `sha256: ${artifact.sha256}` }], 'record name and SHA-256 of what the build made, and release that file');
    }
    return tally.findings((n) => `environment, tools and procedure of ${count(n, 'build')} recorded`);
  },
};
