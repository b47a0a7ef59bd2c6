import type { Check } from './check.ts';
import { CHECKS } from './index.ts';

const SECTIONS: Readonly<Record<string, string>> = {
  1: 'Identity, files, times', 2: 'Trace', 3: 'Test results', 4: 'Coverage and static analysis', 5: 'SOUP, SBOM, vulnerabilities',
  6: 'Anomalies', 7: 'Configuration and change', 8: 'Approvals, waivers, retention',
};
const LETTER = { error: 'E', warning: 'W', off: '–' } as const;

const INTRODUCTION = `# Checks

Generated from the code by \`node scripts/write-checks-doc.mjs\`; a test compares. Ids never change their meaning.

**A/B/C** is the severity for the software safety class: **E** error, blocks the release; **W** warning, is shown and counted and does not block; **–** off.
An own profile may raise a severity and never lower it. **★**: cannot be waived. Clauses are those of IEC 62304:2006+A1:2015 unless another source is named.

Each check answers with rows. A row is \`pass\`, \`fail\`, \`waived\`, \`not-applicable\` or \`not-evaluated\`, and names its subjects and the values that were read, with file and line.

- **not-evaluated** blocks like a failure when the severity is error: what was not looked at has not passed. It is said when an input that the profile requires is missing,
  when a declared input cannot be read, and when a check found no subject at all.
- **not-applicable** is said only for a reason that somebody declared: the check is off for the class, or the profile does not require its input and the project file declares none.
- **waived**: a valid waiver names exactly this check and every subject of the row, by an author who is not its approver, and has not expired on the release date. It stays counted.
- A row with \`derivedFrom\` follows from another row, and goes when that one is resolved.

READY means: no failure and nothing unevaluated among the checks of severity error, and at least one pass. With waived rows it is READY WITH n WAIVERS; anything else is NOT READY.

## What cannot be seen
The checks read what the pipeline gives them. They find what contradicts itself, is missing, stale or of something else; they cannot find what somebody invented consistently. A person who approves should know:

- **Coverage** formats carry no commit, and LCOV no time: a report of another run after the release commit, over the same lines, looks like one of this run. Code that was generated into a software item lifts the coverage of that item.
  A file that a report leaves out is missed only when the project file names it, or when it is the last one of its item. Without \`items\` in the project file nobody can say whose the measured files are.
- **Static analysis**: kind, level, suppression and baseline state of a result are the tool's word. A result called \`pass\`, \`informational\` or \`notApplicable\`, lowered by a configuration override, or \`absent\` since a baseline is believed.
- **Tests**: outcomes are those that the test runner wrote. Printed text (\`system-out\`, \`system-err\`) is never an outcome. The limit of a performance log is that of the project file, and a log of few values is not known to be short.
- **Texts**: that there is a reason, not that it is a good one. A refusal in the meaning of an approval is found by its plainest words.
- **SOUP**: whether an entry that \`covers\` components of another manufacturer should.
- **The project file** is part of the bundle and of no candidate digest: what it says of items, limits, own components and equivalence can change after an approval without CHK-803 saying so. Control it as you control the plans.
`;

/** docs/checks.md, from the same list that the runner uses. */
export function renderChecksDoc(): string {
  const parts = [INTRODUCTION];
  for (const [digit, title] of Object.entries(SECTIONS)) {
    const checks = [...CHECKS].filter((c) => c.id[4] === digit).sort((a, b) => Number(a.id.slice(4)) - Number(b.id.slice(4)));
    if (checks.length === 0) continue;
    parts.push(`## ${digit}xx ${title}\n\n| Id | A/B/C | Check | Fails when | Clause | Needs |\n|---|---|---|---|---|---|\n${checks.map(line).join('\n')}\n`);
  }
  return parts.join('\n');
}

function line(check: Check): string {
  const { A, B, C } = check.severity;
  const cells = [`${check.id}${check.waivable ? '' : ' ★'}`, `${LETTER[A]}/${LETTER[B]}/${LETTER[C]}`, check.title, sentence(check.fails), check.clause, check.needs.join(', ')];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Families write their condition as a clause or as a sentence; here all are sentences. */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital.endsWith('.') ? capital : `${capital}.`;
}
