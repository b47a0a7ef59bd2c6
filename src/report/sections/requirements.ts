import type { Block, TableRow } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { field } from '../fields.ts';
import { levelStrip } from '../figures/level-strip.ts';
import { verificationCell } from '../marks.ts';
import { orDash } from '../words.ts';

/** IEC 62304 5.7.4: every requirement with design, verification and result; the strip shows gaps at a glance. */
export function requirements(context: ViewContext): readonly Block[] {
  const nodes = context.nodes('SRS');
  const verifications = (id: string): readonly string[] => context.input.graph.verification.get(id)?.by ?? context.from(id, 'verifies');
  return [
    ...levelStrip(context),
    { kind: 'table', id: 'requirement-table', caption: 'Requirements with design, verification and result', empty: 'No requirement is in the evidence.', searchable: true,
      columns: [{ label: 'Id', width: 18, style: 'id' }, { label: 'Requirement (acceptance criterion)', width: 56 }, { label: 'Source', width: 20 }, { label: 'Risk controls', width: 20 }, { label: 'Design', width: 20 }, { label: 'Verified by', width: 24 }, { label: 'Result', width: 30 }],
      rows: nodes.map((node): TableRow => {
        const controls = context.to(node.id, 'implements');
        const verified = verificationCell(context, node.id);
        const criterion = field(node, 'criterion');
        return { anchor: node.id, keep: verified.mark !== 'PASS' || controls.length > 0, alarm: verified.mark === 'FAIL', cells: [
          { text: node.id, style: 'strong' }, criterion === undefined || criterion === node.title ? node.title : `${node.title} (${criterion})`, orDash(field(node, 'source')),
          controls.join(', ') || '–', context.from(node.id, 'realises').join(', ') || '–', verifications(node.id).join(', ') || '–', verified] };
      }) },
    { kind: 'heading', id: 'design', text: 'Design elements' },
    { kind: 'table', id: 'design-table', caption: 'Design elements', empty: 'No design element is in the evidence.', searchable: true,
      columns: [{ label: 'Id', width: 20, style: 'id' }, { label: 'Element', width: 70 }, { label: 'Realises', width: 80 }],
      rows: context.nodes('SDS').map((node) => ({ anchor: node.id, cells: [{ text: node.id, style: 'strong' }, node.title, context.to(node.id, 'realises').join(', ') || '–'] })) },
    { kind: 'heading', id: 'software-items', text: 'Software items' },
    { kind: 'table', id: 'software-item-table', caption: 'Software items', empty: 'The project file names no software item.',
      columns: [{ label: 'Id', width: 20, style: 'id' }, { label: 'Item', width: 40 }, { label: 'Class', width: 16 }, { label: 'Safety', width: 20 }, { label: 'Risk controls', width: 30 }, { label: 'Source files', width: 50, style: 'mono' }],
      rows: context.input.project.items.map((item) => ({ anchor: item.id, cells: [{ text: item.id, style: 'strong' }, orDash(item.title), item.safetyClass ?? context.input.profile.safetyClass,
        item.safety === true ? 'safety-related' : '–', context.from(item.id, 'in-item').join(', ') || '–', item.paths.join(' ')] })) },
  ];
}
