/**
 * A copy of a text that is kept. The engine makes a part of a string by pointing into the whole one: a name of 20 characters
 * would hold on to the megabyte that it was read from.
 */
export function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
