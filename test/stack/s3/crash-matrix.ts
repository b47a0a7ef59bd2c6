import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inParallel } from '../../../src/model/in-parallel.ts';
import { s3Store } from '../../../src/adapters/s3/s3-store.ts';
import { listReleases } from '../../../src/store/list.ts';
import { startProgram } from '../shared/program.ts';
import { type MadeBundle, PRODUCT, VERSION } from './bundles.ts';
import { atRequest, type Fault, type FaultProxy, faultProxy, INTERNAL_ERROR, SLOW_DOWN } from './fault-proxy.ts';
import { look, type Seen } from './published.ts';
import type { S3Server } from './servers.ts';

export const FAULTS: Readonly<Record<string, Fault>> = {
  'killed before': { kind: 'kill-before' },
  'killed after': { kind: 'kill-after' },
  'reply lost': { kind: 'lost-reply' },
  'reset': { kind: 'reset' },
  '503 SlowDown': SLOW_DOWN,
  '500': INTERNAL_ERROR,
};
export type FaultName = keyof typeof FAULTS;
/** The retention record of the demo release. */
export const RETAIN_UNTIL = '2041-11-20T00:00:00Z';

export interface Cell {
  readonly n: number;
  readonly action: string;
  readonly fault: string;
  /** `killed`, or the exit code of the first run. */
  readonly first: string;
  /** Releases that were listed after the first run. */
  readonly listed: number;
  /** Outcome of the second run, which met no fault. */
  readonly second: string;
  /** What does not hold; empty when all does. */
  readonly wrong: readonly string[];
}

export interface MatrixOptions {
  readonly bucket: string;
  readonly bundle: MadeBundle;
  /** More arguments of `publish`. */
  readonly args?: readonly string[];
  readonly faults?: readonly string[];
  /** Requests that are harmed; all when absent. */
  readonly only?: RegExp;
  readonly atOnce?: number;
}

/** Requests of one publication that meets no fault, in their order. */
export async function requestsOf(server: S3Server, options: MatrixOptions): Promise<readonly string[]> {
  const cell = await openCell(server, options, 'whole');
  const { status, stderr } = await cell.publish();
  if (status !== 0) throw new Error(`publish without a fault ended with ${status}: ${stderr}`);
  await cell.close();
  return cell.proxy.seen.map((one) => one.action);
}

/** Every request of a publication × every fault: each in a place of its own, then run again without a fault, then looked at by a plain client. */
export async function crashMatrix(server: S3Server, options: MatrixOptions): Promise<readonly Cell[]> {
  const requests = await requestsOf(server, options);
  const cells = requests.flatMap((action, i) => (options.only?.test(action) === false ? [] : options.faults ?? Object.keys(FAULTS)).map((fault) => ({ n: i + 1, fault })));
  return inParallel(options.atOnce ?? 4, cells, ({ n, fault }) => oneCell(server, options, n, fault));
}

async function oneCell(server: S3Server, options: MatrixOptions, n: number, fault: string): Promise<Cell> {
  const cell = await openCell(server, options, `${n}-${fault.replaceAll(/\W/g, '-')}`);
  const wrong: string[] = [];
  try {
    cell.proxy.plan = atRequest(n, FAULTS[fault]!);
    const first = await cell.publish();
    const hit = cell.proxy.seen.find((one) => one.fault !== null);
    if (hit === undefined) wrong.push('the fault was not met');
    if (fault.startsWith('killed') ? first.status !== -1 : ![0, 5].includes(first.status)) wrong.push(`the first run ended with ${first.status}: ${first.stderr}`);
    const store = s3Store(cell.location, server.env);
    const after = await listReleases(store);
    const seen = await cell.look();
    if (after.problems.length > 0) wrong.push(`list says ${JSON.stringify(after.problems)}`);
    if (after.releases.length > 0) wrong.push(...whole(seen, options.bundle, 'listed after the fault, and'));
    else if (first.status === 0) wrong.push('exit 0, and nothing is listed');
    cell.proxy.plan = () => null;
    const second = await cell.publish('--json');
    if (second.status !== 0) wrong.push(`run again: ${second.status} ${second.stderr}`);
    const { outcome = `exit ${second.status}`, warnings = [] } = second.status === 0 ? JSON.parse(second.stdout) as { outcome: string; warnings: { code: string; message: string }[] } : {};
    const end = await cell.look();
    const named = [first.stdout, first.stderr, second.stderr, JSON.stringify(warnings)].join('\n');
    wrong.push(...whole(end, options.bundle, 'in the end'), ...end.uploads.filter((id) => !named.includes(id)).map((id) => `upload ${id} is unfinished, and nobody says so`));
    const listed = (await listReleases(store)).releases;
    if (listed.length !== 1 || listed[0]!.sha256 !== options.bundle.sha256) wrong.push(`in the end list says ${JSON.stringify(listed)}`);
    const fetched = await cell.fetch();
    if (fetched !== options.bundle.sha256) wrong.push(`fetch gave ${fetched}`);
    return { n, action: hit?.action ?? '?', fault, first: first.status === -1 ? 'killed' : `exit ${first.status}`, listed: after.releases.length, second: outcome, wrong };
  } finally {
    await cell.close();
  }
}

/** What is not right with a publication that is said to be there. */
function whole(seen: Seen, bundle: MadeBundle, when: string): string[] {
  const wrong: string[] = [];
  const count = (pattern: RegExp) => seen.versions.filter((key) => pattern.test(key)).length;
  if (seen.record === null) return [`${when} there is no record`];
  if (count(/^releases\//) !== 1) wrong.push(`${when} ${count(/^releases\//)} records`);
  if (count(/\.evidence\.zip$/) !== 1) wrong.push(`${when} ${count(/\.evidence\.zip$/)} versions of the bundle`);
  if (count(/receipt\.json$/) !== 1) wrong.push(`${when} ${count(/receipt\.json$/)} receipts`);
  if (when === 'in the end' && count(/^catalogue\//) !== (seen.record.catalogue === null ? 0 : 1)) wrong.push(`${when} ${count(/^catalogue\//)} catalogue objects`);
  if (seen.versions.some((key) => key.endsWith('(delete marker)'))) wrong.push(`${when} a delete marker`);
  if (seen.sha256 !== bundle.sha256) wrong.push(`${when} the bundle has ${seen.sha256}`);
  if (seen.unlocked.length > 0) wrong.push(`${when} not locked as asked: ${seen.unlocked.join(', ')}`);
  return wrong;
}

async function openCell(server: S3Server, { bucket, bundle, args = [] }: MatrixOptions, name: string) {
  const folder = mkdtempSync(join(tmpdir(), 's3-cell-'));
  const prefix = `${folder.split('-').at(-1)!}-${name}`;
  const proxy: FaultProxy = await faultProxy(server.endpoint);
  mkdirSync(join(folder, 'state'));
  const env = { ...server.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state'), XDG_CACHE_HOME: join(folder, 'cache') };
  return {
    proxy,
    location: { kind: 's3', bucket, prefix: `${prefix}/`, endpoint: server.endpoint } as const,
    publish(...more: string[]) {
      const run = startProgram(env, ['publish', bundle.path, '--to', `s3://${bucket}/${prefix}`, '--endpoint', proxy.endpoint, '--yes', '--quiet', ...args, ...more]);
      proxy.client = run.process;
      return run.done;
    },
    async fetch() {
      const out = join(folder, 'fetched.zip');
      const { status, stderr } = await startProgram(env, ['fetch', PRODUCT, VERSION, '--from', `s3://${bucket}/${prefix}`, '--endpoint', server.endpoint, '--out', out, '--quiet']).done;
      return status === 0 ? createHash('sha256').update(readFileSync(out)).digest('hex') : `exit ${status}: ${stderr}`;
    },
    look: () => look(server.client(), bucket, `${prefix}/`, bundle, RETAIN_UNTIL),
    async close() {
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The matrix as a table: a line for each request, a column for each fault. */
export function showMatrix(cells: readonly Cell[]): string {
  const faults = [...new Set(cells.map((one) => one.fault))];
  const lines = [...new Set(cells.map((one) => one.n))].sort((a, b) => a - b).map((n) => {
    const own = cells.filter((one) => one.n === n);
    return [String(n), own.find((one) => one.action !== '?')?.action ?? '?', ...faults.map((fault) => {
      const one = own.find((cell) => cell.fault === fault);
      if (one === undefined) return '';
      return one.wrong.length > 0 ? `WRONG: ${one.wrong.join('; ')}` : `${one.first}, ${one.listed === 0 ? 'nothing' : 'whole'} → ${one.second}`;
    })];
  });
  return [['n', 'request', ...faults], ['---', '---', ...faults.map(() => '---')], ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
