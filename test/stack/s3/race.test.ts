import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CommandResult, startProgram } from '../shared/program.ts';
import { bundleMaker, type MadeBundle } from './bundles.ts';
import { RETAIN_UNTIL } from './crash-matrix.ts';
import { type Fault, faultProxy } from './fault-proxy.ts';
import { newBucket, servers } from './injected.ts';
import { look } from './published.ts';
import type { S3Server } from './servers.ts';

/*
 * Eight processes publish the same version of the same product at the same moment: their puts of the bundle, and then of the record, are held back until
 * all have come, and are let go together.
 */
const folder = mkdtempSync(join(tmpdir(), 's3-race-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const maker = bundleMaker(folder);
const RACERS = 8;
const others = await Promise.all(Array.from({ length: RACERS }, (_, i) => maker.variant(`racer-${i}`, {})));

interface Finish extends CommandResult {
  readonly bundle: MadeBundle;
  /** Of `publish --json`. */
  readonly outcome: string | undefined;
  readonly versionId: string | undefined;
}

async function race(server: S3Server, bucket: string, prefix: string, bundles: readonly MadeBundle[]): Promise<Finish[]> {
  const bundle = barrier(bundles.length);
  const record = barrier(bundles.length);
  const proxy = await faultProxy(server.endpoint, ({ action }) => (action === 'PutObject bundle' ? bundle : action === 'PutObject record' ? record : null));
  try {
    return await Promise.all(bundles.map(async (one, i) => {
      const env = { ...server.env, HOME: folder, XDG_STATE_HOME: join(folder, `state-${prefix}-${i}`) };
      const result = await startProgram(env, ['publish', one.path, '--to', `s3://${bucket}/${prefix}`, '--endpoint', proxy.endpoint, '--yes', '--quiet', '--json']).done;
      const said = result.status === 0 ? JSON.parse(result.stdout) as { outcome: string; record: { bundle: { versionId: string } } } : undefined;
      return { ...result, bundle: one, outcome: said?.outcome, versionId: said?.record.bundle.versionId };
    }));
  } finally {
    await proxy.close();
  }
}

/** Holds requests until `count` have come, or for two seconds: some may find that there is nothing left to put. */
function barrier(count: number): Fault {
  let release = (): void => undefined;
  const open = new Promise<void>((resolve) => { release = resolve; });
  let waiting = 0;
  return { kind: 'first', run: () => {
    waiting += 1;
    if (waiting === count) release();
    else setTimeout(release, 2000);
    return open;
  } };
}

const count = (finishes: readonly Finish[]) => {
  const of = finishes.map(({ status, outcome, stdout, stderr }) => (status === 0 ? outcome! : `exit ${status} ${/"code": ?"([A-Z_]+)"/.exec(stdout)?.[1] ?? stderr}`));
  return Object.fromEntries([...new Set(of)].sort().map((one) => [one, of.filter((other) => other === one).length]));
};

describe('eight publishers at once, on minio', () => {
  it('with the same content: one publishes, seven find it published', async () => {
    const bucket = await newBucket(servers.minio, 'race');
    const finishes = await race(servers.minio, bucket, 'same', Array.from({ length: RACERS }, () => maker.demo));
    expect(count(finishes)).toEqual({ 'already-published': 7, 'published': 1 });
    const seen = await look(servers.minio.client(), bucket, 'same/', maker.demo, RETAIN_UNTIL);
    expect(seen).toMatchObject({ sha256: maker.demo.sha256, unlocked: [], uploads: [] });
    expect(seen.versions.filter((key) => key.endsWith('.evidence.zip') || key.startsWith('releases/'))).toHaveLength(2);
  });

  it('with eight contents: one publishes, seven are refused, the winner is whole', async () => {
    const bucket = await newBucket(servers.minio, 'race');
    const finishes = await race(servers.minio, bucket, 'other', others);
    expect(count(finishes)).toEqual({ 'exit 5 STORE_CONFLICT': 7, 'published': 1 });
    const winner = finishes.find((one) => one.status === 0)!;
    const seen = await look(servers.minio.client(), bucket, 'other/', winner.bundle, RETAIN_UNTIL);
    expect(seen).toMatchObject({ sha256: winner.bundle.sha256, unlocked: [], record: { bundle: { sha256: winner.bundle.sha256, versionId: winner.versionId } } });
    expect(seen.versions.filter((key) => key.startsWith('releases/'))).toHaveLength(1);
  });
});

/*
 * versitygw answers 200 to several racers and keeps one version; a success that it loses afterwards must not be believed. Whoever exits 0 must be
 * borne out by what a plain client finds when all have ended.
 */
describe('eight publishers at once, on versitygw', () => {
  it('nobody hears of a success that is not there', async () => {
    const server = servers.versitygw;
    const bucket = await newBucket(server, 'race');
    for (const [prefix, bundles] of [['same', Array.from({ length: RACERS }, () => maker.demo)], ['other', others]] as const) {
      const finishes = await race(server, bucket, prefix, bundles);
      console.log(`versitygw, ${prefix}: ${JSON.stringify(count(finishes))}`);
      for (const one of finishes) expect([0, 5], one.stderr).toContain(one.status);
      const winners = finishes.filter((one) => one.status === 0);
      for (const winner of winners) {
        const seen = await look(server.client(), bucket, `${prefix}/`, winner.bundle, RETAIN_UNTIL);
        expect(seen.record?.bundle, 'the record names the bundle that this process published').toMatchObject({ sha256: winner.bundle.sha256, versionId: winner.versionId });
        expect(seen.sha256, 'the bundle is there, whole').toBe(winner.bundle.sha256);
      }
      // Run again by the winner, or by anybody when there is none, it is published.
      const again = await race(server, bucket, prefix, [winners[0]?.bundle ?? bundles[0]!]);
      expect([0, 5]).toContain(again[0]!.status);
      if (winners.length > 0) expect(again[0]!.status, again[0]!.stderr).toBe(0);
    }
  });
});
