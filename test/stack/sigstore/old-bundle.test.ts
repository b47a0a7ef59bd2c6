import { sign as signBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder, type Signer } from '@sigstore/sign';
import { expect, it } from 'vitest';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import type { TrustPolicy } from '../../../src/sealing/trust-policy.ts';
import { verifySignature } from '../../../src/sealing/verify-signature.ts';
import { IDENTITY, Instance, ISSUER, type Leaf } from '../../support/instance.ts';
import { sign, SIGNERS, stack, statementOf, trustedRoot, WITNESSES } from './signing.ts';

type Json = any; // bundles and roots are bent here

const rootText = readFileSync(stack.trustedRoot, 'utf8');

it('an old bundle with a real entry of a log that was not in use then', async () => {
  // Everything but the log is of 2011; the entry is real. Both public verifiers accept it whatever the log's period says.
  const old = new Instance('old', new Date('2011-03-01T12:00:00Z'));
  const leaf: Leaf = old.certificate();
  const pem = `-----BEGIN CERTIFICATE-----\n${leaf.der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  const signer: Signer = { sign: async (data) => ({ signature: signBytes('sha256', data, leaf.privateKey), key: { $case: 'x509Certificate', certificate: pem } }) };
  const builder = new DSSEBundleBuilder({ signer, witnesses: [WITNESSES.v2] });
  const json = bundleToJSON(await builder.create({ data: Buffer.from(statementOf('old firmware')), type: 'application/vnd.in-toto+json' })) as Json;
  json.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [old.timestamp(Buffer.from(json.dsseEnvelope.signatures[0].sig, 'base64'))] };
  const asked = (validFor: object): TrustPolicy => ({
    signers: [{ kind: 'identity', identity: { exact: IDENTITY }, issuer: { exact: ISSUER } }],
    trustedRoot: readTrustedRoot(old.root((root) => { root.tlogs = JSON.parse(rootText).tlogs.map((log: Json) => ({ ...log, publicKey: { ...log.publicKey, validFor } })); }), 'incomplete'),
  });
  const codes = (policy: TrustPolicy) => verifySignature(bundleFromJSON(json), policy).problems.map((one) => one.code);
  expect(codes(asked({ start: '2010-01-01T00:00:00Z', end: '2012-01-01T00:00:00Z' }))).toEqual([]);
  expect(codes(asked({ start: '2010-01-01T00:00:00Z', end: '2011-01-01T00:00:00Z' }))).toEqual(['LOG_RETIRED']);
  expect(codes(asked({ start: '2020-01-01T00:00:00Z' }))).toEqual(['LOG_RETIRED']);
});

it('the extensions of a GitLab pipeline have names', async () => {
  const { signer, expected } = await SIGNERS.keyless();
  const { bundle } = await sign(signer, ['v2', 'tsa'], 'firmware');
  const answer = verifySignature(bundle, { signers: [expected], trustedRoot });
  expect(answer.problems).toEqual([]);
  expect(answer.signer).toMatchObject({
    identity: stack.identity, issuer: stack.issuer,
    extensions: { sourceDigest: '8f3c1d2e4b5a69788796a5b4c3d2e1f001122334', sourceRepositoryId: '42', runnerEnvironment: 'self-hosted', buildTrigger: 'push' },
  });
});
