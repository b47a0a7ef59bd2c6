import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { EvidenceError } from '../../src/model/problem.ts';
import { by } from '../../src/model/order.ts';
import { readAll } from '../../src/model/source.ts';
import type { EvidenceStore, Locking, ObjectLock, StoredVersion } from '../../src/store/evidence-store.ts';

export interface MemoryStore extends EvidenceStore {
  /** In the order in which they were put. */
  readonly objects: Map<string, Uint8Array>;
  readonly locks: Map<string, ObjectLock>;
}

const NOW = '2026-11-20T09:00:00Z';

/** A store for tests of the protocol that keeps objects in a map. With `locks` it answers as one with Object Lock does; what servers really do is tested on servers. */
export function memoryStore(options: { readonly locks?: boolean; readonly now?: () => string } = {}): MemoryStore {
  const objects = new Map<string, Uint8Array>();
  const locks = new Map<string, ObjectLock>();
  const now = options.now ?? (() => NOW);
  const prove = (key: string): StoredVersion | null => {
    const bytes = objects.get(key);
    if (bytes === undefined) return null;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { key, versionId: options.locks ? `v-${sha256.slice(0, 8)}` : sha256, size: bytes.length, sha256, proof: 'read-back', lock: locks.get(key) ?? null, requestIds: options.locks ? ['R1'] : [], provedAt: now(), warnings: [] };
  };
  const change = async (key: string, next: (lock: ObjectLock) => ObjectLock): Promise<ObjectLock> => {
    const lock = next(locks.get(key)!);
    locks.set(key, lock);
    return lock;
  };
  const locking: Locking = {
    extendRetention: (key, _version, { mode, retainUntil }) => change(key, (lock) => ({ mode: lock.mode === 'COMPLIANCE' ? lock.mode : mode, legalHold: lock.legalHold, retainUntil: retainUntil > lock.retainUntil ? retainUntil : lock.retainUntil })),
    setLegalHold: (key, _version, legalHold) => change(key, (lock) => ({ ...lock, legalHold })),
    presign: async (key) => `https://memory.example/${key}`,
    unfinishedUploads: async () => [],
    abortUpload: async () => undefined,
  };
  return {
    objects,
    locks,
    kind: options.locks ? 's3' : 'directory',
    address: options.locks ? 's3://memory/x' : 'memory',
    immutability: options.locks ? 'object lock (memory)' : 'none (memory)',
    locking: options.locks ? locking : null,
    async preflight() {
      return { serverTime: now(), settings: ['memory'], warnings: [] };
    },
    async putNew({ key, content, sha256, lock, onProgress }) {
      if (key.split('/').some((part) => part === '' || part.startsWith('.'))) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `not a key: ${key}`);
      const bytes = readAll(content);
      if (bytes.length !== content.size) throw new Error('another size than stated');
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new EvidenceError('STORE_UNUSABLE', 'publishing', 'another digest than stated');
      await setImmediate(); // racers interleave
      if (objects.has(key)) return { outcome: 'exists', stored: prove(key)! };
      objects.set(key, bytes.slice());
      if (lock) locks.set(key, lock);
      onProgress?.(bytes.length);
      return { outcome: 'created', stored: prove(key)! };
    },
    async open(key, at) {
      const bytes = objects.get(key);
      return bytes ? { size: bytes.length, async *chunks() { yield bytes.subarray(at?.from ?? 0); } } : null;
    },
    async prove(key, at) {
      const stored = prove(key);
      return at?.versionId && stored?.versionId !== at.versionId ? null : stored;
    },
    async list(prefix) {
      return [...objects].filter(([key]) => key.startsWith(prefix)).map(([key, bytes]) => ({ key, versionId: prove(key)!.versionId, size: bytes.length, hiddenBy: null })).sort(by((one) => one.key));
    },
  };
}
