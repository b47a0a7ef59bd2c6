import { randomBytes } from 'node:crypto';
import type { Witness } from '@sigstore/sign';
import { EvidenceError } from '../../model/problem.ts';
import type { Progress } from '../../pipeline/ports.ts';
import { readRekorV1Entry, readRekorV2Entry, rekorV1Request, rekorV2Request, signedDigest } from '../../sealing/rekor-entry.ts';
import { timeIsPlain, timestampFault, timestampQuery } from '../../sealing/timestamp-request.ts';
import { ask, askJson, type Patience } from './http.ts';

const LOG = 'the transparency log';
const AUTHORITY = 'the timestamp authority';
/** Each asks again with a new nonce; nine of ten tokens have a time that every verifier reads. */
const MOST_TOKENS = 6;

/** Transparency log with the API of Rekor v2. `url` is its base. Fails with WITNESS_FAILED. */
export function rekorV2Witness(url: string, progress: Progress, patience?: Patience): Witness {
  return {
    async testify(content, verifier) {
      progress.step(`entering the signature in the log ${new URL(url).host}`);
      const { value } = await askJson({ service: LOG, code: 'WITNESS_FAILED', url: `${base(url)}/api/v2/log/entries`, json: rekorV2Request(content, verifier), hint: hintOf(2) }, patience);
      return { tlogEntries: [entryOf(readRekorV2Entry(value, content), url)] };
    },
  };
}

/** Transparency log with the API of Rekor v1: a `dsse` entry; one that is there already is fetched. Fails with WITNESS_FAILED. */
export function rekorV1Witness(url: string, progress: Progress, patience?: Patience): Witness {
  const entries = `${base(url)}/api/v1/log/entries`;
  return {
    async testify(content, verifier) {
      progress.step(`entering the signature in the log ${new URL(url).host}`);
      const question = { service: LOG, code: 'WITNESS_FAILED', hint: hintOf(1) } as const;
      let { status, value, location } = await askJson({ ...question, url: entries, json: rekorV1Request(content, verifier), alsoOk: [409] }, patience);
      if (status === 409) {
        const uuid = /^[0-9a-f]{16,160}$/.exec(location?.split('/').at(-1) ?? '')?.[0];
        if (uuid === undefined) throw failed(LOG, url, 'it has the entry already and does not say where');
        ({ value } = await askJson({ ...question, url: `${entries}/${uuid}` }, patience));
      }
      return { tlogEntries: [entryOf(readRekorV1Entry(value, content), url)] };
    },
  };
}

/** Timestamp authority, RFC 3161 over HTTP (§3.4), any maker's. `url` is its full address. Fails with WITNESS_FAILED. */
export function timestampWitness(url: string, progress: Progress, patience?: Patience): Witness {
  return {
    async testify(content) {
      progress.step(`asking ${new URL(url).host} for a timestamp`);
      const { signature } = signedDigest(content);
      for (let attempt = 1; ; attempt += 1) {
        // The first byte keeps the INTEGER positive and in its shortest form.
        const nonce = Buffer.concat([Buffer.of(1), randomBytes(8)]);
        const { body } = await ask({
          service: AUTHORITY, code: 'WITNESS_FAILED', url, plainHttp: true, body: timestampQuery({ signature, nonce }),
          headers: { 'content-type': 'application/timestamp-query' }, accept: ['application/timestamp-reply'],
          hint: (status) => (status === 404 || status === 405 ? 'the whole address is needed, such as https://HOST/api/v1/timestamp' : undefined),
        }, patience);
        const fault = timestampFault(body, { signature, nonce });
        if (fault !== null) throw failed(AUTHORITY, url, fault);
        if (timeIsPlain(body) || attempt === MOST_TOKENS) return { rfc3161Timestamps: [{ signedTimestamp: body }] };
      }
    },
  };
}

function entryOf<T>(entry: T | string, url: string): T {
  if (typeof entry === 'string') throw failed(LOG, url, entry);
  return entry;
}

function failed(service: string, url: string, reason: string): EvidenceError {
  return new EvidenceError('WITNESS_FAILED', 'sealing', `${service} at ${new URL(url).host}: ${reason}`);
}

/** A log of the other version answers with 404. */
function hintOf(version: 1 | 2): (status: number) => string | undefined {
  return (status) => (status === 404 || status === 405 ? `is this the base address of a Rekor v${version}? The other version is chosen by "version" of the project file or "majorApiVersion" of the signing configuration` : undefined);
}

const base = (url: string): string => url.replace(/\/$/, '');
