import { describe, expect, it } from 'vitest';
import { answering, ENV, failureOf, LOCK, refusal, SECRET, version, versions, xml } from './listener.ts';

/* Answers as servers were seen to give them, each with the words that come of it. */
const LEAK = `AWSAccessKeyId=${ENV.AWS_ACCESS_KEY_ID} X-Amz-Signature=0123456789abcdef ${SECRET}`;

describe('a refusal of a store', () => {
  it.each([
    [403, 'AccessDenied', 'STORE_DENIED', /may not list the versions below a\/ .*\(s3:ListBucketVersions\)/, /store policy/],
    [400, 'ExpiredToken', 'STORE_DENIED', /credentials .* have expired/, /renew/],
    [403, 'InvalidAccessKeyId', 'STORE_DENIED', /does not know these credentials/, /AWS_ACCESS_KEY_ID/],
    [403, 'SignatureDoesNotMatch', 'STORE_DENIED', /does not accept the signature/, /AWS_SECRET_ACCESS_KEY/],
    [404, 'NoSuchBucket', 'STORE_UNUSABLE', /no bucket evidence/, /object lock/],
    [301, 'PermanentRedirect', 'STORE_UNUSABLE', /not in the region us-east-1 but in eu-central-1/, /AWS_REGION/],
    [400, 'AuthorizationHeaderMalformed', 'STORE_UNUSABLE', /not in the region us-east-1 but in eu-central-1/, /AWS_REGION/],
    [507, 'XMinioStorageFull', 'STORE_UNUSABLE', /is full/, /quota/],
    [501, 'NotImplemented', 'STORE_UNFIT', /does not know how/, /store doctor/],
    [400, 'KMS.DisabledException', 'STORE_UNFIT', /cannot use the encryption key/, /kms:GenerateDataKey/],
    [400, 'SomethingNew', 'STORE_UNUSABLE', /refused to list .*400 SomethingNew/, /store doctor/],
  ] as const)('%i %s is %s', async (status, name, code, message, hint) => {
    const { store } = await answering((_, response) => {
      response.setHeader('x-amz-bucket-region', 'eu-central-1');
      refusal(response, status, name, LEAK);
    });
    const failure = await failureOf(store.list('a/'));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
    expect(failure.cause).toBeUndefined();
    expect(JSON.stringify(failure) + failure.message + String(failure.hint) + String(failure.stack), 'nothing that the server said, no credential').not.toMatch(/Signature=|INVENTED|invented|AKIA/);
  });

  it('that no rule knows is repeated some times, said with their number', async () => {
    const { store, asked } = await answering((_, response) => refusal(response, 500, 'InternalError', LEAK));
    expect(await failureOf(store.list(''))).toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringMatching(/500 InternalError, after 4 attempts/) });
    expect(asked).toHaveLength(4);
  });

  it('that is no XML, and an answer that is none of S3', async () => {
    const { store } = await answering((_, response) => { response.writeHead(400, { 'content-type': 'text/html' }).end('<html><body>Welcome'); });
    expect(await failureOf(store.list(''))).toMatchObject({ code: 'STORE_UNUSABLE', message: expect.not.stringContaining('Welcome') });
  });

  it('in plain http where TLS is asked is said once, and no other scheme is tried', async () => {
    const { port, asked } = await answering((_, response) => xml(response, versions('')));
    const { store } = await answering(() => {}, { endpoint: `https://127.0.0.1:${port}` });
    expect(await failureOf(store.list(''))).toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringMatching(/no TLS is spoken there/) });
    expect(asked).toEqual([]);
  });

  it('by a host that is not there comes once', async () => {
    const { store } = await answering(() => {}, { endpoint: 'https://store.invalid' });
    const began = Date.now();
    const failure = await failureOf(store.list(''));
    expect(failure).toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringMatching(/there is no such host|cannot be looked up now/) });
    if (/no such host/.test(failure.message)) {
      expect(failure.message).not.toMatch(/attempts/);
      expect(Date.now() - began).toBeLessThan(3000);
    }
  });
});

describe('what is not there', () => {
  const listed = (request: { url?: string | undefined }) => /[?&]versions/.test(request.url!);
  it('is a version whose id is none, when the store lists the key without it', async () => {
    const { store } = await answering((request, response) => (listed(request) ? xml(response, versions(version('a', 'one'))) : refusal(response, 400, 'InvalidArgument', 'Invalid version id specified')));
    expect(await store.prove('a', { versionId: 'none' })).toBeNull();
    expect(await store.open('a', { versionId: 'none' })).toBeNull();
  });

  it('is no version that the store lists: 400 is then a failure, perhaps of a token', async () => {
    const { store } = await answering((request, response) => (listed(request) ? xml(response, versions(version('a', 'one'))) : response.writeHead(400).end()));
    expect(await failureOf(store.prove('a'))).toMatchObject({ code: 'STORE_UNUSABLE' });
  });

  it('is the rest of an object that begins at its end: empty, not a failure', async () => {
    const { store } = await answering((request, response) => {
      if (request.method === 'HEAD') response.writeHead(200, { 'content-length': '7' }).end();
      else refusal(response, 416, 'InvalidRange');
    });
    const content = await store.open('a', { versionId: 'one', from: 7 });
    expect(content!.size).toBe(7);
    for await (const block of content!.chunks()) expect(block).toHaveLength(0);
    expect(await failureOf(store.open('a', { versionId: 'one', from: 6 }))).toMatchObject({ code: 'STORE_LOST' });
  });
});

describe('the list of versions', () => {
  it('takes an entry once that one page ends with and the next begins with, oldest first, in code unit order', async () => {
    const pages = [version('b', '2') + version('b', '1'), version('b', '1') + version('a', '1')];
    const { store, asked } = await answering((_, response) => xml(response, versions(pages[asked.length - 1]!, asked.length === 1 ? '<NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>1</NextVersionIdMarker>' : '')));
    expect(await store.list('')).toEqual([{ key: 'a', versionId: '1', size: 7, hiddenBy: null }, { key: 'b', versionId: '1', size: 7, hiddenBy: 'newer-version' }]);
  });

  it('that never ends is a failure: it may be short', async () => {
    const { store, asked } = await answering((_, response) => xml(response, versions(version('a', '1'), '<NextKeyMarker>a</NextKeyMarker><NextVersionIdMarker>1</NextVersionIdMarker>')));
    expect(await failureOf(store.list(''))).toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringMatching(/never ends/) });
    expect(asked.length).toBeLessThan(5);
  });

  it('names keys that lie outside of what was asked for to nobody', async () => {
    const { store } = await answering((_, response) => xml(response, versions(version('a/x', '1') + version('elsewhere/x', '1'))), { prefix: 'a/' });
    expect(await store.list('')).toEqual([{ key: 'x', versionId: '1', size: 7, hiddenBy: null }]);
  });
});

describe('the look before a publication', () => {
  const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  const locked = '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>';
  const bucket = (change: { versioning?: string; lock?: string; date?: string; upload?: Record<string, string> } = {}) => answering((request, response) => {
    const { url = '' } = request;
    if (change.date !== undefined) response.setHeader('date', change.date);
    if (url.includes('versioning')) return xml(response, change.versioning ?? enabled);
    if (url.includes('object-lock')) return change.lock === '' ? refusal(response, 404, 'ObjectLockConfigurationNotFoundError') : xml(response, change.lock ?? locked);
    if (url.includes('uploads')) return xml(response, '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>', 200, change.upload);
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    return xml(response, versions(''));
  }, change.upload === undefined ? {} : { sseKmsKey: 'a-key' });

  it.each([['ahead of', -20], ['behind', 20]] as const)('fails with STORE_CLOCK when our clock is %s that of the store', async (words, minutes) => {
    const { store } = await bucket({ date: new Date(Date.now() + minutes * 60_000).toUTCString() });
    expect(await failureOf(store.preflight(LOCK))).toMatchObject({ code: 'STORE_CLOCK', exit: 'publishing', message: expect.stringMatching(`clock of this machine is (19|20) minutes ${words}`), hint: expect.stringMatching(/NTP/) });
  });

  it('sees another clock although the library corrects its own after a first refusal', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    let refused = 0;
    const { store } = await answering((_, response) => {
      response.setHeader('date', date);
      if (refused === 0) {
        refused += 1;
        refusal(response, 403, 'RequestTimeTooSkewed');
      } else xml(response, enabled);
    });
    expect(await failureOf(store.preflight(LOCK))).toMatchObject({ code: 'STORE_CLOCK' });
    expect(refused).toBe(1);
  });

  it.each([
    [{ versioning: '<VersioningConfiguration/>' }, /versioning is off/], [{ versioning: '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>' }, /versioning is suspended/],
    [{ lock: '' }, /object lock is off/], [{ lock: '<ObjectLockConfiguration/>' }, /object lock is off/],
  ])('refuses a bucket that cannot keep evidence: %o', async (change, message) => {
    expect(await failureOf((await bucket(change)).store.preflight(LOCK))).toMatchObject({ code: 'STORE_UNFIT', message: expect.stringMatching(message) });
  });

  it('says by the server’s clock when it is, and what the bucket is set to', async () => {
    const date = new Date(Date.now() - 60_000);
    expect(await (await bucket({ date: date.toUTCString() })).store.preflight(LOCK)).toEqual({ serverTime: `${date.toISOString().slice(0, 19)}Z`, settings: ['versioning: Enabled', 'object lock: Enabled', 'default retention: none'], warnings: [] });
  });

  it('refuses a date that the server takes for past', async () => {
    expect(await failureOf((await bucket()).store.preflight({ ...LOCK, retainUntil: '2020-01-01T00:00:00Z' }))).toMatchObject({ code: 'NOT_PUBLISHABLE', message: expect.stringMatching(/is past/) });
  });

  it('notices a server that leaves the encryption away before anything is locked, and ends its trial', async () => {
    const { store, asked } = await bucket({ upload: {} });
    expect(await failureOf(store.preflight(LOCK))).toMatchObject({ code: 'STORE_UNFIT', message: expect.stringMatching(/key a-key.*leaves the encryption away/) });
    expect(asked.at(-1)!.line).toMatch(/^DELETE \/evidence\/encryption-probe\?.*uploadId=u1/);
  });

  it('names a key that cannot be looked at as a warning once the server has used it', async () => {
    const { store } = await bucket({ upload: { 'x-amz-server-side-encryption': 'aws:kms' } });
    const { settings, warnings } = await store.preflight(LOCK);
    expect(settings).toContain('encryption: aws:kms a-key');
    expect(warnings).toMatchObject([{ code: 'STORE_UNFIT', file: 'a-key' }]);
  });
});
