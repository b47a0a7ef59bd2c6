import { createHash } from 'node:crypto';
import { publishBundle } from '../../src/store/publish.ts';
import { memorySource } from '../../src/model/source.ts';
import { inParallel } from '../../src/model/in-parallel.ts';
import { sampleBundle, sampleChecks, sampleRelease } from '../../fixtures/build/bundles.ts';

const hex = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Publishes `count` releases of ten products into a store, each by the whole protocol with a small bundle of its own; `atOnce` under way.
 * Returns the names.
 */
export async function fillStore(store, count, { atOnce = 8 } = {}) {
  const names = Array.from({ length: count }, (_, i) => ({ product: `pump-${i % 10}`, version: `${Math.floor(i / 100)}.${Math.floor(i / 10) % 10}.0` }));
  await inParallel(atOnce, names, async (name) => {
    const release = { ...sampleRelease, product: { ...sampleRelease.product, id: name.product }, version: name.version };
    const checks = sampleChecks({ product: name.product, version: name.version });
    const bytes = await sampleBundle({ release, checks });
    await publishBundle(store, {
      ...name, verdict: 'READY', bundle: memorySource('bundle', bytes), sha256: hex(bytes), tagManifestSha256: hex(`tags of ${name.product} ${name.version}`),
      retainUntil: '2041-11-20T00:00:00Z', lock: { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 366 },
    });
  });
  return names;
}
