/** Where a comment, processing instruction, XML declaration or DOCTYPE ends; or why it is not said here. */
export type Ending = number | 'cut off' | 'in doubt';

const XML_DECLARATION = /<\?xml[ \t\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding=(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\n]+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/y;
const INSTRUCTION = /<\?(?!xml[\s?])[A-Za-z_][\w.-]*(?:[ \t\n][^?]*)?\?>/iy;
/** Without a DTD of its own. */
const DOCTYPE = /<!DOCTYPE[ \t\n]+[A-Za-z_][\w.-]*(?:[ \t\n]+(?:SYSTEM|PUBLIC[ \t\n]+(?:"[^"<&]*"|'[^'<&]*'))[ \t\n]+(?:"[^"<&]*"|'[^'<&]*'))?[ \t\n]*>/y;
/** What XML 1.0 §2.2 forbids, but for surrogates. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** The XML declaration or processing instruction at `at`; a declaration may only be the first thing of a file. */
export function endOfInstruction(text: string, at: number, first: boolean): Ending {
  return matched(text, at, '?>', first && /<\?xml[\s?]/y.test(text.slice(at, at + 6)) ? XML_DECLARATION : INSTRUCTION);
}

/** Names of a DOCTYPE are not compared with the root, and nothing that it points to is read. */
export function endOfDoctype(text: string, at: number): Ending {
  return matched(text, at, '>', DOCTYPE);
}

function matched(text: string, at: number, closing: string, shape: RegExp): Ending {
  if (!text.includes(closing, at)) return 'cut off';
  shape.lastIndex = at;
  if (!shape.test(text)) return 'in doubt';
  const end = shape.lastIndex;
  return FORBIDDEN.test(text.slice(at, end)) ? 'in doubt' : end;
}

/** The comment at `at`. */
export function endOfComment(text: string, at: number): Ending {
  const dashes = text.indexOf('--', at + 4);
  if (dashes === -1 || dashes + 2 === text.length) return 'cut off';
  if (text.charCodeAt(dashes + 2) !== 62) return 'in doubt';
  return FORBIDDEN.test(text.slice(at, dashes)) ? 'in doubt' : dashes + 3;
}
