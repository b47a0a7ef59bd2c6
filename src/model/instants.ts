/** A date-time in RFC 3339 with offset, as milliseconds since 1970; undefined when it is anything else. */
export function instant(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/u.test(text.trim())) return undefined;
  const at = Date.parse(text.trim().replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : at;
}

/** A date-time that does not say in which zone. A date alone has no time that could be off. */
export function lacksZone(text: string): boolean {
  return /\d{1,2}:\d{2}/u.test(text) && !/([Zz]|[+-]\d{2}:?\d{2}|GMT|UTC)\s*$/u.test(text.trim());
}
