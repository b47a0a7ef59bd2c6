import { showLocation } from '../../model/location.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { orDash, showTime } from '../words.ts';

/** Requirements that are "otherwise verified" (5.7.4): who looked, when, what was seen. */
export function inspections(context: ViewContext): readonly Block[] {
  const all = context.input.evidence.contents.inspections.flatMap((read) => read.content.inspections);
  if (all.length === 0) return [];
  return [{ kind: 'heading', id: 'inspections', text: 'Inspections' }, {
    kind: 'table', id: 'inspection-table', caption: 'Inspection records', empty: '',
    columns: [{ label: 'Id', width: 16, style: 'id' }, { label: 'Verifies', width: 20 }, { label: 'Who', width: 22 }, { label: 'When', width: 30 }, { label: 'What', width: 36 }, { label: 'Observed', width: 36 }, { label: 'Result', width: 20 }, { label: 'Read at', width: 30, style: 'mono' }],
    rows: all.map((one) => ({ anchor: one.id, cells: [{ text: one.id, style: 'strong' }, one.verifies.join(', ') || '–', orDash(one.who), showTime(one.when), orDash(one.what), orDash(one.observed),
      one.verdict === 'pass' ? { mark: 'PASS', text: '' } : one.verdict === 'fail' ? { mark: 'FAIL', text: '' } : { mark: 'NOT EVALUATED', text: 'no verdict' }, showLocation(one)] })),
  }];
}
