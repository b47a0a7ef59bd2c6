import { reading } from '../model/location.ts';
import type { Sbom } from '../model/sbom.ts';
import type { Check, CheckContext } from './check.ts';
import { isBefore } from '../model/dates.ts';
import { field, inProject } from './findings.ts';
import { released } from './stated.ts';
import { labelOf, plainName, sameVersion } from './soup-match.ts';
import { isUnder, parsePurl } from '../model/purl.ts';
import { count, Tally } from './tally.ts';
import { isFloating } from '../model/answers.ts';

export const sbomHasMinimumElements: Check = {
  id: 'CHK-507',
  title: 'The SBOM has the minimum elements',
  clause: 'NTIA 2021',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['sbom'],
  fails: 'Author or time of the SBOM is missing, a component lacks supplier, name, version or unique identifier, relationships are missing, or no component has a dependency (top level only).',
  run(context) {
    const tally = new Tally();
    for (const { file, content } of context.evidence.contents.sbom) {
      const here = { file: file.path };
      if (content.author === undefined && content.tools.length === 0) tally.fail(file.path, 'the SBOM does not say who made it', [field(here, 'author', null)], 'let the generator write its author or tool');
      if (content.timestamp === undefined) tally.fail(file.path, 'the SBOM has no time stamp', [field(here, 'timestamp', null)], 'let the generator write the time');
      if (content.components.length > 0) {
        const edges = content.dependencies.filter((d) => d.dependsOn.length > 0);
        if (edges.length === 0) tally.fail(file.path, 'the SBOM has no dependency relationship', [field(here, 'dependencies', null)], 'let the generator write the dependency graph');
        else if (edges.every((d) => d.ref === content.root?.ref)) {
          tally.fail(file.path, `the SBOM is top level only: none of ${count(content.components.length, 'component')} has a dependency`, edges.map((d) => reading(d, `${d.ref}: ${d.dependsOn.length} dependencies`)), 'resolve transitive dependencies when the SBOM is generated');
        }
      } else tally.unknown(file.path, 'the SBOM names no component', [field(here, 'components', null)], 'generate the SBOM from the resolved build, with all components');
      for (const open of content.incomplete) tally.fail(file.path, `the SBOM says of itself that it is ${open.aggregate}`, [reading(open, open.aggregate)], 'complete the SBOM, or record why the rest is known not to be shipped', 'warning');
      tally.pass(file.path, field(here, 'timestamp', content.timestamp));
      for (const component of content.components) {
        const lacks = [
          component.name.trim() === '' ? 'name' : '', component.version === undefined ? 'version' : '', component.supplier === undefined ? 'supplier' : '',
          component.purl === undefined && component.cpe === undefined ? 'package URL or CPE' : '',
        ].filter((l) => l !== '');
        if (lacks.length > 0) tally.fail(labelOf(component), `${labelOf(component)} has no ${lacks.join(', no ')}`, lacks.map((l) => field(component, l, null)), 'complete the component where the SBOM is generated');
        else tally.pass(labelOf(component));
      }
    }
    return tally.findings((n) => `${count(n, 'SBOM or component has', 'SBOMs and components have')} the minimum elements`);
  },
};

export const sbomIsOfThisRelease: Check = {
  id: 'CHK-508',
  title: 'The SBOM describes this release',
  clause: '5.8.4',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['sbom'],
  fails: 'The root component or its version is not the released one, or the SBOM is older than the build.',
  run(context) {
    const tally = new Tally();
    const started = context.evidence.contents.build.flatMap(({ content }) => (content.start === undefined ? [] : [{ at: content.start, place: content.at['start'] ?? content }]));
    for (const { file, content } of context.evidence.contents.sbom) {
      const { root, timestamp } = content;
      const fix = 'generate the SBOM in the release build of this version';
      if (root === undefined) {
        tally.fail(file.path, 'the SBOM names no root component: it does not say what it describes', [{ file: file.path, value: null }], fix);
        continue;
      }
      if (!isProduct(root, context)) tally.fail(file.path, `the root component of the SBOM is ${root.name}, the product is ${context.release.product.name} (${context.release.product.id})`, [reading(root, root.name), field(inProject(context, ['product', 'id']), 'product.id', context.release.product.id)], `${fix}; the root may carry the product id, the product name, or the name of a released file`);
      if (!sameVersion(root.version, context.release.version)) tally.fail(file.path, `the root component of the SBOM has version ${root.version ?? 'none'}, the release is ${context.release.version}`, [reading(root, root.version ?? null), released(context, 'version')], fix);
      if (timestamp === undefined) tally.fail(file.path, 'the SBOM has no time stamp to compare with the build', [field({ file: file.path }, 'timestamp', null)], fix);
      // Older than every build of the release: with several builds, one of them may have made it.
      const later = started.filter((s) => isBefore(timestamp, s.at) === true);
      if (timestamp !== undefined && started.length > 0 && later.length === started.length) {
        tally.fail(file.path, `the SBOM is of ${timestamp}, before the build began (${later.map((l) => l.at).join(', ')})`, [field({ file: file.path }, 'timestamp', timestamp), ...later.map((l) => reading(l.place, l.at))], fix);
      }
      if (timestamp !== undefined && isBefore(timestamp, context.release.date) === undefined) {
        tally.unknown(file.path, `the time stamp ${timestamp} of the SBOM cannot be compared`, [field({ file: file.path }, 'timestamp', timestamp)], 'write the time as RFC 3339 with offset');
      }
      tally.pass(file.path, reading(root, `${root.name} ${root.version}`));
    }
    return tally.findings((n) => `${count(n, 'SBOM describes', 'SBOMs describe')} ${context.release.product.name} ${context.release.version}`);
  },
};

export const versionsArePinned: Check = {
  id: 'CHK-509',
  title: 'Versions are pinned',
  clause: '8.1.2',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['sbom'],
  fails: 'A component of the SBOM or a package of the lockfile has no version, a range, a branch or a moving tag.',
  run(context) {
    const tally = new Tally();
    const fix = 'pin the dependency to one exact version and build again';
    for (const component of context.evidence.contents.sbom.flatMap(({ content }) => content.components)) {
      if (component.version === undefined) tally.fail(labelOf(component), `${component.name} has no version in the SBOM`, [field(component, 'version', null)], fix);
      else if (isFloating(component.version)) tally.fail(labelOf(component), `${component.name} has "${component.version}" as version, which moves`, [reading(component, component.version)], fix);
      else tally.pass(labelOf(component), reading(component, component.version));
    }
    for (const one of context.evidence.contents.lockfiles.flatMap(({ content }) => content.packages)) {
      if (one.floating === true || isFloating(one.version)) tally.fail(`${one.name}@${one.version}`, `${one.name} is locked to "${one.version}", which is not one version`, [reading(one, one.version)], fix);
      else tally.pass(`${one.name}@${one.version}`);
    }
    return tally.findings((n) => `${count(n, 'component has', 'components have')} one exact version`);
  },
};

function isProduct(root: NonNullable<Sbom['root']>, context: CheckContext): boolean {
  const { product, artifacts } = context.release;
  const names = [product.id, product.name, ...artifacts.flatMap((a) => [a.name, a.name.replace(/\.[^.]*$/u, '')])].map(plainName);
  if (names.includes(plainName(root.name))) return true;
  const purl = root.purl === undefined ? undefined : parsePurl(root.purl);
  return context.project.product.own.some((pattern) => isUnder(parsePurl(pattern), purl));
}
