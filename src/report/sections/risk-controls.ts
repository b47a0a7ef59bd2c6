import type { Block, TableRow } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { verticalSlice } from '../figures/vertical-slice.ts';
import { verificationCell } from '../marks.ts';
import { count, orDash } from '../words.ts';
import { field } from '../fields.ts';

/** More figures than a reader can use; the table always has all. Open ones come first. */
const MOST_FIGURES = 24;

/** IEC 62304 7.3.3: hazardous situation → software item → cause → measure → verification, one row and one figure each. */
export function riskControls(context: ViewContext): readonly Block[] {
  const nodes = context.nodes('RC');
  const open = (id: string): boolean => context.input.graph.verification.get(id)?.state !== 'verified';
  const drawn = [...nodes.filter((node) => open(node.id)), ...nodes.filter((node) => !open(node.id))].slice(0, MOST_FIGURES);
  const left = nodes.length - drawn.length;
  return [
    { kind: 'table', id: 'risk-control-table', caption: 'Risk controls with their causes, requirements and verification', empty: 'No risk control is in the evidence.', searchable: true,
      columns: [{ label: 'Id', width: 17, style: 'id' }, { label: 'Measure', width: 40 }, { label: 'Hazard', width: 18 }, { label: 'Situation', width: 16 }, { label: 'Item and cause', width: 34 },
        { label: 'Requirements', width: 24 }, { label: 'Implementation verified', width: 34 }, { label: 'Effectiveness', width: 30 }],
      rows: nodes.map((node): TableRow => {
        const situations = context.to(node.id, 'controls');
        const hazards = [...new Set(situations.flatMap((id) => context.to(id, 'leads-to')))];
        const items = context.to(node.id, 'in-item');
        const verified = verificationCell(context, node.id);
        return { anchor: node.id, keep: verified.mark !== 'PASS', alarm: verified.mark === 'FAIL', cells: [
          { text: node.id, style: 'strong' }, node.title, hazards.join(', ') || '–', situations.join(', ') || '–',
          [items.join(', '), field(node, 'cause')].filter((part) => part).join(': ') || '–',
          context.from(node.id, 'implements').join(', ') || '–', verified, orDash(field(node, 'effectiveness'))] };
      }) },
    { kind: 'heading', id: 'hazards', text: 'Hazards and hazardous situations' },
    { kind: 'table', id: 'hazard-table', caption: 'Hazards and hazardous situations', empty: 'No hazard is in the evidence.', searchable: true,
      columns: [{ label: 'Id', width: 18, style: 'id' }, { label: 'Description', width: 60 }, { label: 'Leads to', width: 20 }, { label: 'Risk controls', width: 40 }, { label: 'Verified control', width: 36 }],
      rows: [...context.nodes('HAZ'), ...context.nodes('HS')].map((node): TableRow => {
        const situations = node.type === 'HS' ? [node.id] : context.from(node.id, 'leads-to');
        const verified = verificationCell(context, node.id);
        return { anchor: node.id, keep: verified.mark !== 'PASS', alarm: verified.mark === 'FAIL', cells: [{ text: node.id, style: 'strong' }, node.title, context.to(node.id, 'leads-to').join(', ') || '–',
          [...new Set(situations.flatMap((id) => context.from(id, 'controls')))].join(', ') || '–', verified] };
      }) },
    ...(drawn.length > 0 ? [{ kind: 'heading', id: 'slices', text: 'From hazard to result, one figure for each risk control' } as const,
      { kind: 'text', text: 'Each box is an item of the evidence and each line a link that the evidence states; under a result stands the place where it was read. Risk controls that are not verified come first.' } as const] : []),
    ...drawn.map((node) => verticalSlice(context, node)),
    ...(left > 0 ? [{ kind: 'text', text: `${count(left)} more verified risk controls have no figure of their own; the table above has them all.` } as const] : []),
  ];
}
