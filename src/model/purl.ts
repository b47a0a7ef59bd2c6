/**
 * Package URLs (ECMA-427, `pkg:type/namespace/name@version?qualifiers#subpath`), as far as matching a SOUP list with an SBOM needs them.
 * Reading is lenient about an unencoded `@` at the front of an npm scope, which many tools write.
 */
export interface Purl {
  readonly type: string;
  /** Namespace and name, decoded, joined by `/`. */
  readonly path: string;
  readonly version?: string;
}

/** Types whose names do not depend on case (purl-spec type definitions). */
const CASELESS = new Set(['alpm', 'apk', 'bitbucket', 'composer', 'deb', 'github', 'hex', 'luarocks', 'otp', 'pub', 'pypi']);

/** Undefined when the text is not a package URL. */
export function parsePurl(text: string): Purl | undefined {
  const m = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]+)(?:\?[^#]*)?(?:#.*)?$/.exec(text.trim());
  if (m === null) return undefined;
  const type = m[1]!.toLowerCase();
  const rest = m[2]!.replace(/^\/+|\/+$/g, '');
  const slash = rest.lastIndexOf('/');
  // An @ at the very front of the last segment is a scope without name, never a version.
  const at = rest.indexOf('@', slash + 2);
  const path = decode(at === -1 ? rest : rest.slice(0, at));
  const version = at === -1 ? undefined : decode(rest.slice(at + 1));
  if (path === undefined || path === '' || (at !== -1 && version === undefined)) return undefined;
  return { type, path: fold(type, path), ...(version === undefined || version === '' ? {} : { version }) };
}

/** The package without its version: what a SOUP entry and an SBOM component have in common. */
export function packageOf(purl: Purl): string {
  return `pkg:${purl.type}/${purl.path}`;
}

/** Last segment of the path. */
export function nameOf(purl: Purl): string {
  return purl.path.slice(purl.path.lastIndexOf('/') + 1);
}

/**
 * Whether a package URL falls under a pattern such as `pkg:generic/acme/*` or `pkg:npm/left-pad@1.*`.
 * `*` stands for any text within one segment, `**` for any text; without a version the pattern means every version;
 * qualifiers and subpaths do not count. A pattern that is no package URL is undefined when parsed and matches nothing.
 */
export function isUnder(pattern: Purl | undefined, purl: Purl | undefined): boolean {
  if (pattern === undefined || purl === undefined || pattern.type !== purl.type) return false;
  if (!glob(pattern.path, purl.path)) return false;
  return pattern.version === undefined || (purl.version !== undefined && glob(pattern.version, purl.version));
}

/** Row by row over the pattern: time is the product of the lengths whatever the pattern, which comes from a file. */
function glob(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  if (!text.startsWith(pattern.slice(0, star)) || !hasInOrder(text, pattern.split('*'))) return false;
  const rest = text.slice(star);
  let reached = new Array<boolean>(rest.length + 1).fill(false);
  reached[0] = true;
  for (const token of pattern.slice(star).match(/\*\*|\*|[^*]/gu) ?? []) {
    const next = new Array<boolean>(rest.length + 1).fill(false);
    for (let i = 0; i <= rest.length; i += 1) {
      if (token === '*' || token === '**') {
        next[i] = reached[i]! || (i > 0 && next[i - 1]! && (token === '**' || rest[i - 1] !== '/'));
      } else if (reached[i] && rest.startsWith(token, i)) {
        next[i + token.length] = true;
      }
    }
    reached = next;
  }
  return reached[rest.length]!;
}

/** What every match needs, and nearly every other text lacks: the fixed parts of the pattern, one after the other. */
function hasInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.endsWith(parts.at(-1)!);
}

function fold(type: string, path: string): string {
  if (!CASELESS.has(type)) return path;
  const lower = path.toLowerCase();
  return type === 'pypi' ? lower.replaceAll('_', '-') : lower;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a % that starts no escape: not a package URL that can be compared
  }
}
