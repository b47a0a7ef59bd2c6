import { byCodeUnit } from './order.ts';

/** A person as records name one: printed name, user id, and an e-mail address inside either. */
export interface PersonName { readonly name?: string | undefined; readonly userId?: string | undefined }

/**
 * True when both records can be of one person: same name (case, spacing, punctuation, accents and the order of its parts aside), user id or e-mail address.
 * A doubt counts as the same person: one name with two user ids is far more often two accounts of one person than two
 * people, and two who do share a name can be told apart by their printed names.
 */
export function samePerson(a: PersonName, b: PersonName): boolean {
  const known = new Set(keysOf(a));
  return keysOf(b).some((key) => known.has(key));
}

/** True when the record names somebody at all. */
export function isNamed(person: PersonName): boolean {
  return keysOf(person).length > 0;
}

function keysOf({ name, userId }: PersonName): string[] {
  const keys: string[] = [];
  for (const text of [name, userId]) {
    if (!filled(text)) continue;
    const address = /<([^<>\s]+@[^<>\s]+)>/u.exec(text)?.[1] ?? (/^\S+@\S+$/u.test(text.trim()) ? text : undefined);
    if (address !== undefined) keys.push(plain(address));
    keys.push(plain(text.replace(/<[^<>]*>/gu, '')));
  }
  return keys.filter((k) => k !== '');
}

/** Letters, digits and brackets only, without accents and in any order: `Lindqvist, J` is `J. Lindqvist`, and an invisible character makes nobody else. */
function plain(text: string): string {
  const bare = text.normalize('NFKD').replace(/[\p{M}\p{Cf}]+/gu, '').toLowerCase();
  return (bare.match(/[\p{L}\p{N}@()_-]+/gu) ?? []).sort(byCodeUnit).join(' ');
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
