import type { Reading } from '../model/location.ts';
import type { Check } from './check.ts';
import { addYears, dayOf } from '../model/dates.ts';
import { field, inProject, reading } from './findings.ts';
import { released } from './stated.ts';
import { count, Tally } from './tally.ts';

/** ISO 13485 4.2.5: never less than two years from release. */
const LEAST_YEARS = 2;

/** Regulation (EU) 2017/745 Art. 10(8): ten years after the last device is placed on the market, which is not before its release. */
const MDR_YEARS = 10;
const EUROPE = /^(?:EU|EEA|EU[ -]?MDR|MDR)$/iu;

export const retentionIsLongEnough: Check = {
  id: 'CHK-807',
  title: 'The archive is kept for the lifetime of the device and as long as the regions ask',
  clause: '5.8.7; ISO 13485 4.2.5',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['retention'],
  fails: 'Retain-until is missing, or earlier than the release date plus the longest of device lifetime, two years, ten years for a device in the European Union, and the years of the profile.',
  run(context) {
    const tally = new Tally();
    const { release, profile } = context;
    for (const { file, content: retention } of context.evidence.contents.retention) {
      const until = dayOf(retention.retainUntil);
      const fix = 'extend the retention in the archive record; it must be extendable when the last device is placed on the market later';
      if (until === undefined) {
        tally.fail(file.path, `the retention record gives ${retention.retainUntil === undefined ? 'no retain-until date' : `"${retention.retainUntil}", which is no date`}`, [field(retention, 'retainUntil', retention.retainUntil)], 'state the date until which the archive is kept, as YYYY-MM-DD');
        continue;
      }
      const periods: { years: number; why: string; read: Reading }[] = [
        { years: LEAST_YEARS, why: 'two years from release', read: released(context, 'date') },
        { years: profile.retention.minYears, why: `profile ${profile.id}`, read: field(inProject(context, ['profile']), `profile ${profile.id}: retention.minYears`, profile.retention.minYears) },
      ];
      const regions = [...release.product.markets, ...retention.regions].filter((r) => EUROPE.test(r.trim()));
      if (regions.length > 0) periods.push({ years: MDR_YEARS, why: 'Regulation (EU) 2017/745 Art. 10(8)', read: field(inProject(context, ['product', 'markets']), 'regions', regions.join(', ')) });
      const { lifetimeYears } = release.product;
      if (lifetimeYears !== undefined) periods.push({ years: lifetimeYears, why: 'device lifetime in the project file', read: field(inProject(context, ['product', 'lifetimeYears']), 'lifetimeYears', lifetimeYears) });
      if (retention.deviceLifetimeYears !== undefined) periods.push({ years: retention.deviceLifetimeYears, why: 'device lifetime in the retention record', read: field(retention, 'deviceLifetimeYears', retention.deviceLifetimeYears) });
      const longest = periods.reduce((a, b) => (b.years > a.years ? b : a));
      const earliest = addYears(release.date, longest.years);
      const known = lifetimeYears !== undefined || retention.deviceLifetimeYears !== undefined;
      if (until < dayOf(earliest)!) {
        tally.fail(file.path, `kept until ${retention.retainUntil}, needed is ${earliest}: ${longest.years} years from ${release.date} (${longest.why})`, [field(retention, 'retainUntil', retention.retainUntil), longest.read], fix);
      } else if (!known) {
        tally.unknown(file.path, 'the lifetime of the device is stated nowhere: it cannot be seen whether the archive outlives it', [reading(inProject(context, ['product']), null), field(retention, 'deviceLifetimeYears', null)], 'state the device lifetime in the project file');
      } else tally.pass(file.path, field(retention, 'retainUntil', retention.retainUntil), longest.read);
    }
    return tally.findings((n) => `${count(n, 'retention record')} reaching far enough`);
  },
};
