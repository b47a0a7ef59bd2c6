import { reading } from '../model/location.ts';
import type { SoupItem } from '../model/lists.ts';
import { packageOf, parsePurl } from '../model/purl.ts';
import type { Check } from './check.ts';
import { searched } from './findings.ts';
import { withoutSoup } from './no-soup.ts';
import { ownComponents, sameVersion, shippedComponents, soupItems, type ShippedComponent } from './soup-match.ts';
import { count, Tally } from './tally.ts';

/** SOUP list against what is shipped: IEC 62304 8.1.2, 8.1.3. */
export const everyComponentIsListed: Check = {
  id: 'CHK-501',
  title: 'Every shipped component is on the SOUP list',
  clause: '8.1.2',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: true,
  needs: ['sbom', 'soup'],
  fails: 'A shipped component that is not the manufacturer’s own is covered by no SOUP entry, or by more than one.',
  run(context) {
    const none = withoutSoup(context);
    if (none !== undefined) return none;
    const tally = new Tally();
    for (const { component, label, named, grouped } of shippedComponents(context)) {
      const entries = [...named, ...grouped];
      const here = reading(component, component.purl ?? label);
      if (entries.length === 1) tally.pass(label, here);
      else if (entries.length === 0) {
        tally.fail(label, `${label} is shipped and no entry of the SOUP list covers it`, [here, ...searched(context, ['soup'])],
          `add ${component.name} to the SOUP list with purpose, version and anomaly evaluation, or name its package URL under \`covers\` of the entry that brings it in`);
      } else {
        tally.fail(label, `${label} is covered by ${count(entries.length, 'SOUP entry', 'SOUP entries')}: ${entries.map((e) => e.id).join(', ')}`,
          [here, ...entries.map((e) => reading(e, e.purl ?? e.covers.join(' ')))], 'let exactly one SOUP entry answer for the component: narrow the `covers` patterns or remove the duplicate');
      }
    }
    return tally.findings((n) => `${count(n, 'shipped component is', 'shipped components are')} covered by exactly one SOUP entry each; ${ownComponents(context)} more left out as own`);
  },
};

export const everySoupItemIsShipped: Check = {
  id: 'CHK-502',
  title: 'Every SOUP item is in the SBOM',
  clause: '8.1.3',
  severity: { A: 'warning', B: 'warning', C: 'error' },
  waivable: true,
  needs: ['soup', 'sbom'],
  fails: 'An entry of the SOUP list matches no component of the SBOM by package URL or by name, without version.',
  run(context) {
    const none = withoutSoup(context);
    if (none !== undefined) return none;
    const tally = new Tally();
    const shipped = new Map<SoupItem, ShippedComponent>();
    for (const part of shippedComponents(context)) for (const item of [...part.named, ...part.grouped]) if (!shipped.has(item)) shipped.set(item, part);
    for (const item of soupItems(context)) {
      const part = shipped.get(item);
      const here = reading(item, item.purl ?? item.title ?? item.id);
      if (part !== undefined) tally.pass(item.id, here, reading(part.component, part.label));
      else {
        tally.fail(item.id, `${nameOfItem(item)} is on the SOUP list and no component of the SBOM matches it`, [here, ...searched(context, ['sbom'])],
          'remove the entry if it is no longer shipped; otherwise give it the package URL that the SBOM has, or complete the SBOM');
      }
    }
    return tally.findings((n) => `${count(n, 'SOUP item is', 'SOUP items are')} in the SBOM`);
  },
};

export const soupVersionsAgree: Check = {
  id: 'CHK-503',
  title: 'SOUP list, SBOM and lockfile name the same version',
  clause: '8.1.2',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: true,
  needs: ['soup', 'sbom'],
  fails: 'The version of a SOUP item differs between the SOUP list, the SBOM and (where there is one) the lockfile.',
  run(context) {
    const none = withoutSoup(context);
    if (none !== undefined) return none;
    const tally = new Tally();
    const fix = 'find out which version is in the released binary, correct the other sources, and evaluate the anomaly list of that version (CHK-506)';
    const shipped = shippedComponents(context);
    const locked = new Map<string, { version: string; file: string; line?: number; pointer?: string }[]>();
    for (const { content } of context.evidence.contents.lockfiles) {
      for (const one of content.packages) {
        const purl = parsePurl(one.purl);
        if (purl !== undefined) locked.set(packageOf(purl), [...(locked.get(packageOf(purl)) ?? []), one]);
      }
    }
    for (const { component, label, named, purl } of shipped) {
      const lock = purl === undefined ? [] : locked.get(packageOf(purl)) ?? [];
      const subjects = named.length > 0 ? named.map((item) => item.id) : [label];
      for (const subject of subjects) {
        // RPM and Debian write an epoch into the version and leave it out of the package URL: `1:7.50.3-1`.
        if (purl?.version !== undefined && component.version !== undefined && ![component.version, component.version.replace(/^\d+:/, '')].some((v) => sameVersion(purl.version, v))) {
          tally.fail(subject, `the SBOM gives ${component.name} version ${component.version} and package URL ${component.purl}`, [reading(component, component.version), reading(component, component.purl!)], fix);
        }
        if (lock.length > 0 && component.version !== undefined) {
          if (lock.some((l) => sameVersion(l.version, component.version))) { if (named.length === 0) tally.pass(subject, reading(component, component.version)); }
          else tally.fail(subject, `the SBOM ships ${component.name} ${component.version}, the lockfile resolved ${lock.map((l) => l.version).join(', ')}`, [reading(component, component.version), ...lock.map((l) => reading(l, l.version))], fix);
        }
      }
      for (const item of named) {
        const own = item.purl === undefined ? undefined : parsePurl(item.purl)?.version;
        if (item.version === undefined || component.version === undefined) {
          tally.unknown(item.id, `${nameOfItem(item)}: the ${item.version === undefined ? 'SOUP list' : 'SBOM'} gives no version to compare`,
            [reading(item, item.version ?? null), reading(component, component.version ?? null)], 'state the version in both (CHK-504, CHK-509)');
          continue;
        }
        if (!sameVersion(item.version, component.version)) {
          tally.fail(item.id, `${nameOfItem(item)}: the SOUP list says ${item.version}, the SBOM ships ${component.version}`, [reading(item, item.version), reading(component, component.version)], fix);
        }
        if (own !== undefined && !sameVersion(own, item.version)) {
          tally.fail(item.id, `${nameOfItem(item)}: the SOUP list says version ${item.version} and package URL ${item.purl}`, [reading(item, item.version), reading(item, item.purl!)], fix);
        }
        tally.pass(item.id, reading(item, item.version), reading(component, component.version));
      }
    }
    for (const item of soupItems(context)) {
      // An entry that is in the SBOM through its parts only: one of them must carry its version, or nothing ties the two together.
      const parts = shipped.filter((s) => s.grouped.includes(item));
      if (parts.length === 0 || shipped.some((s) => s.named.includes(item))) continue;
      const read = [reading(item, item.version ?? null), ...parts.map((p) => reading(p.component, p.component.version ?? null))];
      if (item.version === undefined) tally.unknown(item.id, `${nameOfItem(item)}: the SOUP list gives no version to compare`, read, 'state the version (CHK-504)');
      else if (parts.some((p) => sameVersion(p.component.version, item.version))) tally.pass(item.id, ...read);
      else tally.fail(item.id, `${nameOfItem(item)}: the SOUP list says ${item.version}, and none of the components it covers has that version`, read, fix);
    }
    return tally.findings((n) => `${count(n, 'item has', 'items have')} one version in every source that names it`);
  },
};

export function nameOfItem(item: SoupItem): string {
  return item.title === undefined ? item.id : `${item.title} (${item.id})`;
}
