import { showLocation } from '../../model/location.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { timeline } from '../figures/timeline.ts';
import { orDash, showTime, size } from '../words.ts';

/** IEC 62304 5.8.4, 8.1.3: what is released, under which profile, made of which configuration items. */
export function identification(context: ViewContext): readonly Block[] {
  const { release, profile, evidence, results, evidenceSetDigest } = context.input;
  const { product, sources } = release;
  const items = evidence.contents['config-items'].flatMap((read) => read.content.items);
  const documents = evidence.contents.documents.flatMap((read) => read.content.documents);
  const from = (value: string, source: string): string => `${value} (from ${source})`;
  return [
    { kind: 'facts', rows: [
      ['Product', `${product.name} (${product.id})`], ['Description', orDash(product.description)], ['Manufacturer', orDash(product.manufacturer)],
      ['UDI', { text: orDash(product.udi), style: 'mono' }], ['Markets', product.markets.join(', ') || '–'],
      ['Device lifetime', product.lifetimeYears === undefined ? '–' : `${product.lifetimeYears} years`],
      ['Version', from(release.version, sources.version)], ['Commit', { text: from(release.commit, sources.commit), style: 'mono' }],
      ['Tag', release.tag === undefined ? '–' : from(release.tag, sources.tag)], ['Release date', from(showTime(release.date), sources.date)],
      ['Previous release', release.previous === undefined ? 'none named' : `${release.previous.version}${release.previous.bundleSha256 === undefined ? '' : `, bundle SHA-256 ${release.previous.bundleSha256}`}`],
      ['Profile', `${profile.id} ${profile.version}${profile.overlays.length > 0 ? ` + ${profile.overlays.join(', ')}` : ''}`], ['Profile SHA-256', { text: profile.digest, style: 'mono' }],
      ['Standard', `${profile.standard.id}:${profile.standard.edition}, evaluated as class ${profile.safetyClass}`],
      ['Evidence set SHA-256', { text: evidenceSetDigest, style: 'mono' }], ['Candidate SHA-256', { text: results.candidateDigest, style: 'mono' }],
      ['Check catalogue', results.catalogue],
    ] },
    ...timeline(context),
    { kind: 'heading', id: 'released-artifacts', text: 'Released artifacts' },
    { kind: 'table', id: 'artifact-table', caption: 'Released artifacts, the subjects of the seal', empty: 'No artifact is named in the project file.',
      columns: [{ label: 'File', width: 34 }, { label: 'Size', width: 18, align: 'right' }, { label: 'SHA-256', width: 82, style: 'mono' }],
      rows: release.artifacts.map((a) => ({ cells: [a.name, size(a.size), a.sha256] })) },
    { kind: 'heading', id: 'configuration-items', text: 'Configuration items' },
    { kind: 'table', id: 'configuration-item-table', caption: 'Configuration items and versions (8.1.3)', empty: 'No list of configuration items is in the evidence.',
      columns: [{ label: 'Item', width: 34 }, { label: 'Kind', width: 20 }, { label: 'Version', width: 18 }, { label: 'Class', width: 10 }, { label: 'SHA-256 or reference', width: 52, style: 'mono' }],
      rows: items.map((item) => ({ cells: [item.name, orDash(item.kind), orDash(item.version), orDash(item.safetyClass), item.sha256 ?? orDash(item.reference)] })) },
    { kind: 'heading', id: 'documents', text: 'Plans, procedures and other documents referred to' },
    { kind: 'table', id: 'document-table', caption: 'Documents referred to', empty: 'No document reference is in the evidence.',
      columns: [{ label: 'Id', width: 18, style: 'id' }, { label: 'Title', width: 42 }, { label: 'Kind', width: 20 }, { label: 'Version', width: 16 }, { label: 'State', width: 20 }, { label: 'Approved', width: 30 }, { label: 'Read at', width: 36, style: 'mono' }],
      rows: documents.map((d) => ({ anchor: d.id, cells: [d.id, orDash(d.title), orDash(d.kind), orDash(d.version), orDash(d.status), showTime(d.approvedAt), showLocation(d)] })) },
  ];
}
