import { packageOf, parsePurl } from '../model/purl.ts';
import type { SbomComponent } from '../model/sbom.ts';
import { sameVersion } from './soup-match.ts';

/** Finds components by what documents call them: bom-ref, package URL, CPE, name or BOM-Link. Built once for each SBOM. */
export class ComponentIndex {
  readonly #exact = new Map<string, SbomComponent[]>();
  readonly #packages = new Map<string, SbomComponent[]>();

  constructor(components: readonly SbomComponent[]) {
    for (const component of components) {
      for (const key of new Set([component.ref, component.purl, component.cpe, component.name])) if (key !== undefined) add(this.#exact, key, component);
      const purl = component.purl === undefined ? undefined : parsePurl(component.purl);
      if (purl !== undefined) add(this.#packages, packageOf(purl), component);
    }
  }

  /** A package URL without version means every version; with one, it must be the component's. A reference is never a pattern. */
  find(reference: string): readonly SbomComponent[] {
    const exact = this.#exact.get(reference) ?? this.#exact.get(linked(reference) ?? '');
    if (exact !== undefined) return exact;
    const purl = parsePurl(reference);
    if (purl === undefined) return [];
    return (this.#packages.get(packageOf(purl)) ?? []).filter((c) => purl.version === undefined || sameVersion(purl.version, c.version ?? parsePurl(c.purl!)?.version));
  }
}

/** `urn:cdx:‹serial›/‹version›#‹bom-ref›` (CycloneDX BOM-Link): the reference behind the hash. */
function linked(reference: string): string | undefined {
  const hash = reference.startsWith('urn:cdx:') ? reference.indexOf('#') : -1;
  if (hash === -1) return undefined;
  try {
    return decodeURIComponent(reference.slice(hash + 1));
  } catch {
    return undefined; // not a BOM-Link: it names nothing
  }
}

function add(map: Map<string, SbomComponent[]>, key: string, component: SbomComponent): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [component]);
  else list.push(component);
}
