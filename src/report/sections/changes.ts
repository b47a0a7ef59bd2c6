import { showLocation } from '../../model/location.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { orDash, shorten, showTime } from '../words.ts';

/** IEC 62304 8.2, 6.3, 7.4: approved changes since the previous release and the commits that carry them. */
export function changes(context: ViewContext): readonly Block[] {
  const { evidence, release } = context.input;
  const lists = evidence.contents.changes;
  const all = lists.flatMap((read) => read.content.changes);
  const byCommit = new Map(all.flatMap((change) => change.commits.map((commit) => [commit, change.id] as const)));
  const commits = evidence.contents.vcs.flatMap((read) => read.content.commits ?? []);
  const unknown = evidence.contents.vcs.some((read) => read.content.commits === undefined);
  return [
    { kind: 'text', text: `Previous release: ${release.previous?.version ?? 'none named'}.` },
    { kind: 'table', id: 'change-table', caption: 'Change requests', empty: 'No change list is in the evidence.', searchable: true,
      columns: [{ label: 'Id', width: 18, style: 'id' }, { label: 'Change', width: 48 }, { label: 'Requested; made; approved by', width: 38 }, { label: 'Affects', width: 28 }, { label: 'Safety impact', width: 40 }, { label: 'Verified by', width: 22 }],
      rows: all.map((c) => ({ anchor: c.id, keep: true, cells: [{ text: c.id, style: 'strong' }, [c.type, c.description].filter((p) => p !== undefined).join(': ') || '–', `${orDash(c.requestedBy)}; ${orDash(c.author)}; ${orDash(c.approvedBy)} ${c.approvedAt === undefined ? '' : showTime(c.approvedAt)}`,
        c.affects.join(', ') || '–', orDash(c.safetyImpact), c.verifiedBy.join(', ') || '–'] })) },
    ...lists.flatMap((read): Block[] => (read.content.regressionAnalysis === undefined ? [] : [{ kind: 'text', text: `Regression analysis: ${read.content.regressionAnalysis}` }])),
    { kind: 'heading', id: 'commits', text: 'Commits since the previous release' },
    ...(unknown ? [{ kind: 'text', tone: 'alarm', text: 'The history that was collected does not reach the previous release: the list of commits is not known.' } as const] : []),
    { kind: 'table', id: 'commit-table', caption: 'Commits', empty: 'No commit is listed.', searchable: true,
      columns: [{ label: 'Commit', width: 58, style: 'mono' }, { label: 'Committed', width: 34 }, { label: 'Author', width: 26 }, { label: 'Subject', width: 52 }, { label: 'Change', width: 20 }],
      rows: commits.map((c) => ({ alarm: !byCommit.has(c.id), cells: [c.id, showTime(c.committedAt), orDash(c.author), shorten(orDash(c.subject), 200), byCommit.get(c.id) ?? { text: 'no change request', style: 'alarm' as const }] })) },
    ...evidence.contents.vcs.map((read): Block => ({ kind: 'text', tone: 'quiet', text: `History as collected in ${showLocation(read.content)}.` })),
  ];
}
