import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Key, Metadata, MetaFile, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models';

export const DAY = 24 * 3600 * 1000;
type Role = 'root' | 'timestamp' | 'snapshot' | 'targets';
export interface SigningKey { readonly key: Key; readonly privateKey: KeyObject }

export function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const hex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const keyID = createHash('sha256').update(hex).digest('hex');
  return { key: new Key({ keyID, keyType: 'ed25519', scheme: 'ed25519', keyVal: { public: hex } }), privateKey };
}

/** A TUF repository as its owner keeps it: what is set here is signed by `publish`. */
export class Repository {
  /** Path below the address → bytes. */
  readonly files = new Map<string, Buffer>();
  readonly targets = new Map<string, Buffer>();
  readonly versions: Record<Role, number> = { root: 0, timestamp: 0, snapshot: 0, targets: 0 };
  readonly expires: Record<Role, number> = { root: 365 * DAY, timestamp: DAY, snapshot: 30 * DAY, targets: 90 * DAY };
  readonly keys: Record<Role, SigningKey[]> = { root: [newKey(), newKey()], timestamp: [newKey()], snapshot: [newKey()], targets: [newKey()] };
  threshold = 2;

  /** A new root, signed by its own keys and by `also` (those of the one before). `signatures` fewer than asked for is a broken one. */
  publishRoot(also: readonly SigningKey[] = [], signatures = Infinity): Buffer {
    this.versions.root += 1;
    const root = new Root({ version: this.versions.root, specVersion: '1.0.31', expires: this.#until('root'), consistentSnapshot: true });
    for (const role of ['root', 'timestamp', 'snapshot', 'targets'] as const) {
      root.roles[role]!.threshold = role === 'root' ? this.threshold : 1;
      for (const { key } of this.keys[role]) root.addKey(key, role);
    }
    const bytes = signed(root, [...this.keys.root, ...also].slice(0, signatures));
    this.files.set(`${this.versions.root}.root.json`, bytes);
    return bytes;
  }

  publish(by: Partial<Record<Role, readonly SigningKey[]>> = {}): void {
    for (const role of ['targets', 'snapshot', 'timestamp'] as const) this.versions[role] += 1;
    const targets = new Targets({ version: this.versions.targets, specVersion: '1.0.31', expires: this.#until('targets') });
    for (const [path, bytes] of this.targets) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      targets.addTarget(new TargetFile({ path, length: bytes.length, hashes: { sha256 } }));
      this.files.set(`targets/${sha256}.${path}`, bytes);
    }
    const targetsBytes = signed(targets, by.targets ?? this.keys.targets);
    this.files.set(`${this.versions.targets}.targets.json`, targetsBytes);
    const snapshot = new Snapshot({ version: this.versions.snapshot, specVersion: '1.0.31', expires: this.#until('snapshot'), meta: { 'targets.json': metaOf(this.versions.targets, targetsBytes) } });
    const snapshotBytes = signed(snapshot, by.snapshot ?? this.keys.snapshot);
    this.files.set(`${this.versions.snapshot}.snapshot.json`, snapshotBytes);
    const timestamp = new Timestamp({ version: this.versions.timestamp, specVersion: '1.0.31', expires: this.#until('timestamp'), snapshotMeta: metaOf(this.versions.snapshot, snapshotBytes) });
    this.files.set('timestamp.json', signed(timestamp, by.timestamp ?? this.keys.timestamp));
  }

  #until(role: Role): string {
    return new Date(Date.now() + this.expires[role]).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

export type Respond = (path: string, response: ServerResponse, request: IncomingMessage) => boolean;

/** Serves a repository on a free port of 127.0.0.1; `respond` may answer first. */
export async function serve(repository: Repository): Promise<{ url: string; asked: string[]; answer: { with?: Respond }; stop(): Promise<void> }> {
  const asked: string[] = [];
  const answer: { with?: Respond } = {};
  const server = createServer((request, response) => {
    const path = request.url!.slice(1);
    asked.push(path);
    if (answer.with?.(path, response, request)) return;
    const bytes = repository.files.get(path);
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, answer,
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

function metaOf(version: number, bytes: Buffer): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: createHash('sha256').update(bytes).digest('hex') } });
}

function signed(content: Root | Timestamp | Snapshot | Targets, by: readonly SigningKey[]): Buffer {
  const metadata = new Metadata<typeof content>(content as never);
  for (const { key, privateKey } of by) metadata.sign((bytes) => new Signature({ keyID: key.keyID, sig: sign(null, bytes, privateKey).toString('hex') }));
  return Buffer.from(JSON.stringify(metadata.toJSON()));
}

