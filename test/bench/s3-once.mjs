// One transfer by the store alone, in a process of its own: --code DIR put BUCKET ENDPOINT SHA256 FILE|BYTES
// [--part-size MIB]. DIR: the joined store (s3.mjs). BYTES: synthetic content.
// The digest is known beforehand, as it is when a bundle was just sealed: the server checks it, nothing is hashed again here.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { syntheticSource } from './synthetic.mjs';

const { positionals: [verb, bucket, endpoint, sha256, what], values } = parseArgs({ allowPositionals: true, options: { code: { type: 'string' }, 'part-size': { type: 'string' } } });
const [{ s3Store }, { fileSource }] = await Promise.all([import(`${values.code}/adapters/s3/s3-store.js`), import(`${values.code}/adapters/file-source.js`)]);
if (verb !== 'put') throw new Error(`no ${verb}`);
const store = s3Store({ kind: 's3', bucket, prefix: '', endpoint, ...(values['part-size'] && { partSize: Number(values['part-size']) * (1 << 20) }) }, process.env);
// An upload whose lock would end within a day is not taken up again by a later run.
const lock = { mode: 'COMPLIANCE', retainUntil: `${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 19)}Z`, legalHold: false };
const content = existsSync(what) ? fileSource(what, 'bundle') : syntheticSource(Number(what));
const answer = await store.putNew({ key: 'bundles/x/1/x.evidence.zip', content, sha256, mediaType: 'application/zip', lock });
process.stdout.write(`${JSON.stringify(answer)}\n`);
