import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/model/source.ts';
import type { Row } from '../../src/model/row.ts';
import type { Evaluation } from '../../src/pipeline/evaluate.ts';
import { refuseCredentials } from '../../src/pipeline/refuse-credentials.ts';

const row = (change: Partial<Row>): Row => ({ check: 'CHK-111', verdict: 'pass', severity: 'error', subjects: [], message: 'looked through', read: [{ file: 'reports/unit.xml', line: 7, value: 'GitLab token: glpa…, 26 characters' }], clause: '', fix: '', ...change });
const evaluation = (rows: readonly Row[], allow: readonly { sha256: string }[] = []) => ({ results: { rows }, loaded: { file: 'release-evidence.yaml', project: { credentials: { allow } } }, evidence: { scans: [] }, isAllowed: () => false }) as unknown as Evaluation;
const token = ['glpat', '-', 'x1Yz7Qw9Rt3Uv5Kp8Lm2'].join('');
const bytes = new TextEncoder().encode(`first\nCI_JOB_TOKEN=${token}\n`);

describe('[CREDENTIAL_FOUND] before a store that forgets nothing', () => {
  it('refuses what the check of now finds, with file and line, and what it could not look at', () => {
    for (const verdict of ['fail', 'not-evaluated'] as const) {
      expect(() => refuseCredentials(evaluation([row({ verdict })]))).toThrow(expect.objectContaining({ code: 'CREDENTIAL_FOUND', exit: 'publishing', problems: [expect.objectContaining({ file: 'reports/unit.xml', line: 7 })] }));
    }
    expect(() => refuseCredentials(evaluation([]))).toThrow(expect.objectContaining({ code: 'CREDENTIAL_FOUND' }));
    expect(() => refuseCredentials(evaluation([row({ check: 'CHK-101', verdict: 'fail' })]))).toThrow(expect.objectContaining({ code: 'CREDENTIAL_FOUND' }));
  });

  it('lets go what passed, and what somebody allowed by its digest', () => {
    expect(() => refuseCredentials(evaluation([row({}), row({ verdict: 'fail', severity: 'warning' })]))).not.toThrow();
  });

  it('looks through files that are no evidence, too, and shows nothing of what it finds', () => {
    const other = memorySource('data/evidence/attachments/ci.log', bytes);
    let said = '';
    try {
      refuseCredentials(evaluation([row({})]), [other]);
    } catch (error) {
      said = JSON.stringify({ ...(error as object), message: (error as Error).message });
    }
    expect(said).toContain('"line":2');
    expect(said).toContain('data/evidence/attachments/ci.log');
    expect(said).not.toContain(token);
    expect(() => refuseCredentials(evaluation([row({})], [{ sha256: createHash('sha256').update(bytes).digest('hex') }]), [other])).not.toThrow();
  });

  it('says how many more there are than a row shows', () => {
    const many = { ...evaluation([row({ verdict: 'fail', subjects: ['reports/unit.xml'] })]), evidence: { scans: [{ path: 'reports/unit.xml', sha256: '', content: 'text', findings: Array.from({ length: 200 }, (_, line) => ({ line, rule: 'r', shown: 's' })) }] } } as unknown as Evaluation;
    expect(() => refuseCredentials(many)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ line: 7 }), expect.objectContaining({ message: 'and 199 more in this file, of which no more were looked for' })] }));
  });

  it('lets stand in a page what was found in a file that is allowed, and nothing else', () => {
    const page = memorySource('data/report/report.html', bytes);
    expect(() => refuseCredentials({ ...evaluation([row({})]), isAllowed: (secret) => secret === token }, [page])).not.toThrow();
    expect(() => refuseCredentials({ ...evaluation([row({})]), isAllowed: (secret) => secret === `${token}x` }, [page])).toThrow(expect.objectContaining({ code: 'CREDENTIAL_FOUND' }));
  });
});
