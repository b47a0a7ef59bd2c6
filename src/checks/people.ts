/** A person as records name one: printed name, user id, and an e-mail address inside either. */
export interface PersonName { readonly name?: string | undefined; readonly userId?: string | undefined }

/**
 * True when both records can be of one person: same name (case, spacing and Unicode form aside), user id or e-mail address.
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

function plain(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
