import { bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder, MessageSignatureBundleBuilder, type Witness } from '@sigstore/sign';
import { fulcioSigner } from '../../../src/adapters/sigstore/fulcio-signer.ts';
import { rekorV1Witness, rekorV2Witness, timestampWitness } from '../../../src/adapters/sigstore/witnesses.ts';
import { readSigningConfig } from '../../../src/sealing/signing-config.ts';
import { PAYLOAD_TYPE } from '../../../src/sealing/statement.ts';

const quiet = { step: () => undefined, note: () => undefined };

/** Signs a file, or with `inToto` the statement that it is, with the product's own signer and witnesses. The bundle as JSON text. */
export async function signCase(given: { readonly content: Uint8Array; readonly inToto: boolean; readonly token: string; readonly signingConfig: string }): Promise<string> {
  const services = readSigningConfig(given.signingConfig, new Date());
  if (services.fulcio === undefined) throw new Error('the signing configuration names no certificate authority');
  const signer = fulcioSigner({
    url: services.fulcio, token: { name: '--identity-token', get: async () => given.token }, audience: 'sigstore', expected: {}, progress: quiet, now: () => new Date(),
  });
  const witnesses: Witness[] = [
    ...services.rekor.map(({ url, version }) => (version === 2 ? rekorV2Witness(url, quiet) : rekorV1Witness(url, quiet))),
    ...services.timestampAuthorities.map((url) => timestampWitness(url, quiet)),
  ];
  const artifact = { data: Buffer.from(given.content), type: PAYLOAD_TYPE };
  const bundle = given.inToto ? await new DSSEBundleBuilder({ signer, witnesses }).create(artifact) : await new MessageSignatureBundleBuilder({ signer, witnesses }).create(artifact);
  return `${JSON.stringify(bundleToJSON(bundle))}\n`;
}
