import { showLocation } from '../../model/location.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { orDash } from '../words.ts';

/** IEC 62304 5.8.7: until when this release must be kept. What the store guarantees is in the publishing receipt. */
export function retention(context: ViewContext): readonly Block[] {
  const all = context.input.evidence.contents.retention;
  const { minYears } = context.input.profile.retention;
  return [
    ...(all.length === 0 ? [{ kind: 'text', tone: 'alarm', text: 'No retention record is in the evidence.' } as const] : []),
    ...all.map(({ content: r }): Block => ({ kind: 'facts', rows: [
      ['Retain until', orDash(r.retainUntil)], ['Device lifetime', r.deviceLifetimeYears === undefined ? '–' : `${r.deviceLifetimeYears} years`], ['Regions', r.regions.join(', ') || '–'],
      ['Can be extended', r.extendable === undefined ? 'not stated' : r.extendable ? 'yes' : 'no'], ['Profile asks for', `at least ${minYears} years`], ['Reference', orDash(r.reference)], ['Read at', { text: showLocation(r), style: 'mono' }],
    ] })),
    { kind: 'text', tone: 'quiet', text: 'How the bundle is stored (versioning, lock mode, retain-until of the object) is known only after publishing: see the publishing receipt, CHK-808.' },
  ];
}
