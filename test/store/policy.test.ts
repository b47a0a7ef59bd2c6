import { describe, expect, it } from 'vitest';
import { type Policy, type PolicyRole, storePolicy } from '../../src/store/policy.ts';
import { cli, scratch } from '../support/cli.ts';

const here = scratch();
const place = { bucket: 'evidence', prefix: 'device/' };
const make = (role: PolicyRole, more: Partial<Parameters<typeof storePolicy>[2]> = {}): Policy => storePolicy(place, role, { conditions: true, ...more });
const allowed = (policy: Policy): string[] => policy.Statement.filter((one) => one.Effect === 'Allow').flatMap((one) => one.Action);
const denied = (policy: Policy): string[] => policy.Statement.filter((one) => one.Effect === 'Deny').flatMap((one) => one.Action);

describe('[SRS-143] policies', () => {
  it('let no publisher delete, bypass, or change the lock of the bucket', () => {
    const policy = make('publisher');
    expect(allowed(policy).filter((action) => /Delete|Bypass|PutBucket|Lifecycle|\*/.test(action))).toEqual([]);
    expect(denied(policy)).toEqual(expect.arrayContaining(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning']));
    expect(allowed(policy)).toEqual(expect.arrayContaining(['s3:PutObject', 's3:PutObjectRetention', 's3:GetObjectVersion', 's3:ListBucketVersions', 's3:AbortMultipartUpload']));
  });

  it('let an auditor read named versions and nothing else', () => {
    const policy = make('auditor');
    expect(allowed(policy).filter((action) => /^s3:(Put|Delete|Bypass|Abort)/.test(action) || action === 's3:GetObject')).toEqual([]);
    expect(policy.Statement.find((one) => one.Sid === 'ReadNamedVersions')).toEqual({
      Sid: 'ReadNamedVersions', Effect: 'Allow', Action: ['s3:GetObjectVersion', 's3:GetObjectRetention', 's3:GetObjectLegalHold'],
      Resource: ['releases', 'bundles', 'status', 'blocked', 'catalogue'].map((folder) => `arn:aws:s3:::evidence/device/${folder}/*`),
    });
  });

  it('let the doctor delete below its own folder only', () => {
    const policy = make('doctor');
    expect(policy.Statement.filter((one) => one.Action.some((action) => /Delete|Bypass|PutObject/.test(action))).map((one) => one.Resource)).toEqual([['arn:aws:s3:::evidence/device/_doctor/*']]);
  });

  it('keep to the prefix, where there is one', () => {
    expect(make('auditor').Statement[0]!.Condition).toEqual({ StringLike: { 's3:prefix': ['device/*'] } });
    expect(storePolicy({ bucket: 'evidence', prefix: '' }, 'auditor', { conditions: true }).Statement[0]!.Condition).toBeUndefined();
    const resources = (['publisher', 'auditor', 'doctor'] as const).flatMap((role) => make(role).Statement.filter((one) => one.Effect === 'Allow').flatMap((one) => one.Resource));
    expect(resources.filter((arn) => arn !== 'arn:aws:s3:::evidence' && !arn.startsWith('arn:aws:s3:::evidence/device/'))).toEqual([]);
  });

  it('of the bucket deny only, for everybody but the one who breaks the glass', () => {
    const policy = make('bucket', { breakGlass: 'arn:aws:iam::123456789012:role/break-glass', minDays: 365 });
    expect(policy.Statement.every((one) => one.Effect === 'Deny' && one.Principal === '*')).toBe(true);
    expect(Object.fromEntries(policy.Statement.map((one) => [one.Sid, one.Condition]))).toEqual({
      NothingWithoutTls: { Bool: { 'aws:SecureTransport': 'false' } },
      NobodyBypasses: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/break-glass' } },
      NobodyChangesTheLock: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/break-glass' } },
      NothingIsPutTwice: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      NoShortLock: { NumericLessThan: { 's3:object-lock-remaining-retention-days': '365' } },
    });
  });

  it('say nothing with a condition to a server that takes every denial with one for a plain denial', () => {
    for (const role of ['publisher', 'auditor', 'doctor', 'bucket'] as const) {
      const policy = make(role, { conditions: false, breakGlass: 'arn:aws:iam::123456789012:role/x', minDays: 1 });
      expect(policy.Statement.filter((one) => one.Condition !== undefined), role).toEqual([]);
    }
    expect(make('bucket', { conditions: false }).Statement.map((one) => one.Sid)).toEqual(['NobodyBypasses', 'NobodyChangesTheLock']);
  });
});

describe('store policy', () => {
  const policy = (...argv: string[]) => cli(here, ['store', 'policy', ...argv]);

  it('prints the policy and nothing else', async () => {
    const said = await policy('--to', 's3://evidence/device/', '--role', 'auditor');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(said.out)).toEqual(make('auditor'));
    expect(JSON.parse((await policy('--to', 's3://evidence/device')).out)).toEqual(make('publisher'));
  });

  it.each([
    ['a directory has no policies', ['--to', './store']],
    ['is no address of a store', ['--to', 's3://evidence/../x']],
    ['--break-glass is not the ARN', ['--to', 's3://evidence', '--role', 'bucket', '--break-glass', '*']],
    ['--break-glass and --min-days are for --role bucket', ['--to', 's3://evidence', '--min-days', '3']],
    ['expected a whole number', ['--to', 's3://evidence', '--role', 'bucket', '--min-days', '-3']],
    ['Allowed choices', ['--to', 's3://evidence', '--role', 'root']],
  ])('refuses what is none: %s', async (words, argv) => {
    const said = await policy(...argv);
    expect(said.code).toBe(2);
    expect(said.err).toContain(words);
  });
});
