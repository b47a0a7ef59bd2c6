import { z } from 'zod';
import { EvidenceError } from '../model/problem.ts';
import { schemaFaults } from './schema-faults.ts';
import { parseStrictJson } from './strict-json.ts';

/** The services that one signature uses. */
export interface SigningServices {
  /** Base address of the certificate authority (Fulcio). */
  readonly fulcio?: string;
  readonly rekor: readonly { readonly url: string; readonly version: 1 | 2 }[];
  /** Full addresses (RFC 3161 over HTTP). */
  readonly timestampAuthorities: readonly string[];
}

const MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';
const LARGEST = 1024 * 1024;

const service = z.object({
  url: z.url({ protocol: /^https?$/, error: 'is not a URL of http or https' }),
  majorApiVersion: z.int().min(0),
  validFor: z.object({ start: z.iso.datetime({ offset: true, error: 'is not a time of RFC 3339' }), end: z.iso.datetime({ offset: true, error: 'is not a time of RFC 3339' }).nullish() }),
  operator: z.string().default(''),
});
const selection = z.object({ selector: z.enum(['ANY', 'ALL', 'EXACT']), count: z.int().min(0).default(0) })
  .refine(({ selector, count }) => selector !== 'EXACT' || count > 0, 'the selector EXACT needs a count above 0');
const schema = z.object({
  mediaType: z.literal(MEDIA_TYPE, { error: (issue) => `is ${JSON.stringify(issue.input)?.slice(0, 100) ?? 'missing'}, expected ${MEDIA_TYPE}` }),
  caUrls: z.array(service).default([]), oidcUrls: z.array(service).default([]),
  rekorTlogUrls: z.array(service).default([]), rekorTlogConfig: selection.nullish(),
  tsaUrls: z.array(service).default([]), tsaConfig: selection.nullish(),
});
type Service = z.infer<typeof service>;

/**
 * Reads Sigstore's signing configuration (protobuf-specs `trustroot.proto`, SigningConfig v0.2, JSON form) and selects the services that are in
 * use at `now` by its rules. Fails with SIGNING_CONFIG_INVALID (exit 2) and every fault.
 */
export function readSigningConfig(text: string, now: Date): SigningServices {
  const invalid = (faults: readonly string[]): EvidenceError => new EvidenceError('SIGNING_CONFIG_INVALID', 'usage', `the signing configuration cannot be used: ${faults[0]}`, {
    hint: 'take signing_config.json (v0.2) from the operator of the Sigstore instance',
    problems: faults.map((message) => ({ code: 'SIGNING_CONFIG_INVALID' as const, file: 'signing configuration', message })),
  });
  if (text.length > LARGEST) throw invalid([`larger than ${LARGEST} characters`]);
  let json: unknown;
  try {
    json = parseStrictJson(text);
  } catch (cause) {
    throw invalid([(cause as Error).message]);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw invalid(schemaFaults(parsed.error));
  const config = parsed.data;
  const faults: string[] = [];
  const select = (name: string, services: readonly Service[], versions: readonly number[], selector: z.infer<typeof selection>): readonly Service[] => {
    if (services.length === 0) return [];
    const selected = selectServices(services, versions, selector, now);
    if (typeof selected !== 'string') return selected;
    faults.push(`${name}: ${selected}`);
    return [];
  };
  const any = { selector: 'ANY', count: 0 } as const;
  const fulcio = select('caUrls', config.caUrls, [1], any);
  const rekor = select('rekorTlogUrls', config.rekorTlogUrls, [1, 2], config.rekorTlogConfig ?? any);
  const tsa = select('tsaUrls', config.tsaUrls, [1], config.tsaConfig ?? any);
  if (faults.length > 0) throw invalid(faults);
  return {
    ...(fulcio[0] && { fulcio: fulcio[0].url }),
    rekor: rekor.map(({ url, majorApiVersion }) => ({ url, version: majorApiVersion as 1 | 2 })),
    timestampAuthorities: tsa.map(({ url }) => url),
  };
}

/**
 * The newest service of each operator, all of the highest version that is spoken here; then as many as the selector asks for. A sentence
 * when there are too few.
 */
function selectServices(services: readonly Service[], versions: readonly number[], { selector, count }: z.infer<typeof selection>, now: Date): readonly Service[] | string {
  const usable = services.filter((one) => inUse(one, now) && versions.includes(one.majorApiVersion));
  const version = Math.max(...usable.map((one) => one.majorApiVersion));
  const operators = new Set<string>();
  const chosen = usable.filter((one) => one.majorApiVersion === version)
    .toSorted((a, b) => Date.parse(b.validFor.start) - Date.parse(a.validFor.start))
    .filter((one) => !operators.has(one.operator) && operators.add(one.operator));
  if (chosen.length === 0) return `none of its ${services.length} services is in use at ${now.toISOString()} and has an API version of ${versions.join(' or ')}`;
  if (selector === 'ANY') return chosen.slice(0, 1);
  if (selector === 'ALL') return chosen;
  return chosen.length < count ? `${count} services of different operators are asked for, ${chosen.length} can be used` : chosen.slice(0, count);
}

/** Both ends included. */
function inUse({ validFor }: Service, now: Date): boolean {
  return Date.parse(validFor.start) <= now.getTime() && (validFor.end == null || now.getTime() <= Date.parse(validFor.end));
}
