import { waiverFaults } from '../profile/waivers.ts';
import type { Check } from './check.ts';
import { field, notApplicable, searched } from './findings.ts';
import { count, Tally } from './tally.ts';
import { waiverRules } from './waiving.ts';

/**
 * @param catalogue the list that this check is itself a part of, asked for when it runs: which checks exist and may be waived.
 */
export function waiversAreValid(catalogue: () => readonly Check[]): Check {
  return {
    id: 'CHK-805',
    title: 'Every waiver is valid',
    clause: 'QMS deviation procedure',
    severity: { A: 'error', B: 'error', C: 'error' },
    waivable: false,
    needs: ['waivers'],
    fails: 'A waiver is incomplete, expired at the release date, valid for more days than the profile allows, approved by its author, for more than one check or for unlisted subjects, for a check that cannot be waived, or shares its id with another one.',
    run(context) {
      const tally = new Tally();
      const rules = waiverRules(catalogue(), context);
      const waivers = context.evidence.contents.waivers.flatMap(({ content }) => content.waivers);
      if (waivers.length === 0) return [notApplicable([], 'the waiver list claims no waiver', searched(context, ['waivers']))];
      const fix = 'correct the deviation record and export it again; until then the finding stays a failure';
      for (const waiver of waivers) {
        for (const { field: name, message } of waiverFaults(waiver, rules)) {
          const value = waiver[name];
          tally.fail(waiver.id, `${waiver.id}: ${message}`, [field(waiver, name, Array.isArray(value) ? value.join(', ') || null : (value as string | undefined))], fix);
        }
        const twins = waivers.filter((w) => w.id === waiver.id);
        if (twins.length > 1) tally.fail(waiver.id, `${waiver.id} is defined ${twins.length} times`, twins.map((w) => field(w, 'check', w.check)), fix);
        tally.pass(waiver.id, field(waiver, 'expires', waiver.expires));
      }
      return tally.findings((n) => `${count(n, 'waiver')} complete, approved by somebody else and not expired on ${context.release.date}`);
    },
  };
}
