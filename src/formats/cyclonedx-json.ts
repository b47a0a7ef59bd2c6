import type { Sbom } from '../model/sbom.ts';
import type { Vex, VexStatus } from '../model/vulnerability.ts';
import type { Format, Head, ReadResult } from './format.ts';
import { readBom } from './cyclonedx-bom.ts';
import type { BomAnswer } from './cyclonedx-bom.ts';
import { statusFacts } from './vex-facts.ts';

/** Some writers put `bomFormat` behind a list of components that is longer than the head. */
const claims = ({ json, text }: Head): boolean => json?.shape === 'object' && (
  json.keys.includes('bomFormat') || (json.keys.includes('components') && (json.keys.includes('specVersion') || /"(bom-ref|purl)"\s*:\s*"/.test(text))));
/** Vulnerabilities and no list of components: the document says nothing about what is shipped. */
const isVex = ({ json }: Head): boolean => json !== undefined && json.keys.includes('vulnerabilities') && !json.keys.includes('components');

/** CycloneDX JSON 1.2 to 1.7 as a bill of materials; declared as `vex`, its analyses are read instead. */
export const cyclonedxJson: Format = {
  id: 'cyclonedx-json', title: 'CycloneDX JSON 1.2–1.7', contentKind: 'sbom', kinds: ['sbom', 'vex'],
  reads: 'Components of all levels, the product, suppliers, licences, digests, dependencies, compositions, vulnerabilities with their analysis.',
  ignores: 'Services, formulation, annotations, declarations, signatures (not verified), external references.',
  looksLike: (head) => claims(head) && !isVex(head),
  read(source, { declared }) {
    const answer = readBom(source);
    return declared?.kind === 'vex' ? asVex(answer, source.name) : asSbom(answer, source.name);
  },
};

/** The same format with nothing but vulnerabilities in it. */
export const cyclonedxVex: Format = {
  id: 'cyclonedx-vex', title: 'CycloneDX VEX (JSON 1.4–1.7)', contentKind: 'vex', kinds: ['vex'],
  reads: 'Vulnerabilities with state, justification and affected references.',
  ignores: 'Ratings, advisories, credits; a BOM-Link is kept as text and not followed.',
  looksLike: (head) => claims(head) && isVex(head),
  read: (source) => asVex(readBom(source), source.name),
};

function asSbom(answer: BomAnswer, file: string): ReadResult {
  if ('refused' in answer) return { status: 'refused', ...version(answer), problems: answer.refused };
  const { bom, formatVersion } = answer;
  const facts = sbomFacts(bom);
  if (bom.components.length > 0) return { status: 'read', formatVersion, content: bom, facts, problems: answer.problems };
  return { status: 'no-data', formatVersion, content: bom, facts, problems: [{ code: 'NO_DATA', message: 'the document lists no component', file, pointer: '/components' }, ...answer.problems] };
}

function asVex(answer: BomAnswer, file: string): ReadResult {
  if ('refused' in answer) return { status: 'refused', ...version(answer), problems: answer.refused };
  const { bom, formatVersion } = answer;
  const content: Vex = {
    ...(bom.author === undefined ? {} : { author: bom.author }), ...(bom.timestamp === undefined ? {} : { timestamp: bom.timestamp }),
    statements: bom.vulnerabilities.map(({ file: _, pointer, id, affects, state, justification, detail }) => ({
      file, ...(pointer === undefined ? {} : { pointer }), vulnerability: id, aliases: [id], products: affects.map((ref) => bom.components.find((one) => one.ref === ref)?.purl ?? ref),
      status: STATUS[state ?? ''] ?? 'under_investigation', ...(justification === undefined ? {} : { justification }), ...(detail === undefined ? {} : { impact: detail }),
      ...(bom.timestamp === undefined ? {} : { timestamp: bom.timestamp }),
    })),
  };
  const facts = statusFacts(content);
  if (content.statements.length > 0) return { status: 'read', formatVersion, content, facts, problems: answer.problems };
  return { status: 'no-data', formatVersion, content, facts, problems: [{ code: 'NO_DATA', message: 'the document holds no vulnerability', file, pointer: '/vulnerabilities' }] };
}

/** A vulnerability without analysis is undecided, never settled. */
const STATUS: Readonly<Record<string, VexStatus>> = {
  resolved: 'fixed', resolved_with_pedigree: 'fixed', exploitable: 'affected', in_triage: 'under_investigation', false_positive: 'not_affected', not_affected: 'not_affected',
};

const version = (answer: { readonly formatVersion?: string }) => (answer.formatVersion === undefined ? {} : { formatVersion: answer.formatVersion });

/** `specVersion, components, withoutVersion, withoutSupplier, withPurl, dependencies` */
function sbomFacts({ specVersion, components, dependencies, vulnerabilities }: Sbom): Record<string, unknown> {
  return {
    specVersion, components: components.length, withoutVersion: components.filter((one) => one.version === undefined).length,
    withoutSupplier: components.filter((one) => one.supplier === undefined).length, withPurl: components.filter((one) => one.purl !== undefined).length,
    dependencies: dependencies.length, ...(vulnerabilities.length > 0 ? { findings: vulnerabilities.length } : {}),
  };
}
