import { describe, expect, it } from 'vitest';
import { storeFailure } from '../../../src/adapters/s3/errors.ts';

const place = { bucket: 'evidence', host: 's3.example.com', region: 'eu-central-1' };
const failure = (name: string, message: string, more: object = {}) => storeFailure(Object.assign(new Error(message), { name }, more), { action: 'to tell the versioning of the bucket', permission: 's3:GetBucketVersioning' }, place);

describe('what a store could not do, in one sentence with one advice', () => {
  it.each([
    ['a token file that is not there', failure('Error', 'ENOENT: no such file or directory, open /builds/x/token', { code: 'ENOENT' }), 'STORE_DENIED', /variables name cannot be read \(ENOENT\)/, /AWS_WEB_IDENTITY_TOKEN_FILE/],
    ['a token that the role does not take', failure('InvalidIdentityToken', 'Incorrect token audience', { $metadata: { httpStatusCode: 400 } }), 'STORE_DENIED', /role .* is not given to this job/, /trust policy/],
    ['a role that is not given', failure('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', { $metadata: { httpStatusCode: 403 } }), 'STORE_DENIED', /role .* is not given to this job/, /audience and subject/],
    ['https where http is spoken', failure('Error', 'write EPROTO 40:error:wrong version number', { code: 'EPROTO' }), 'STORE_UNUSABLE', /no TLS is spoken there \(is it http:/, /--endpoint/],
    ['http where https is spoken', failure('Error', 'Parse Error', { code: 'HPE_INVALID_CONSTANT' }), 'STORE_UNUSABLE', /no HTTP is spoken there \(is it https:/, /--endpoint/],
    ['a permission that is missing', failure('AccessDenied', 'Access Denied.', { $metadata: { httpStatusCode: 403 } }), 'STORE_DENIED', /may not tell the versioning/, /s3:GetBucketVersioning/],
  ] as const)('%s', (_, error, code, message, hint) => {
    expect(error).toMatchObject({ code, exit: 'publishing', message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
    expect(`${error.message} ${error.hint}`, 'nothing of what the machine or the server said').not.toMatch(/builds|Incorrect|authorized|wrong version/);
  });
});
