import { reading } from '../model/location.ts';
import type { Anomaly } from '../model/lists.ts';
import type { Check, CheckContext } from './check.ts';
import { field, notApplicable, searched } from './findings.ts';
import { released } from './stated.ts';
import { count, Tally } from './tally.ts';
import { isAnswered } from '../model/answers.ts';
import { dayOf } from '../model/dates.ts';
import { compareVersions } from '../model/version-order.ts';

/** Every entry of the residual anomaly lists; an anomaly that is in several files comes up in each. */
export function listedAnomalies(context: CheckContext): Anomaly[] {
  return context.evidence.contents.anomalies.flatMap(({ content }) => content.items);
}

export const trackerAndListAgree: Check = {
  id: 'CHK-601',
  title: 'Tracker and residual anomaly list agree',
  clause: '5.8.2',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['anomalies', 'tracker'],
  fails: 'An anomaly is open in the tracker and not on the residual list, or open on the list and not in the tracker.',
  run(context) {
    const tally = new Tally();
    const tracked = byId(context.evidence.contents.tracker.flatMap(({ content }) => content.items));
    const listed = byId(listedAnomalies(context));
    let agreed = 0;
    const read = (items: readonly Anomaly[]) => items.map((a) => field(a, `${a.id} status`, a.status));
    const lists = new Map(context.evidence.contents.anomalies.map(({ file }) => [file.sha256, file.path]));
    for (const { file, content } of context.evidence.contents.tracker) {
      const list = lists.get(file.sha256);
      // Two exports that both say "none" may well be alike; one file in both places is never two sources.
      if (list === file.path || (list !== undefined && content.items.length > 0)) tally.unknown(file.path, `the tracker export is the residual anomaly list ${list === file.path ? 'itself' : `${list} again, byte for byte`}: a list that is compared with itself always agrees`, [{ file: file.path, value: file.sha256 }, { file: list!, value: file.sha256 }], 'declare the export of the tracker itself');
      if (!content.complete) tally.unknown(file.path, 'the tracker export says of itself that it is one page of several', [field({ file: file.path }, 'complete', false)], 'export all pages');
      else tally.pass(file.path, { file: file.path, value: content.items.length });
    }
    for (const [id, entries] of tracked) {
      if (!isOpen(entries)) continue;
      const mine = listed.get(id) ?? [];
      if (mine.length === 0) tally.fail(id, `${id} is open in the tracker and not on the residual anomaly list`, [...read(entries), ...searched(context, ['anomalies'])], 'export the list again, and evaluate the anomaly');
      else if (!isOpen(mine)) tally.fail(id, `${id} is open in the tracker and closed on the residual anomaly list`, [...read(entries), ...read(mine)], 'find out whether it is fixed, and correct the other source');
      else {
        agreed += 1;
        tally.pass(id, ...read(entries), ...read(mine));
      }
    }
    for (const [id, entries] of listed) {
      if (!isOpen(entries)) continue;
      const theirs = tracked.get(id) ?? [];
      if (theirs.length === 0) tally.fail(id, `${id} is on the residual anomaly list and not in the tracker`, [...read(entries), ...searched(context, ['tracker'])], 'record the anomaly in problem resolution, or export the tracker again');
      else if (!isOpen(theirs)) tally.fail(id, `${id} is open on the residual anomaly list and closed in the tracker`, [...read(entries), ...read(theirs)], 'find out whether it is fixed, and correct the other source');
    }
    return tally.findings(() => `tracker and residual anomaly list agree on ${count(agreed, 'open anomaly', 'open anomalies')}`);
  },
};

export const fixedVersionsFit: Check = {
  id: 'CHK-604',
  title: 'Status and fixed version of each anomaly fit this release',
  clause: '9.7',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: true,
  needs: ['anomalies'],
  fails: 'An anomaly is closed and its fixed version is missing or later than this release, or older than the version it was found in, or it is residual although it was fixed in this release or before; in the tracker: it is closed for a later release and not on the residual list.',
  run(context) {
    const tally = new Tally();
    const { version } = context.release;
    const here = released(context, 'version');
    const listed = listedAnomalies(context);
    const known = new Set(listed.map((a) => a.id));
    for (const anomaly of context.evidence.contents.tracker.flatMap(({ content }) => content.items)) {
      const { id, status, fixedIn } = anomaly;
      if (known.has(id) || status !== 'closed') continue;
      if (fixedIn === undefined) {
        tally.fail(id, `${id} is closed in the tracker without a fixed version, and the residual anomaly list does not have it: it cannot be seen whether it is in this release`, [field(anomaly, 'status', status), field(anomaly, 'fixedIn', null)], 'map the fixed version in the tracker export; for one that is no anomaly (duplicate, not reproducible), say so on the list', 'warning');
        continue;
      }
      if ((compareVersions(fixedIn, version) ?? 0) <= 0) continue;
      tally.fail(id, `${id} is closed in the tracker for ${fixedIn}: it is in this release (${version}), and the residual anomaly list does not have it`, [field(anomaly, 'status', status), field(anomaly, 'fixedIn', fixedIn), here, ...searched(context, ['anomalies'])], 'put it on the residual list and evaluate it, or correct the fixed version');
    }
    if (listed.length === 0 && tally.size === 0) return [notApplicable([], 'the residual anomaly list is empty (that this is stated: CHK-611)', searched(context, ['anomalies']))];
    for (const anomaly of listed) {
      const { id, status, fixedIn } = anomaly;
      const read = [field(anomaly, 'status', status), field(anomaly, 'fixedIn', fixedIn), here];
      if (fixedIn === undefined) {
        if (status === 'closed') tally.fail(id, `${id} is closed and does not say in which version it was fixed`, read, 'name the version that fixed it, or open it again');
        else tally.pass(id, field(anomaly, 'status', status));
        continue;
      }
      const order = compareVersions(fixedIn, version);
      if (anomaly.foundInVersion !== undefined && (compareVersions(anomaly.foundInVersion, fixedIn) ?? 0) > 0) {
        tally.fail(id, `${id} was found in ${anomaly.foundInVersion} and is said to be fixed in ${fixedIn}, which is older`, [field(anomaly, 'foundInVersion', anomaly.foundInVersion), ...read], 'correct the versions: what was found later was not fixed before');
      }
      if (order === undefined) tally.unknown(id, `${id}: "${fixedIn}" cannot be compared with version ${version}`, read, 'write the version as dotted numbers');
      else if (status === 'closed' && order > 0) tally.fail(id, `${id} is closed, but fixed in ${fixedIn} only: this release is ${version}`, read, 'open it again and evaluate it as residual, or correct the fixed version');
      else if (status === 'open' && order <= 0) tally.fail(id, `${id} is residual, but said to be fixed in ${fixedIn}: this release is ${version}`, read, 'close it with its verification, or correct the fixed version');
      else tally.pass(id, ...read.slice(0, 2));
    }
    return tally.findings((n) => `status and fixed version of ${count(n, 'anomaly fits', 'anomalies fit')} release ${version}`);
  },
};

export const emptyListIsStated: Check = {
  id: 'CHK-611',
  title: 'An empty anomaly list says that none are known, and how it was looked for',
  clause: '5.8.2',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: true,
  needs: ['anomalies'],
  fails: 'A residual anomaly list is empty and has no statement such as "none known", no tracker query or no time of extraction.',
  run(context) {
    const tally = new Tally();
    for (const { file, content } of context.evidence.contents.anomalies) {
      const open = (['statement', 'query', 'extractedAt'] as const).filter((name) => !isAnswered(content[name]) || (name === 'extractedAt' && dayOf(content.extractedAt) === undefined));
      if (content.items.length > 0) tally.pass(file.path, { file: file.path, value: content.items.length });
      else if (open.length > 0) {
        tally.fail(file.path, `the anomaly list is empty and has no ${open.map((o) => WORDS[o]).join(', no ')}`, open.map((o) => field(content, o, content[o])), 'state "none known" with the tracker query and the time it was run; a bare header proves nothing');
      } else tally.pass(file.path, reading(content, content.statement!));
    }
    return tally.findings((n) => `${count(n, 'anomaly list names', 'anomaly lists name')} anomalies or state that none are known`);
  },
};

const WORDS = { statement: 'statement', query: 'tracker query', extractedAt: 'time of extraction' } as const;

function byId(items: readonly Anomaly[]): Map<string, Anomaly[]> {
  const map = new Map<string, Anomaly[]>();
  for (const item of items) map.set(item.id, [...(map.get(item.id) ?? []), item]);
  return map;
}

/** Said twice with two statuses, an anomaly is open. */
function isOpen(entries: readonly Anomaly[]): boolean {
  return entries.some((a) => a.status === 'open');
}
