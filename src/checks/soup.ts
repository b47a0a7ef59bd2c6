import { reading } from '../model/location.ts';
import type { SoupItem } from '../model/lists.ts';
import type { Check } from './check.ts';
import { dayOf, daysBetween } from '../model/dates.ts';
import { field } from './findings.ts';
import { released } from './stated.ts';
import { withoutSoup } from './no-soup.ts';
import { nameOfItem } from './soup-sbom.ts';
import { sameVersion, shippedComponents, soupItems } from './soup-match.ts';
import { count, Tally } from './tally.ts';
import { isAnswered, isFloating } from '../model/answers.ts';

export const soupIsIdentified: Check = {
  id: 'CHK-504',
  title: 'Every SOUP item has title, manufacturer and a unique designator',
  clause: '8.1.2',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['soup'],
  fails: 'Title, manufacturer or version of a SOUP item is missing, is a placeholder, or names no single version (`latest`, a branch, a range).',
  run(context) {
    const none = withoutSoup(context);
    if (none !== undefined) return none;
    const tally = new Tally();
    for (const item of soupItems(context)) {
      const open = unanswered(item, ['title', 'manufacturer', 'version']);
      if (open.length > 0) tally.fail(item.id, `${nameOfItem(item)} has no ${open.join(', no ')}`, values(item, open), 'complete the entry of the SOUP list');
      if (!open.includes('version') && isFloating(item.version!)) {
        tally.fail(item.id, `${nameOfItem(item)}: "${item.version}" names no single version`, [field(item, 'version', item.version)], 'name the exact version that is shipped');
      }
      tally.pass(item.id, reading(item, [item.title, item.manufacturer, item.version].join(' / ')));
    }
    return tally.findings((n) => `${count(n, 'SOUP item has', 'SOUP items have')} title, manufacturer and version`);
  },
};

export const soupNeedsAreStated: Check = {
  id: 'CHK-505',
  title: 'Requirements on each SOUP item, and its needs, are stated',
  clause: '5.3.3, 5.3.4',
  severity: { A: 'off', B: 'error', C: 'error' },
  waivable: true,
  needs: ['soup'],
  fails: 'Functional requirements, performance requirements or the hardware and software needs of a SOUP item are missing or a placeholder.',
  run(context) {
    const none = withoutSoup(context);
    if (none !== undefined) return none;
    const tally = new Tally();
    for (const item of soupItems(context)) {
      const open = unanswered(item, ['functionalRequirements', 'performanceRequirements', 'hwSwNeeds']);
      if (open.length > 0) tally.fail(item.id, `${nameOfItem(item)} states no ${open.map((o) => WORDS[o]).join(' and no ')}`, values(item, open), 'state what the software system requires of the item, and what the item needs to run');
      else tally.pass(item.id, field(item, 'functionalRequirements', item.functionalRequirements));
    }
    return tally.findings((n) => `requirements and needs are stated for ${count(n, 'SOUP item')}`);
  },
};

export const soupAnomaliesAreEvaluated: Check = {
  id: 'CHK-506',
  title: 'The published anomaly list of each SOUP item was evaluated for the version used',
  clause: '7.1.3',
  severity: { A: 'off', B: 'error', C: 'error' },
  waivable: true,
  needs: ['soup'],
  fails: 'The anomaly list of a SOUP item was not evaluated, or for another version than the one shipped, or longer ago than the profile allows.',
  run(context) {
    const none = withoutSoup(context);
    if (none !== undefined) return none;
    const tally = new Tally();
    const limit = context.profile.thresholds['soup.anomalyEvaluationMaxAgeDays'];
    const components = shippedComponents(context);
    for (const item of soupItems(context)) {
      const evaluation = item.anomalyEvaluation;
      if (evaluation === undefined) {
        tally.fail(item.id, `${nameOfItem(item)}: its anomaly list was not evaluated`, [field(item, 'anomalyEvaluation', null)], 'evaluate the published anomaly list of the version used; where none is published, say so and what was reviewed instead');
        continue;
      }
      if (!isAnswered(evaluation.conclusion) && !isAnswered(evaluation.noListPublished)) {
        tally.fail(item.id, `${nameOfItem(item)}: the evaluation of its anomaly list has no conclusion`, [field(item, 'conclusion', evaluation.conclusion)], 'state the conclusion, or why there is no published list');
      }
      // What is shipped counts; the list's own version stands in only where the SBOM does not know the item.
      const shipped = components.filter((c) => c.named.includes(item) && c.component.version !== undefined).map((c) => reading(c.component, c.component.version!));
      const used = shipped.length > 0 ? shipped : item.version === undefined ? [] : [reading(item, item.version)];
      const other = used.filter((u) => !sameVersion(String(u.value), evaluation.versionEvaluated));
      if (evaluation.versionEvaluated === undefined || other.length > 0) {
        tally.fail(item.id, `${nameOfItem(item)}: the anomaly list was evaluated for ${evaluation.versionEvaluated ?? 'no stated version'}, used is ${used.map((u) => u.value).join(', ') || 'no stated version'}`,
          [field(item, 'versionEvaluated', evaluation.versionEvaluated), ...other], 'evaluate the anomaly list for the version that is shipped');
      }
      const age = daysBetween(evaluation.date, context.release.date);
      if (age === undefined) tally.fail(item.id, `${nameOfItem(item)}: the evaluation of its anomaly list has no date`, [field(item, 'date', evaluation.date)], 'give the date of the evaluation as YYYY-MM-DD');
      else if (age < 0) tally.fail(item.id, `${nameOfItem(item)}: the evaluation is dated ${evaluation.date}, after the release date ${context.release.date}`, [field(item, 'date', evaluation.date), released(context, 'date')], 'correct the date, or evaluate before the release');
      else if (limit?.max !== undefined && age > limit.max) {
        tally.fail(item.id, `${nameOfItem(item)}: the evaluation of ${evaluation.date} is ${age} days old, allowed are ${limit.max} (${limit.source})`, [field(item, 'date', evaluation.date), released(context, 'date')], 'evaluate the anomaly list again');
      }
      tally.pass(item.id, field(item, 'date', evaluation.date));
    }
    return tally.findings((n) => `the anomaly lists of ${count(n, 'SOUP item')} were evaluated for the version used${limit?.max === undefined ? '; the profile sets no largest age' : ` within ${limit.max} days`}`);
  },
};

export const soupSupportIsKnown: Check = {
  id: 'CHK-510',
  title: 'Support level and end of support of each SOUP item are known',
  clause: 'FD&C 524B',
  severity: { A: 'off', B: 'warning', C: 'warning' },
  waivable: true,
  needs: ['soup'],
  fails: 'Support level or end of support of a SOUP item is missing, or support ended before the release without a risk note.',
  run(context) {
    const none = withoutSoup(context);
    if (none !== undefined) return none;
    const tally = new Tally();
    for (const item of soupItems(context)) {
      const open = unanswered(item, ['supportLevel', 'endOfSupport']);
      if (open.length > 0) tally.fail(item.id, `${nameOfItem(item)} states no ${open.map((o) => WORDS[o]).join(' and no ')}`, values(item, open), 'state both; "not published" needs its reason');
      else if (/^(?:not published|none published|unpublished)\W*$/iu.test(item.endOfSupport!.trim())) {
        tally.fail(item.id, `${nameOfItem(item)}: the end of support is "${item.endOfSupport}", without a reason`, [field(item, 'endOfSupport', item.endOfSupport)], 'say how the end of support is watched when the supplier publishes none');
      } else if (hasEnded(item.endOfSupport!, context.release.date) && !isAnswered(item.riskNote)) {
        tally.fail(item.id, `${nameOfItem(item)}: support ended ${item.endOfSupport}, before the release date ${context.release.date}, and no risk note says why it is still used`,
          [field(item, 'endOfSupport', item.endOfSupport), field(item, 'riskNote', item.riskNote)], 'replace the item, or justify its use in the risk note');
      }
      tally.pass(item.id, field(item, 'endOfSupport', item.endOfSupport));
    }
    return tally.findings((n) => `support level and end of support are stated for ${count(n, 'SOUP item')}`);
  },
};

type TextField = 'title' | 'manufacturer' | 'version' | 'functionalRequirements' | 'performanceRequirements' | 'hwSwNeeds' | 'supportLevel' | 'endOfSupport';
const WORDS: Readonly<Record<TextField, string>> = {
  title: 'title', manufacturer: 'manufacturer', version: 'version', functionalRequirements: 'functional requirements', performanceRequirements: 'performance requirements',
  hwSwNeeds: 'hardware and software needs', supportLevel: 'support level', endOfSupport: 'end of support',
};

function unanswered(item: SoupItem, names: readonly TextField[]): TextField[] {
  return names.filter((name) => !isAnswered(item[name]));
}

function values(item: SoupItem, names: readonly TextField[]) {
  return names.map((name) => field(item, name, item[name]));
}

/** True when the year, month or day of the text is over on the release date; text that is no date has not ended. */
function hasEnded(end: string, releaseDate: string): boolean {
  const m = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(end.trim());
  if (m === null) return false;
  const last = m[3] !== undefined ? end.trim() : new Date(Date.UTC(Number(m[1]), m[2] === undefined ? 12 : Number(m[2]), 0)).toISOString().slice(0, 10);
  return dayOf(last)! < dayOf(releaseDate)!;
}
