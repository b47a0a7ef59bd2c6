import { showLocation } from '../model/location.ts';
import type { CheckResults, Row } from '../model/row.ts';

/** `checks.junit.xml`: each row is a test case of its check family, so that a CI system can show it. */
export function junitDocument(results: CheckResults): string {
  const families = new Map<string, Row[]>();
  for (const row of results.rows) {
    const family = `CHK-${row.check.slice(4, 5)}xx`;
    families.set(family, [...(families.get(family) ?? []), row]);
  }
  const all = results.rows;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="release-evidence" ${totals(all)}>`];
  for (const [family, rows] of families) {
    lines.push(`  <testsuite name="${family}" ${totals(rows)}>`);
    for (const row of rows) lines.push(...testCase(row));
    lines.push('  </testsuite>');
  }
  lines.push('</testsuites>', '');
  return lines.join('\n');
}

const isFailure = (row: Row) => (row.verdict === 'fail' && row.severity === 'error') || row.verdict === 'not-evaluated';
const isSkipped = (row: Row) => row.verdict === 'waived' || row.verdict === 'not-applicable' || (row.verdict === 'fail' && row.severity !== 'error');

function totals(rows: readonly Row[]): string {
  return `tests="${rows.length}" failures="${rows.filter(isFailure).length}" errors="0" skipped="${rows.filter(isSkipped).length}"`;
}

function testCase(row: Row): string[] {
  const open = `    <testcase classname="${escape(row.check)}" name="${escape(`${row.check} ${row.subjects.join(' ')}`.trim())}"`;
  const detail = [...row.read.map((value) => `${showLocation(value)}: ${value.value === null ? 'absent' : String(value.value)}`), row.fix && `what to do: ${row.fix}`].filter(Boolean).join('\n');
  if (isFailure(row)) return [`${open}>`, `      <failure type="${row.verdict}" message="${escape(row.message)}">${escape(detail)}</failure>`, '    </testcase>'];
  if (isSkipped(row)) return [`${open}>`, `      <skipped message="${escape(`${row.verdict === 'fail' ? 'warning' : row.verdict}: ${row.message}`)}"/>`, '    </testcase>'];
  return [`${open}/>`];
}

/** XML 1.0 cannot hold most control characters at all: they are written as `\u{1b}`. */
function escape(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`)
    .replace(/[&<>"\n\t\r]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\t': '&#9;', '\r': '&#13;' })[c]!);
}
