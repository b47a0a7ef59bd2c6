import type { Read } from '../model/evidence.ts';
import type { SoupItem } from '../model/lists.ts';
import { isUnder, nameOf, packageOf, parsePurl, type Purl } from '../model/purl.ts';
import type { SbomComponent } from '../model/sbom.ts';
import type { CheckContext } from './check.ts';

/** A shipped third-party component with the SOUP entries that answer for it. */
export interface ShippedComponent {
  readonly component: SbomComponent;
  /** `name@version`: the subject of its rows. */
  readonly label: string;
  readonly purl: Purl | undefined;
  /** Entries that name this very package (by package URL, or by name where one side has none). */
  readonly named: readonly SoupItem[];
  /** Entries that group it by a `covers` pattern. */
  readonly grouped: readonly SoupItem[];
}

interface Entry { readonly item: SoupItem; readonly purl: Purl | undefined; readonly covers: readonly (Purl | undefined)[] }

export function labelOf(component: SbomComponent): string {
  return component.version === undefined ? component.name : `${component.name}@${component.version}`;
}

/** All SOUP entries of all lists. */
export function soupItems(context: CheckContext): SoupItem[] {
  return context.evidence.contents.soup.flatMap((read: Read<'soup'>) => read.content.items);
}

/** How many components of the SBOMs are the manufacturer's own by `product.own`: said beside what was checked, so that a pattern that is too wide shows. */
export function ownComponents(context: CheckContext): number {
  return context.evidence.contents.sbom.reduce((n, { content }) => n + content.components.length, 0) - shippedComponents(context).length;
}

/** Components of all SBOMs that the manufacturer did not make (`product.own`, unless the SBOM names another supplier), each with its SOUP entries. */
export function shippedComponents(context: CheckContext): readonly ShippedComponent[] {
  const known = matched.get(context);
  if (known !== undefined) return known;
  const found = match(context);
  matched.set(context, found);
  return found;
}

/** Four checks ask the same of one context, which never changes: it is matched once. */
const matched = new WeakMap<object, readonly ShippedComponent[]>();

function match(context: CheckContext): ShippedComponent[] {
  const own = context.project.product.own.map((pattern) => parsePurl(pattern));
  const entries = soupItems(context).map((item): Entry => ({
    item, purl: item.purl === undefined ? undefined : parsePurl(item.purl), covers: item.covers.map((c) => parsePurl(c)),
  }));
  const byPackage = group(entries.filter((e) => e.purl !== undefined), (e) => packageOf(e.purl!));
  const byName = group(entries.flatMap((entry) => namesOf(entry).map((name) => ({ entry, name }))), (n) => n.name);
  const grouping = entries.filter((e) => e.covers.length > 0);

  const parts = context.evidence.contents.sbom.flatMap((read) => read.content.components).map((component) => ({
    component, purl: component.purl === undefined ? undefined : parsePurl(component.purl),
  })).filter(({ component, purl }) => isStrange(component, context) || !own.some((pattern) => isUnder(pattern, purl)));

  const candidates = parts.map(({ component, purl }) => {
    const same = purl === undefined ? [] : (byPackage.get(packageOf(purl)) ?? []).map((e) => e.item);
    // Where both sides have a package URL it alone decides: one name may stand for two packages of two ecosystems.
    const alike = (byName.get(plainName(component.name)) ?? []).map((n) => n.entry).filter((e) => purl === undefined || e.purl === undefined).map((e) => e.item);
    return { component, purl, found: [...new Set([...same, ...alike])] };
  });
  const taken = new Set(candidates.flatMap(({ component, found }) => found.filter((item) => sameVersion(item.version, component.version))));

  return candidates.map(({ component, purl, found }) => {
    const named = closest(found, component, taken);
    const grouped = grouping.filter((e) => !found.includes(e.item) && e.covers.some((c) => isUnder(c, purl))).map((e) => e.item);
    return { component, label: labelOf(component), purl, named, grouped };
  });
}

/** Its supplier is stated and is not the manufacturer: no pattern of the project file makes it the manufacturer's own. */
function isStrange({ supplier }: SbomComponent, context: CheckContext): boolean {
  const [maker, by] = [context.release.product.manufacturer, supplier].map((name) => plainName(name ?? ''));
  return maker !== '' && by !== '' && !maker!.startsWith(by!) && !by!.startsWith(maker!);
}

/** Of several entries for one package (it is shipped in two versions): that of this version, else those whose version is not shipped elsewhere. */
function closest(found: readonly SoupItem[], component: SbomComponent, taken: ReadonlySet<SoupItem>): readonly SoupItem[] {
  if (found.length < 2) return found;
  const exact = found.filter((item) => sameVersion(item.version, component.version));
  if (exact.length > 0) return exact;
  const free = found.filter((item) => !taken.has(item));
  return free.length > 0 ? free : found;
}

/** `v4.2.1` and `4.2.1` name the same version. */
export function sameVersion(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && bare(a) === bare(b);
}

function bare(version: string): string {
  return version.trim().replace(/^[vV](?=\d)/, '');
}

function namesOf(entry: Entry): string[] {
  const names = [entry.item.title, entry.item.id, entry.purl === undefined ? undefined : nameOf(entry.purl)];
  return [...new Set(names.filter((n) => n !== undefined).map(plainName))].filter((n) => n !== '');
}

/** Letters and digits only, in lower case: `OpenTick RTOS` and `opentick-rtos` are one name. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
}

function group<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const value of values) {
    const list = map.get(key(value));
    if (list === undefined) map.set(key(value), [value]);
    else list.push(value);
  }
  return map;
}
