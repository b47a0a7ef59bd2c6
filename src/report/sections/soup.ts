import { showLocation } from '../../model/location.ts';
import type { SoupItem } from '../../model/lists.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { count, orDash, plural, showTime } from '../words.ts';

/** IEC 62304 8.1.2, 5.3.3, 5.3.4, 7.1.3, and what the SBOM, VEX and KEV snapshot say of the shipped components. */
export function soup(context: ViewContext): readonly Block[] {
  const { contents } = context.input.evidence;
  const items = contents.soup.flatMap((read) => read.content.items);
  return [
    { kind: 'table', id: 'soup-table', caption: 'SOUP items', empty: 'No SOUP list is in the evidence.', searchable: true,
      columns: [{ label: 'Item', width: 30 }, { label: 'Manufacturer, version', width: 34 }, { label: 'Functional; performance requirement', width: 50 }, { label: 'Needs', width: 24 }, { label: 'Anomaly list evaluated', width: 44 }, { label: 'Support; end', width: 28 }],
      rows: items.map((item) => ({ anchor: item.id, keep: true, cells: [{ text: item.title === undefined || item.title === item.id ? item.id : `${item.id} ${item.title}`, style: 'strong' }, `${orDash(item.manufacturer)}, ${orDash(item.version)}`,
        `${orDash(item.functionalRequirements)}; ${orDash(item.performanceRequirements)}`, orDash(item.hwSwNeeds), evaluation(item), `${orDash(item.supportLevel)}; ${orDash(item.endOfSupport)}`] })) },
    { kind: 'heading', id: 'sbom', text: 'Software bill of materials' },
    ...contents.sbom.flatMap((read): Block[] => [
      { kind: 'facts', rows: [['File', { text: read.file.path, style: 'mono' }], ['Describes', read.content.root === undefined ? 'no root component' : `${read.content.root.name} ${orDash(read.content.root.version)}`],
        ['Made', `${showTime(read.content.timestamp)}, ${read.content.tools.join(', ') || 'no tool named'}`], ['Components', count(read.content.components.length)], ['Dependency entries', count(read.content.dependencies.length)]] },
    ]),
    { kind: 'table', id: 'component-table', caption: 'Components', empty: 'No component was read.', searchable: true,
      columns: [{ label: 'Component', width: 34 }, { label: 'Version', width: 20 }, { label: 'Supplier', width: 30 }, { label: 'Licences', width: 26 }, { label: 'purl', width: 56, style: 'mono' }, { label: 'Read at', width: 36, style: 'mono' }],
      rows: contents.sbom.flatMap((read) => read.content.components.map((one) => ({ cells: [one.name, orDash(one.version), orDash(one.supplier), one.licenses.join(', ') || '–', orDash(one.purl), showLocation(one)] }))) },
    { kind: 'heading', id: 'vulnerabilities', text: 'Known vulnerabilities' },
    { kind: 'table', id: 'vulnerability-table', caption: 'Known vulnerabilities', empty: 'The evidence names no vulnerability.', searchable: true,
      columns: [{ label: 'Id', width: 34, style: 'id' }, { label: 'Severity', width: 20 }, { label: 'Affects', width: 50 }, { label: 'State', width: 40 }, { label: 'Read at', width: 40, style: 'mono' }],
      rows: contents.sbom.flatMap((read) => read.content.vulnerabilities.map((v) => ({ anchor: v.id, keep: true, cells: [v.id, orDash(v.severity), v.affects.join(', ') || '–', [v.state ?? 'undecided', v.justification, v.detail].filter((p) => p !== undefined).join('; '), showLocation(v)] }))) },
    { kind: 'table', id: 'vex-table', caption: 'VEX statements', empty: 'No VEX statement is in the evidence.',
      columns: [{ label: 'Vulnerability', width: 34 }, { label: 'Status', width: 26 }, { label: 'Product', width: 50 }, { label: 'Justification; impact', width: 60 }, { label: 'Read at', width: 36, style: 'mono' }],
      rows: contents.vex.flatMap((read) => read.content.statements.map((s) => ({ keep: true, cells: [s.vulnerability, s.status, s.products.join(', ') || '–', [s.justification, s.impact].filter((p) => p !== undefined).join('; ') || '–', showLocation(s)] }))) },
    { kind: 'text', text: contents.kev.length === 0 ? 'No snapshot of the CISA catalogue of known exploited vulnerabilities is in the evidence.'
      : contents.kev.map((read) => `Known exploited vulnerabilities: catalogue ${read.content.catalogVersion} of ${read.content.dateReleased}, ${plural(read.content.entries.length, 'entry', 'entries')}, read from ${read.file.path}.`).join(' ') },
  ];
}

function evaluation(item: SoupItem): string {
  const e = item.anomalyEvaluation;
  if (e === undefined) return 'not evaluated';
  return [`version ${orDash(e.versionEvaluated)}, ${orDash(e.date)}, ${orDash(e.evaluator)}`, e.noListPublished === undefined ? undefined : `no list published: ${e.noListPublished}`,
    e.relevantAnomalies === undefined || e.relevantAnomalies.length === 0 ? undefined : `relevant: ${e.relevantAnomalies.join(', ')}`, e.conclusion].filter((part) => part !== undefined).join('; ');
}
