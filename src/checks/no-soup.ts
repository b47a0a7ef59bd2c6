import { isAnswered } from '../model/answers.ts';
import type { CheckContext, Finding } from './check.ts';
import { field, notApplicable } from './findings.ts';
import { shippedComponents, soupItems } from './soup-match.ts';

/** `no SOUP used`, `none: all components are our own`. Another text beside an empty list says nothing about it. */
const NONE = /\b(?:no|none|without)\b/iu;

/**
 * The answer of the SOUP checks for a product without any SOUP item: every list says so in its `statement`, and no SBOM ships a
 * component of anybody else. Undefined in every other case: an empty list alone may just be an export that went wrong.
 */
export function withoutSoup(context: CheckContext): readonly Finding[] | undefined {
  const lists = context.evidence.contents.soup;
  if (lists.length === 0 || soupItems(context).length > 0 || shippedComponents(context).length > 0) return undefined;
  if (!lists.every(({ content }) => isAnswered(content.statement) && NONE.test(content.statement))) return undefined;
  return [notApplicable(lists.map(({ file }) => file.path), 'the SOUP list states that the product has no SOUP item, and the SBOM ships no component of anybody else',
    lists.map(({ file, content }) => field({ file: file.path }, 'statement', content.statement)))];
}
