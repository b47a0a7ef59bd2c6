import type { XmlAttributes } from '../xml.ts';

/** Producer of a JUnit file by what it writes on its root and first suite; undefined when nothing gives it away. */
export function dialectOfRoot(element: string, attributes: XmlAttributes): string | undefined {
  const name = attributes['name'] ?? '';
  const schema = attributes['xsi:noNamespaceSchemaLocation'] ?? '';
  if (schema.includes('surefire')) return 'surefire';
  if (element === 'testsuites') {
    if (name === 'vitest tests') return 'vitest';
    if (name === 'jest tests') return 'jest-junit';
    if (name === 'Mocha Tests') return 'mocha-junit-reporter';
    if (name === 'pytest tests') return 'pytest';
    if (attributes['uuid'] !== undefined && name.startsWith('nextest')) return 'nextest';
    if (attributes['id'] === '' && name === '') return 'playwright';
    if (name === 'AllTests') return 'googletest';
  } else if (name === 'Mocha Tests') return 'mocha-xunit';
  else if (attributes['disabled'] !== undefined && attributes['hostname'] !== undefined && attributes['timestamp'] !== undefined) return 'ctest';
  return undefined;
}

/** `bareRoot`: the root is a `testsuites` without any attribute. */
export function dialectOfSuite(attributes: XmlAttributes, bareRoot: boolean): string | undefined {
  if (attributes['name'] === 'pytest') return 'pytest';
  if (bareRoot && attributes['disabled'] !== undefined && attributes['hostname'] !== undefined) return 'node-test';
  if (attributes['assertions'] !== undefined && attributes['file'] !== undefined) return 'phpunit';
  return undefined;
}

/** Suites that a linter's JUnit formatter writes: ESLint and those that copied it. */
export const isLinterSuite = (attributes: XmlAttributes): boolean => /^(org\.eslint|org\.stylelint|stylelint|tslint|jslint|htmlhint)\b/.test(attributes['package'] ?? '');

/**
 * A finding of a scanner dressed as a failed test: a vulnerability id (Trivy and other templates), or a place in the source
 * (`path:line:col`, golangci-lint and others) as the name.
 */
export const isFindingName = (name: string, classname: string): boolean =>
  /^\[(CRITICAL|HIGH|MEDIUM|LOW|NEGLIGIBLE|UNKNOWN)\] |\b(CVE-\d{4}-\d{4,}|GHSA(-[23456789cfghjmpqrvwx]{4}){3})\b/.test(name) || /^[^\s:]+\.\w+:\d+:\d+$/.test(classname);
