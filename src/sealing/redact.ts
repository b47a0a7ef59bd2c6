/** What stands in place of a secret. */
const REDACTED = '[redacted]';
/** A JSON object in base64url begins with `eyJ`: a token, whole or cut off, with the parts that follow it. */
const JSON_TOKEN = /eyJ[\w+/=%.~-]{12,}/g;
/** A token whose header begins with white space inside the braces, or with a line end. */
const OTHER_TOKEN = /(?<![\w-])e[yw][\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
const AUTHORIZATION = /\b(bearer|basic)(\s+)[\w+/=.~-]{8,}/gi;

/**
 * Takes out everything that looks like an identity token (a JWT, RFC 7519, whole or in part) or an authorization header, and each of `secrets`
 * and its parts between full stops, however short the text around it. For every text that came from a server or a library.
 */
export function redactTokens(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  const parts = secrets.flatMap((secret) => [secret, ...secret.split('.')]).map((part) => part.trim()).filter((part) => part.length >= 8);
  for (const part of parts.toSorted((a, b) => b.length - a.length)) clean = clean.replaceAll(part, REDACTED);
  return clean.replace(JSON_TOKEN, REDACTED).replace(OTHER_TOKEN, REDACTED).replace(AUTHORIZATION, `$1$2${REDACTED}`);
}
