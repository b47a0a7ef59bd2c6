import type { Change, VcsCommit } from '../model/lists.ts';
import type { Check, CheckContext } from './check.ts';
import { isBefore } from '../model/dates.ts';
import { field, inProject, notApplicable, notEvaluated, searched, reading } from './findings.ts';
import { released } from './stated.ts';
import { samePerson } from '../model/people.ts';
import { sameVersion } from './soup-match.ts';
import { ItemMap, safetyItems } from './software-items.ts';
import { count, Tally } from './tally.ts';
import { isAnswered } from '../model/answers.ts';

/** Every change of all change lists. */
export function listedChanges(context: CheckContext): Change[] {
  return context.evidence.contents.changes.flatMap(({ content }) => content.changes);
}

/** Commits since the previous release, of all records; undefined where a record could not reach back that far. */
export function commitsInRange(context: CheckContext): VcsCommit[] | undefined {
  const lists = context.evidence.contents.vcs.map(({ content }) => content.commits);
  return lists.some((l) => l === undefined) ? undefined : lists.flatMap((l) => l ?? []);
}

export const commitsAreApproved: Check = {
  id: 'CHK-705',
  title: 'Every commit since the previous release belongs to an approved change request',
  clause: '8.2.1, 8.2.4',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['vcs', 'changes'],
  fails: 'A commit in the range belongs to no change request, to one that nobody approved, to one approved or merged by its own author, or approved only after the release date.',
  run(context) {
    const commits = commitsInRange(context);
    const vcs = context.evidence.contents.vcs;
    if (commits === undefined) {
      if (context.release.previous === undefined && vcs.every(({ content }) => content.previous === undefined)) {
        const here = inProject(context, ['release', 'first']);
        if (context.project.release.first === true) return [notApplicable([], 'declared as the first release: there is no range of commits', [field(here, 'release.first', true)])];
        return [notEvaluated([], 'neither the project file nor the repository names a previous release, and the project file does not say that this is the first', [reading(inProject(context, ['release']), null), ...vcs.map(({ content }) => ({ file: content.file, value: null }))], 'name release.previous with version and tag, or state `first: true` under release')];
      }
      return [notEvaluated([], 'the commits since the previous release are not recorded', vcs.map(({ content }) => field(content.at['previous'] ?? content, 'commits', null)), 'fetch the history back to the tag of the previous release in the release job (no shallow clone)')];
    }
    if (commits.length === 0 && vcs.every(({ content }) => content.previous?.commit === content.commit)) {
      return [notApplicable([], 'the previous release is of the same commit: nothing was changed since', vcs.map(({ content }) => field(content.at['previous'] ?? content, 'previous commit', content.previous?.commit)))];
    }
    const tally = new Tally();
    const changes = listedChanges(context);
    const { previous } = context.release;
    for (const { content } of vcs) {
      const from = content.previous?.version;
      if (previous === undefined || from === undefined || sameVersion(from, previous.version)) continue;
      tally.fail(content.file, `the commits are recorded since ${from}, the previous release is ${previous.version}`, [field(content.at['previous'] ?? content, 'previous', from), field(inProject(context, ['release', 'previous']), 'release.previous.version', previous.version)], 'collect the commits since the previous release');
    }
    for (const { content } of vcs) {
      if ((content.commits ?? []).length === 0 || content.commits!.some((c) => c.id === content.commit)) continue;
      tally.unknown(content.file, `the recorded commits do not reach the commit ${content.commit} that they lead to`, [field(content.at['commits'] ?? content, 'newest commit', content.commits![0]!.id), field(content.at['commit'] ?? content, 'commit', content.commit)], 'collect all commits from the previous release to this one');
    }
    const byCommit = new Map<string, Change[]>();
    for (const change of changes) for (const id of new Set(change.commits)) byCommit.set(id, [...(byCommit.get(id) ?? []), change]);
    for (const commit of commits) {
      const named = field(commit, commit.id, commit.subject ?? commit.author ?? 'no subject');
      const mine = byCommit.get(commit.id) ?? [];
      if (mine.length === 0) tally.fail(commit.id, `commit ${commit.id} (${commit.subject ?? 'no subject'}) belongs to no change request`, [named, ...searched(context, ['changes'])], 'name the commit in the change request that it implements, or have a change request approved for it');
      for (const change of mine) {
        const place = `${change.id}, to which commit ${commit.id} belongs,`;
        if (!isAnswered(change.approvedBy)) tally.fail(commit.id, `${place} is approved by nobody`, [named, field(change, 'approvedBy', change.approvedBy)], 'have the change request approved');
        else {
          if (change.author === undefined && commit.author === undefined) tally.unknown(commit.id, `${place} names no author, and neither does the commit: it cannot be seen whether somebody else approved it`, [named, field(change, 'author', null)], 'record who wrote the change');
          for (const [author, where] of [[change.author, field(change, 'author', change.author)], [commit.author, field(commit, 'author', commit.author)]] as const) {
            if (author !== undefined && samePerson({ name: author }, { name: change.approvedBy })) tally.fail(commit.id, `${place} is approved by its own author ${change.approvedBy}`, [where, field(change, 'approvedBy', change.approvedBy)], 'have the change approved by somebody else');
          }
        }
        if (change.mergedBy !== undefined && change.author !== undefined && samePerson({ name: change.author }, { name: change.mergedBy })) tally.fail(commit.id, `${place} is merged by its own author ${change.mergedBy}`, [field(change, 'author', change.author), field(change, 'mergedBy', change.mergedBy)], 'have changes merged by somebody else');
        if (change.approvedAt !== undefined && isBefore(context.release.date, change.approvedAt) === true) tally.fail(commit.id, `${place} was approved at ${change.approvedAt}, after the release date ${context.release.date}`, [field(change, 'approvedAt', change.approvedAt), released(context, 'date')], 'a change is approved before it is released');
        tally.pass(commit.id, named, field(change, 'approvedBy', change.approvedBy));
      }
    }
    return tally.findings((n) => `${count(n, 'commit belongs', 'commits belong')} to approved change requests`);
  },
};

export const safetyImpactIsAnalysed: Check = {
  id: 'CHK-706',
  title: 'Changes to safety items carry an impact analysis that speaks of the risk controls',
  clause: '7.4.1, 7.4.2',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['vcs', 'changes'],
  fails: 'A change touches files of a safety item, or names a risk control or a safety item, and its safety impact is missing or neither names a risk control nor says that no risk control is touched.',
  run(context) {
    const tally = new Tally();
    const safety = safetyItems(context);
    const map = new ItemMap(safety, context.project.items);
    const commits = new Map((commitsInRange(context) ?? []).map((c) => [c.id, c]));
    const controls = [...context.graph.nodes.values()].filter((node) => node.type === 'RC').map((node) => node.id);
    const changes = listedChanges(context);
    if (changes.length === 0) return [notApplicable([], 'the change list says that nothing was changed (that no commit is without change: CHK-705)', searched(context, ['changes']))];
    for (const change of changes) {
      const mine = change.commits.map((id) => commits.get(id)).filter((c) => c !== undefined);
      const touched = mine.flatMap((c) => (c.files ?? []).flatMap((path) => map.of(path).map((item) => ({ item: item.id, path, commit: c }))));
      const named = change.affects.filter((id) => controls.includes(id) || safety.some((item) => item.id === id));
      const blind = mine.length < change.commits.length || mine.some((c) => c.files === undefined);
      if (touched.length === 0 && named.length === 0) {
        if (blind) tally.unknown(change.id, `it is not recorded which files the commits of ${change.id} touch`, [field(change, 'commits', change.commits.join(', ') || null), ...searched(context, ['vcs'])], 'collect the files of each commit since the previous release');
        else tally.pass(change.id, field(change, 'affects', change.affects.join(', ')));
        continue;
      }
      const first = touched[0];
      const what = first === undefined ? named.join(', ') : `${[...new Set(touched.map((t) => t.item))].join(', ')} (${first.path})`;
      const place = first === undefined ? field(change, 'affects', named.join(', ')) : field(first.commit, 'files', first.path);
      const text = change.safetyImpact ?? '';
      const speaks = change.affects.some((id) => controls.includes(id)) || controls.some((id) => text.includes(id)) || /\brisk controls?\b/iu.test(text);
      if (!isAnswered(change.safetyImpact)) tally.fail(change.id, `${change.id} touches ${what} and has no safety impact analysis`, [place, field(change, 'safetyImpact', change.safetyImpact)], 'analyse what the change does to the risk control measures, and record it');
      else if (!speaks) tally.fail(change.id, `${change.id} touches ${what}, and its impact analysis names no risk control`, [place, field(change, 'safetyImpact', change.safetyImpact)], 'name the risk controls that the change touches, or say that no risk control is touched and why');
      else tally.pass(change.id, place, field(change, 'safetyImpact', change.safetyImpact));
    }
    return tally.findings((n) => `${count(n, 'change')} outside safety items, or with an impact analysis`);
  },
};
