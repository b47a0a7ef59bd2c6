import type { SigningServices } from './signing-config.ts';

/** What a seal or an approval is about to send to whom. */
export interface PublicationPlan {
  readonly kind: 'key' | 'kms' | 'keyless';
  readonly services: Pick<SigningServices, 'fulcio' | 'rekor' | 'timestampAuthorities'>;
  /** Keyless: the identity that the certificate is expected to carry, when it is known. */
  readonly identity?: string;
  /** Hosts that the project file declares as the manufacturer's own (`sealing.privateHosts`). */
  readonly privateHosts?: readonly string[];
}

/** What stays for ever and for everybody, in words for people. */
export interface Revelations {
  /** Hosts whose entries everybody can read, each once, in the order of use. */
  readonly hosts: readonly string[];
  /** Sentences without a full stop: what each of them shows. */
  readonly lines: readonly string[];
}

/** Sigstore's own instances, public-good and staging: a line in a project file makes them no less public. */
const KNOWN_PUBLIC = ['sigstore.dev', 'sigstage.dev'];
/** Names that public DNS does not have (RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`). */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa', 'test'];

/**
 * Whether what is sent to this address may be read by everybody. Fails closed: a host is private when it cannot be reached from outside
 * (loopback, private addresses, names without a dot or with a private suffix) or when it is declared so; every other one counts as public.
 */
export function isPublicService(address: string, privateHosts: readonly string[] = []): boolean {
  const url = URL.parse(address);
  if (!url) return true;
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (KNOWN_PUBLIC.some((known) => host === known || host.endsWith(`.${known}`))) return true;
  if (host.startsWith('[')) return !isPrivateV6(host.slice(1, -1)) && !declared(host, privateHosts);
  if (/^\d+(\.\d+){3}$/.test(host)) return !isPrivateV4(host) && !declared(host, privateHosts);
  if (!host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`))) return false;
  return !declared(host, privateHosts);
}

/**
 * What a seal would show in public logs for ever; undefined when nothing is published. A timestamp authority alone publishes nothing: it is told
 * a digest and keeps no public list, so that it needs no consent.
 */
export function revelations({ kind, services, identity, privateHosts }: PublicationPlan): Revelations | undefined {
  const { fulcio, rekor, timestampAuthorities } = services;
  const isPublic = (address: string): boolean => isPublicService(address, privateHosts);
  const authority = kind === 'keyless' && fulcio !== undefined && isPublic(fulcio) ? fulcio : undefined;
  const logs = rekor.filter(({ url }) => isPublic(url));
  if (authority === undefined && logs.length === 0) return undefined;
  const lines: string[] = [];
  if (authority !== undefined || kind === 'keyless') {
    lines.push(`the certificate of this seal${authority === undefined ? '' : `, which ${hostOf(authority)} puts into a public certificate transparency log`}: ${identity === undefined
      ? 'the identity in the identity token (an e-mail address, or the path of the project, its workflow file and ref)' : identity}`);
    lines.push('for a CI job also, in that certificate: its issuer, the repository with its number and owner, its visibility, the commit, the branch or tag, what triggered the job, and the address of the run; a private repository is named like any other');
  }
  for (const { url, version } of logs) {
    const what = version === 1 ? 'the digest of the signed envelope and of the statement, the signature' : 'the digest of the signed statement, the signature';
    lines.push(`in ${hostOf(url)}: ${what}, ${kind === 'keyless' ? 'the certificate' : 'your public key, by which all your seals can be found and counted'}, and the time`);
  }
  const times = timestampAuthorities.filter(isPublic);
  if (times.length > 0) lines.push(`to ${times.map(hostOf).join(', ')}, which keeps no public list: the digest of the signature, and the time`);
  lines.push('not shown: the evidence, the report, the statement itself; but whoever has the bundle can find its entry');
  return { hosts: [...new Set([...(authority === undefined ? [] : [authority]), ...logs.map(({ url }) => url)].map(hostOf))], lines };
}

/** The text that is shown before a yes is asked for. */
export function consentText({ hosts, lines }: Revelations): string {
  return [
    `This seal will be recorded at ${hosts.join(' and ')}, where everybody can read it for ever. It cannot be taken back. It shows:`,
    ...lines.map((line) => `  - ${line}`),
  ].join('\n');
}

function hostOf(address: string): string {
  return URL.parse(address)?.host ?? 'an address that cannot be read';
}

function declared(host: string, privateHosts: readonly string[]): boolean {
  return privateHosts.some((one) => one.toLowerCase() === host);
}

/** RFC 1918, loopback, link-local, shared address space (RFC 6598). */
function isPrivateV4(host: string): boolean {
  const [a = 0, b = 0] = host.split('.').map(Number);
  return a === 10 || a === 127 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127);
}

/** Loopback, unique local (RFC 4193), link-local. */
function isPrivateV6(host: string): boolean {
  return host === '::1' || /^f[cd][0-9a-f]{2}:/.test(host) || /^fe[89ab][0-9a-f]:/.test(host);
}
