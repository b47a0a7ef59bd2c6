/** Text of somebody else's file for a message: one line, nothing that moves a terminal's cursor or turns its letters round, at most `most` characters. */
export function plainText(text: string, most: number): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '?').slice(0, most);
}
