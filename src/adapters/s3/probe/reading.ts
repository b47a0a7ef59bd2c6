import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Finding } from '../../../store/doctor.ts';
import { ask, isDenied, must, Untried, words } from './answers.ts';
import type { Patient } from './patient.ts';

type Seen = Omit<Finding, 'id'>;

const TEXT = 'release-evidence store doctor: this is the named version\n';
const LINK_SECONDS = 60;

/** Rows about a locked version over which, or around which, something happens. */
export const readingRows = (patient: Patient) => ({
  'copy-keeps-version': async (): Promise<Seen> => {
    const at = await patient.put('copy');
    const look = async () => {
      const { Metadata, ContentType, ETag } = must(await ask(patient.client.send(new HeadObjectCommand(patient.at(at.key, at.versionId)))), 'looking at the version');
      return JSON.stringify([Metadata?.purpose, ContentType, ETag]);
    };
    const before = await look();
    const until = patient.until(15);
    patient.lockedUntil(until);
    const answer = await ask(patient.client.send(new CopyObjectCommand({
      ...patient.at(at.key), CopySource: `${patient.bucket}/${at.key.split('/').map(encodeURIComponent).join('/')}`, MetadataDirective: 'REPLACE', Metadata: { purpose: 'another' }, ContentType: 'application/x-other',
      ...patient.lockHeaders(until),
    })));
    if (!(await patient.isThere(at))) return { outcome: 'does-not-hold', seen: `the locked version is gone (${words(answer)})` };
    if ((await look()) !== before) return { outcome: 'does-not-hold', seen: `${words(answer)}: metadata of the locked version were replaced` };
    if (answer.kind === 'none') throw new Untried(words(answer));
    if (isDenied(answer)) return { outcome: 'not-tried', seen: `this account may not copy (${words(answer)})` };
    return { outcome: 'holds', seen: answer.kind === 'accepted' ? 'a new version; the locked one is unchanged' : `${words(answer)}; the locked one is unchanged` };
  },

  'marker-leaves-version': async (): Promise<Seen> => {
    const at = await patient.put('marker', { body: new TextEncoder().encode(TEXT) });
    const answer = await ask(patient.client.send(new DeleteObjectCommand(patient.at(at.key))));
    const found = await ask(patient.client.send(new GetObjectCommand(patient.at(at.key, at.versionId))).then(async ({ Body }) => (await Body?.transformToString()) === TEXT));
    if (found.kind !== 'accepted' && found.kind !== 'refused') throw new Untried(words(found));
    if (found.kind === 'refused' && isDenied(found)) throw new Untried(`reading a named version: ${words(found)}`);
    if (found.kind === 'refused' || !found.value) return { outcome: 'does-not-hold', seen: `the named version cannot be read any more (${words(answer)})` };
    if (answer.kind === 'none') throw new Untried(words(answer));
    if (isDenied(answer)) return { outcome: 'not-tried', seen: `this account may not put delete markers (${words(answer)})` };
    return { outcome: 'holds', seen: answer.kind === 'accepted' ? 'marker put; the named version was read' : `the marker was ${words(answer)}; the named version was read` };
  },

  'presigned-opens': async (): Promise<Seen> => {
    const link = await signedLink(patient, 'link');
    await patient.tryPut('link', { body: new TextEncoder().encode('a newer version\n') });
    const answer = await open(patient, link);
    return answer.status === 200 && answer.text === TEXT ? { outcome: 'holds', seen: 'the named version, with a newer one over it' } : { outcome: 'does-not-hold', seen: `${answer.status}${answer.status === 200 ? ', other content' : ''}` };
  },

  'presigned-guarded': async (): Promise<Seen> => {
    const [link, past] = [await signedLink(patient, 'guarded'), await signedLink(patient, 'expired', new Date(patient.now() - 10 * LINK_SECONDS * 1000))];
    const altered = new URL(link);
    altered.pathname = altered.pathname.replace(/guarded$/, 'expired'); // another object that is there
    altered.searchParams.delete('versionId');
    const longer = new URL(past);
    longer.searchParams.set('X-Amz-Expires', '86400');
    const answers = { altered: (await open(patient, altered.href)).status, expired: (await open(patient, past)).status, prolonged: (await open(patient, longer.href)).status };
    if ((await open(patient, link)).status !== 200) throw new Untried('the link itself does not open');
    const opened = Object.entries(answers).filter(([, status]) => status === 200).map(([name]) => name);
    if (opened.length > 0) return { outcome: 'does-not-hold', seen: `opens: ${opened.join(', ')}` };
    return { outcome: 'holds', seen: Object.entries(answers).map(([name, status]) => `${name} ${status}`).join(', ') };
  },

  'paging': async (): Promise<Seen> => {
    for (const name of ['1', '2', '3', '4', '4', '5']) await patient.put(`pages/${name}`);
    const { entries, repeated, pages } = await patient.versions(`${patient.folder}pages/`, 2);
    const seen = `${entries.length} of 6 versions in ${pages} pages${repeated === 0 ? '' : `, ${repeated} of them twice`}`;
    return { outcome: entries.length === 6 && repeated === 0 ? 'holds' : 'does-not-hold', seen };
  },
});

async function signedLink(patient: Patient, name: string, signingDate?: Date): Promise<string> {
  const at = await patient.put(name, { body: new TextEncoder().encode(TEXT) });
  return getSignedUrl(patient.client, new GetObjectCommand(patient.at(at.key, at.versionId)), { expiresIn: LINK_SECONDS, ...(signingDate && { signingDate }) });
}

/** As somebody without an account would: the link and nothing else. By the client's own connections, which know the proxy and the certificates to trust. */
async function open(patient: Patient, link: string): Promise<{ status: number; text: string }> {
  const { protocol, hostname, port, host, pathname, searchParams } = new URL(link);
  const request = { protocol, hostname, ...(port === '' ? {} : { port: Number(port) }), method: 'GET', path: pathname, query: Object.fromEntries(searchParams), headers: { host } };
  try {
    const { response } = await patient.client.config.requestHandler.handle(request as Parameters<typeof patient.client.config.requestHandler.handle>[0]);
    const parts: Uint8Array[] = [];
    for await (const part of response.body as AsyncIterable<Uint8Array>) parts.push(part);
    return { status: response.statusCode, text: Buffer.concat(parts).toString('utf8') };
  } catch {
    throw new Untried('a link was not answered'); // the cause may hold the link, which is a secret
  }
}
