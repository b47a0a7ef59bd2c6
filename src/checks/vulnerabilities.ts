import { reading } from '../model/location.ts';
import type { Check, CheckContext } from './check.ts';
import { daysBetween } from '../model/dates.ts';
import { field, notEvaluated, pass, searched } from './findings.ts';
import { released } from './stated.ts';
import { count, Tally } from './tally.ts';
import { assessVulnerabilities, keyOf, resolveStatements, type AssessedVulnerability } from './vulnerability-status.ts';
import { isAnswered } from '../model/answers.ts';

const CLOSED = new Set(['not_affected', 'fixed']);
const GRAVE = /^(?:critical|high|unknown|none given)$/iu;

export const knownExploitedAreClosed: Check = {
  id: 'CHK-511',
  title: 'No known exploited vulnerability is open',
  clause: 'FDA cybersecurity V.A',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['sbom', 'kev'],
  fails: 'A vulnerability of the SBOM or of a VEX statement is in the KEV catalogue and is neither `not_affected` nor `fixed` for every component it affects.',
  run(context) {
    const tally = new Tally();
    const kev = catalogue(context);
    const listedFiles = context.evidence.contents.kev;
    for (const { file, content } of listedFiles) {
      if (content.entries.length === 0 || (content.declaredCount !== undefined && content.declaredCount !== content.entries.length)) {
        tally.unknown(file.path, `the KEV snapshot holds ${count(content.entries.length, 'entry', 'entries')}${content.declaredCount === undefined ? '' : `, it declares ${content.declaredCount}`}: it is not whole`,
          [{ file: file.path, value: content.entries.length }], 'use a complete snapshot of the catalogue');
      }
    }
    const all = assessVulnerabilities(context);
    for (const one of all) {
      const listed = one.names.map((n) => kev.get(keyOf(n))).find((k) => k !== undefined);
      if (CLOSED.has(one.status)) tally.pass(one.id, ...one.read);
      else if (listed !== undefined) {
        tally.fail(one.id, `${one.id} is in the KEV catalogue and its status is ${said(one)}`, [reading(listed, listed.cveId), ...one.read, ...(one.status === 'none' ? noStatement(context) : [])],
          'fix it, or show in a VEX statement with justification that the product is not affected');
      } else if (!one.names.some((n) => /^CVE-/u.test(keyOf(n)))) {
        tally.unknown(one.id, `${one.id} is open and has no CVE id, by which alone the KEV catalogue can be searched`, one.read, 'name its CVE id among the aliases of a VEX statement, or assess it as not_affected or fixed');
      } else tally.pass(one.id, ...one.read);
    }
    if (all.length === 0 && searchedForAny(context)) return tally.size > 0 ? tally.findings(() => '') : [pass([], 'the scan in every SBOM names no vulnerability', scans(context))];
    if (all.length === 0) {
      // An empty list is a result only where there was a scan, which an SBOM without vulnerabilities does not show.
      return [notEvaluated([], 'no SBOM and no VEX document names a vulnerability: nothing shows that the components were searched for any',
        [...searched(context, ['sbom', 'vex']), ...listedFiles.map((k) => ({ file: k.file.path, value: `catalogue ${k.content.catalogVersion}` }))], 'let a scanner write its findings into the SBOM (CycloneDX `vulnerabilities`), or give a VEX document')];
    }
    return tally.findings((n) => `${count(n, 'vulnerability is', 'vulnerabilities are')} fixed, not affecting the product, or not in the KEV catalogue`);
  },
};

export const graveVulnerabilitiesAreAssessed: Check = {
  id: 'CHK-512',
  title: 'Critical and high vulnerabilities are assessed',
  clause: 'IEC 81001-5-1 5.8.1',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['sbom'],
  fails: 'A vulnerability of severity critical, high or unknown has no assessment, or any is still under investigation at the release; those in the KEV catalogue are left to CHK-511.',
  run(context) {
    const tally = new Tally();
    const kev = catalogue(context);
    const fix = 'assess it and record the result in a VEX statement or in the analysis of the SBOM';
    for (const one of assessVulnerabilities(context)) {
      if (one.names.some((n) => kev.has(keyOf(n)))) { tally.pass(one.id); continue; }
      const grave = one.severities.length === 0 || one.severities.some((s) => GRAVE.test(s.trim()));
      const severity = one.severities.join(', ') || 'not stated';
      if (one.status === 'under_investigation') tally.fail(one.id, `${one.id} (severity ${severity}) is still under investigation at the release`, one.read, fix);
      else if (one.status === 'none' && grave) tally.fail(one.id, `${one.id} (severity ${severity}) has no assessment`, [...one.read, ...noStatement(context)], fix);
      else tally.pass(one.id, ...one.read);
    }
    if (tally.size === 0 && searchedForAny(context)) return [pass([], 'the scan in every SBOM names no vulnerability', scans(context))];
    if (tally.size === 0) return [notEvaluated([], 'no SBOM and no VEX document names a vulnerability: nothing shows that the components were searched for any', searched(context, ['sbom', 'vex']), 'let a scanner write its findings into the SBOM, or give a VEX document')];
    return tally.findings((n) => `${count(n, 'vulnerability is', 'vulnerabilities are')} assessed, below high, or left to CHK-511`);
  },
};

export const vexIsJustified: Check = {
  id: 'CHK-513',
  title: 'VEX statements are justified and about what is shipped',
  clause: 'IEC 81001-5-1 5.8.5',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: true,
  needs: ['vex', 'sbom'],
  fails: '`not_affected` is said without justification, `exploitable` or `resolved` without detail, or a statement is about a component or version that the SBOM does not have',
  run(context) {
    const tally = new Tally();
    for (const { statement, components, product } of resolveStatements(context)) {
      const id = statement.vulnerability;
      if (statement.status === 'not_affected' && !isAnswered(statement.justification) && !isAnswered(statement.impact)) {
        tally.fail(id, `${id} is said not to affect the product, without justification`, [reading(statement, statement.status), field(statement, 'justification', statement.justification)], 'give the justification, or an impact statement');
      }
      if (components.length === 0 && !product) {
        tally.fail(id, `the statement on ${id} is about ${statement.products.join(', ') || 'no product'}, which no SBOM has`, [reading(statement, statement.products.join(', ') || null), ...searched(context, ['sbom'])], 'name the component and version that the SBOM has, or remove the statement');
      }
      tally.pass(id, reading(statement, statement.status));
    }
    for (const vulnerability of context.evidence.contents.sbom.flatMap(({ content }) => content.vulnerabilities)) {
      if (vulnerability.state !== undefined && ['exploitable', 'resolved', 'resolved_with_pedigree'].includes(vulnerability.state) && !isAnswered(vulnerability.detail)) {
        tally.fail(vulnerability.id, `the SBOM says ${vulnerability.state} of ${vulnerability.id}, and not how it was treated`, [reading(vulnerability, vulnerability.state), field(vulnerability, 'detail', null)], 'give the detail of the analysis: what was done, and why the release may be used with it');
      }
      if (vulnerability.state !== 'not_affected' && vulnerability.state !== 'false_positive') continue;
      if (isAnswered(vulnerability.justification) || isAnswered(vulnerability.detail)) tally.pass(vulnerability.id, reading(vulnerability, vulnerability.state));
      else tally.fail(vulnerability.id, `the SBOM says ${vulnerability.state} of ${vulnerability.id}, without justification`, [reading(vulnerability, vulnerability.state), field(vulnerability, 'justification', null)], 'give the justification or the detail of the analysis');
    }
    return tally.findings((n) => `statements on ${count(n, 'vulnerability', 'vulnerabilities')} are justified and about shipped components`);
  },
};

export const vulnerabilityDataIsFresh: Check = {
  id: 'CHK-514',
  title: 'Vulnerability data is recent',
  clause: 'FDA cybersecurity V.A',
  severity: { A: 'warning', B: 'warning', C: 'error' },
  waivable: true,
  needs: ['kev'],
  fails: 'The KEV snapshot, or the SBOM that carries the vulnerabilities, is older at the release than the profile allows.',
  run(context) {
    const tally = new Tally();
    const limit = context.profile.thresholds['vuln.dataMaxAgeDays'];
    const dated = [
      ...context.evidence.contents.kev.map(({ file, content }) => ({ what: 'the KEV snapshot', name: 'dateReleased', path: file.path, date: content.dateReleased as string | undefined })),
      ...context.evidence.contents.sbom.filter(({ content }) => content.vulnerabilities.length > 0).map(({ file, content }) => ({ what: 'the SBOM with its vulnerabilities', name: 'timestamp', path: file.path, date: content.timestamp })),
    ];
    for (const { what, name, path, date } of dated) {
      const age = daysBetween(date, context.release.date);
      const read = [field({ file: path }, name, date), released(context, 'date')];
      if (age === undefined) tally.unknown(path, `${what} has no date that can be understood`, read, 'use a snapshot that carries its date');
      else if (limit?.max === undefined) tally.unknown(path, `profile ${context.profile.id} sets no largest age (vuln.dataMaxAgeDays)`, read, 'set the threshold in the profile');
      else if (age > limit.max) tally.fail(path, `${what} is of ${date}: ${age} days before the release, allowed are ${limit.max} (${limit.source})`, read, 'scan again with a current snapshot before the release');
      else if (age < 0) tally.fail(path, `${what} is of ${date}, after the release date ${context.release.date}`, read, 'use data that was there when the release was decided');
      else tally.pass(path, ...read);
    }
    return tally.findings((n) => `${count(n, 'source')} of vulnerability data within ${limit?.max} days of the release`);
  },
};

function catalogue(context: CheckContext) {
  return new Map(context.evidence.contents.kev.flatMap(({ content }) => content.entries).map((entry) => [keyOf(entry.cveId), entry] as const));
}

function said(one: AssessedVulnerability): string {
  return one.status === 'none' ? 'not assessed' : one.status;
}

/** A missing statement was looked for in the VEX files; where there is none, the project file is the place that names none. */
function noStatement(context: CheckContext) {
  return searched(context, ['vex']);
}

/** Every SBOM has the list of a scan, empty or not: only then does "none named" say something. */
function searchedForAny(context: CheckContext): boolean {
  const sboms = context.evidence.contents.sbom;
  return sboms.length > 0 && sboms.every(({ content }) => content.scanned === true);
}

const scans = (context: CheckContext) => context.evidence.contents.sbom.map(({ file, content }) => ({ file: file.path, pointer: '/vulnerabilities', value: content.vulnerabilities.length }));
