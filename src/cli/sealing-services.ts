import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Progress } from '../pipeline/ports.ts';
import type { Project } from '../project/schema.ts';
import { readTrustedRoot } from '../sealing/read-trusted-root.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { readSigningConfig, type SigningServices } from '../sealing/signing-config.ts';
import type { TrustedRootFile } from '../sealing/trusted-root.ts';
import type { Io } from './io.ts';
import { named } from './named.ts';
import { systemWords } from './output/errno.ts';

export interface ServiceOptions {
  readonly signingConfig?: string;
  readonly trustedRoot?: string;
}

type Sealing = Project['sealing'];
const NONE: SigningServices = { rekor: [], timestampAuthorities: [] };

/** The services that sign and witness: of `--signing-config`, else those that the project file names. Nothing is a default: publishing is a choice. */
export function signingServices(io: Io, options: ServiceOptions, sealing: Sealing, progress: Progress): SigningServices {
  const { fulcio, rekor, timestampAuthorities } = sealing;
  const stated = fulcio !== undefined || rekor.length > 0 || timestampAuthorities.length > 0;
  if (options.signingConfig === undefined) return { ...NONE, ...(fulcio === undefined ? {} : { fulcio }), rekor, timestampAuthorities };
  if (stated) progress.note(`--signing-config ${options.signingConfig} wins: sealing.fulcio, rekor and timestampAuthorities of the project file are not used`);
  const text = readText(resolve(io.cwd, options.signingConfig), options.signingConfig, 'SIGNING_CONFIG_INVALID');
  return named(options.signingConfig, () => readSigningConfig(text, io.now?.() ?? new Date()));
}

/**
 * The trusted root of the services in use, which goes into the bundle. Undefined when there is none in use. A root that knows nobody of a kind
 * that is used could verify nothing: refused before anything is signed.
 */
export function trustedRootOf(io: Io, options: ServiceOptions, sealing: Sealing, folder: string, services: SigningServices, kind: SealingMeans['kind']): TrustedRootFile | undefined {
  const used = [...(kind === 'keyless' ? ['a certificate'] : []), ...(services.rekor.length > 0 ? ['log entries'] : []), ...(services.timestampAuthorities.length > 0 ? ['timestamps'] : [])];
  if (used.length === 0) return undefined;
  const name = options.trustedRoot ?? sealing.trustedRoot;
  if (name === undefined) {
    throw new EvidenceError('USAGE', 'usage', `the seal will rest on ${used.join(', ')}, and no trusted root says by whose key they are verified`, {
      hint: '--trusted-root FILE, or sealing.trustedRoot of the project file: trusted_root.json of the same Sigstore instance; it goes into the bundle',
    });
  }
  const path = options.trustedRoot === undefined ? resolve(folder, name) : resolve(io.cwd, name);
  const text = readText(path, name, 'TRUST_ROOT_INVALID');
  const file = named(name, () => readTrustedRoot(text, 'usage'));
  const missing = [
    ...(kind === 'keyless' && file.root.certificateAuthorities.length === 0 ? ['certificate authority'] : []),
    ...(services.rekor.length > 0 && file.root.tlogs.length === 0 ? ['transparency log'] : []),
    ...(services.timestampAuthorities.length > 0 && file.root.timestampAuthorities.length === 0 ? ['timestamp authority'] : []),
  ];
  if (missing.length > 0) {
    throw new EvidenceError('TRUST_ROOT_INVALID', 'usage', `${name}: names no ${missing.join(' and no ')}, which the seal will need`, { hint: 'take the trusted root of the instance whose services are used' });
  }
  return file;
}

function readText(path: string, name: string, code: 'SIGNING_CONFIG_INVALID' | 'TRUST_ROOT_INVALID'): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new EvidenceError(code, 'usage', `${name}: ${systemWords(cause)}`, { cause, hint: 'name the file that the operator of the Sigstore instance gives' });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EvidenceError(code, 'usage', `${name}: not UTF-8`);
  }
}
