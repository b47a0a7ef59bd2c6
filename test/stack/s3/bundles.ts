import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packBundle } from '../../../src/bundle/pack.ts';
import { bundleSealer } from '../../../src/bundle/seal-bundle.ts';
import type { CheckResults } from '../../../src/model/row.ts';
import { memorySource } from '../../../src/model/source.ts';
import type { ReleaseDocument } from '../../../src/results/release-document.ts';
import { readSealingKey } from '../../../src/sealing/key.ts';
import { keyMeans } from '../../../src/sealing/key-means.ts';
import { memorySink } from '../../../fixtures/build/bundles.ts';
import { program } from '../shared/program.ts';

const DEMO = fileURLToPath(new URL('../../../fixtures/releases/meridian-2.4.0', import.meta.url));
export const PRODUCT = 'meridian-sp-20';
export const VERSION = '2.4.0';

export interface MadeBundle {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface BundleMaker {
  /** The demo release as the program bundles it. */
  readonly demo: MadeBundle;
  /** SPKI PEM of the key that seals all of them. */
  readonly publicKey: string;
  /** PKCS#8 PEM of that key. */
  readonly privateKey: string;
  /**
   * The demo release with other content, sealed again: `note` makes the tag manifest another one, `version` another release, `ballast` adds that
   * many bytes that do not compress.
   */
  variant(name: string, change: { readonly note?: string; readonly version?: string; readonly ballast?: number }): Promise<MadeBundle>;
}

/** Bundles to publish, made by the program from the demo release; they are verified like any other. */
export function bundleMaker(folder: string): BundleMaker {
  mkdirSync(folder, { recursive: true });
  const [privateKey, publicKey] = [join(folder, 'seal.pem'), join(folder, 'seal.pub.pem')];
  const path = join(folder, 'demo.evidence.zip');
  const made = program('bundle', '--project', DEMO, '--key', privateKey, '--out', path, '--yes', '--quiet');
  if (made.status !== 0) throw new Error(`the demo release cannot be bundled: ${made.stderr}${made.stdout}`);
  const files = unpacked(path, join(folder, 'demo'));
  return {
    demo: facts(path), publicKey, privateKey,
    async variant(name, { note = name, version = VERSION, ballast = 0 }) {
      const payload = new Map(files).set('data/evidence/attachments/note.txt', Buffer.from(`${note}\n`));
      if (ballast > 0) payload.set('data/evidence/attachments/ballast.bin', randomBytes(ballast));
      const release = { ...JSON.parse(files.get('data/release.json')!.toString()) as ReleaseDocument, version };
      const checks = { ...JSON.parse(files.get('data/results/checks.json')!.toString()) as CheckResults, version };
      payload.set('data/release.json', Buffer.from(`${JSON.stringify(release, null, 2)}\n`)).set('data/results/checks.json', Buffer.from(`${JSON.stringify(checks, null, 2)}\n`));
      const sink = memorySink();
      const sealer = bundleSealer(release, checks, keyMeans(readSealingKey(readFileSync(privateKey, 'utf8'), undefined)));
      await packBundle([...payload].map(([at, bytes]) => ({ path: at, content: memorySource(at, bytes) })), sink,
        { product: release.product.id, version, date: release.date, toolVersion: release.tool.version, sealer });
      const to = join(folder, `${name}.evidence.zip`);
      writeFileSync(to, sink.bytes());
      return facts(to);
    },
  };
}

/** Payload by path below the top folder. */
function unpacked(bundle: string, folder: string): Map<string, Buffer> {
  execFileSync('unzip', ['-qq', '-o', bundle, '-d', folder]);
  const top = join(folder, readdirSync(folder)[0]!);
  const names = readdirSync(join(top, 'data'), { recursive: true, encoding: 'utf8' }).map((name) => join(top, 'data', name)).filter((file) => statSync(file).isFile());
  return new Map(names.map((file) => [relative(top, file), readFileSync(file)]));
}

function facts(path: string): MadeBundle {
  const bytes = readFileSync(path);
  return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
