import type { SignatureRefusal } from '../signature-refusals.ts';
import type { ExpectedSigner } from '../trust-policy.ts';
import { meets, showExpectation } from './expectation.ts';
import type { LeafCertificate } from './leaf-certificate.ts';
import { oneLine } from './probe.ts';

type ExpectedIdentity = Extract<ExpectedSigner, { kind: 'identity' }>;

/** Compares a certificate with everybody who may sign; any one suffices. Empty = it is one of them. */
export function checkIdentity(leaf: LeafCertificate, signers: readonly ExpectedSigner[]): readonly SignatureRefusal[] {
  const identities = signers.filter((signer): signer is ExpectedIdentity => signer.kind === 'identity');
  const failures: string[] = [];
  const named: ExpectedIdentity[] = [];
  for (const one of identities) {
    try {
      if (meets(one.identity, leaf.identity) && meets(one.issuer, leaf.issuer)) named.push(one);
    } catch (cause) {
      failures.push(oneLine(cause));
    }
  }
  if (named.some((one) => wrongExtensions(leaf, one).length === 0)) return [];
  if (named.length > 0) return wrongExtensions(leaf, named[0]!);
  const found = `${leaf.identity} (issuer ${leaf.issuer})`;
  return [{ code: 'IDENTITY_UNEXPECTED', message: failures.length > 0 ? `signed by somebody whom no expectation could be compared with: ${failures[0]}` : 'signed by somebody else', expected: showSigners(signers), found }];
}

function wrongExtensions(leaf: LeafCertificate, { extensions = {} }: ExpectedIdentity): SignatureRefusal[] {
  return Object.entries(extensions).filter(([name, value]) => value !== undefined && leaf.extensions[name] !== value).map(([name, value]) => ({
    code: 'EXTENSION_UNEXPECTED' as const, message: `the certificate was given to another ${EXTENSION_WORDS[name] ?? name}`, expected: `${name} ${value}`, found: leaf.extensions[name] === undefined ? `no ${name}` : `${name} ${leaf.extensions[name]}`,
  }));
}

const EXTENSION_WORDS: Readonly<Record<string, string>> = {
  sourceRepository: 'project', sourceRepositoryId: 'project', sourceDigest: 'commit', sourceRef: 'branch or tag', sourceOwner: 'owner', sourceOwnerId: 'owner',
  buildSigner: 'workflow', buildSignerDigest: 'version of the workflow', buildConfig: 'pipeline file', buildConfigDigest: 'version of the pipeline file',
  runnerEnvironment: 'kind of build machine', buildTrigger: 'trigger', runInvocation: 'pipeline run', sourceVisibility: 'visibility of the project',
  deploymentEnvironment: 'environment', tokenSubject: 'subject of the token',
};

/** Everybody who may sign, on one line. */
export function showSigners(signers: readonly ExpectedSigner[]): string {
  return signers.map(showSigner).join(' or ');
}

function showSigner(signer: ExpectedSigner): string {
  if (signer.kind === 'key') return `key ${signer.key.fingerprint}`;
  const more = Object.entries(signer.extensions ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return `${showExpectation(signer.identity)} (issuer ${showExpectation(signer.issuer)}${more.length > 0 ? `; ${more.join('; ')}` : ''})`;
}
