import { keyOf, assessVulnerabilities } from '../../checks/vulnerability-status.ts';
import { shippedComponents } from '../../checks/soup-match.ts';
import type { SoupItem } from '../../model/lists.ts';
import type { SbomComponent } from '../../model/sbom.ts';
import { joined, placed, timeOf, type CatalogueInput } from '../input.ts';
import type { Fact } from '../schema.ts';

/** What is shipped and comes from elsewhere: components, SOUP entries, known vulnerabilities. */
export function supplyFacts(input: CatalogueInput): Fact[] {
  return [...components(input), ...soup(input), ...vulnerabilities(input)];
}

function components(input: CatalogueInput): Fact[] {
  const shipped = new Map(shippedComponents(input).map((one) => [one.component, one]));
  return input.evidence.contents.sbom.flatMap(({ content }) => content.components.map((component): Fact => {
    const match = shipped.get(component);
    return {
      kind: 'component', id: component.ref, name: component.name, component_version: component.version, purl: component.purl, supplier: component.supplier,
      licence: joined(component.licenses), soup_id: match && joined([...match.named, ...match.grouped].map((item) => item.id)), own: match === undefined, ...placed(component),
    };
  }));
}

function soup({ evidence }: CatalogueInput): Fact[] {
  return evidence.contents.soup.flatMap(({ content }) => content.items.map((item): Fact => ({
    kind: 'soup', id: item.id, name: item.title, component_version: item.version, purl: item.purl, supplier: item.manufacturer, licence: item.license, soup_id: item.id,
    status: isEvaluated(item) ? 'evaluated' : 'not-evaluated', reason: item.anomalyEvaluation?.conclusion, occurred_at: timeOf(item.anomalyEvaluation?.date), person: item.anomalyEvaluation?.evaluator, ...placed(item),
  })));
}

const isEvaluated = (item: SoupItem): boolean => item.anomalyEvaluation !== undefined;

function vulnerabilities(input: CatalogueInput): Fact[] {
  const kev = new Set(input.evidence.contents.kev.flatMap(({ content }) => content.entries.map((entry) => keyOf(entry.cveId))));
  return assessVulnerabilities(input).flatMap((one) => one.parts.flatMap(({ component, status, read, reason }) => {
    const place = read[0] ?? one.read[0];
    const known_exploited = one.names.some((name) => kev.has(keyOf(name)));
    // Every name it goes by has its row: who asks for the CVE must find what the scanner calls by the id of its own database.
    return one.names.map((id): Fact => ({
      kind: 'vulnerability', id, name: one.id, status, severity: joined(one.severities), known_exploited, reason, ...about(component), ...(place === undefined ? {} : placed(place)),
    }));
  }));
}

const about = (component: SbomComponent | undefined): Partial<Fact> => (component === undefined ? {} : { subject: component.name, component_version: component.version, purl: component.purl, supplier: component.supplier });
