/** Quality systems export refusals in the same list as approvals. */
const REFUSAL = /\b(?:reject(?:s|ed|ion)?|(?:not|never) (?:approved?|released?)|disapprov(?:es?|ed|al)|declin(?:es?|ed)|refus(?:es?|ed|al)|withdraw(?:s|n)?|withheld|vetoe?d?)\b/iu;

/** Whether the meaning of a signature says that the release is refused. English words only: it finds what is plain, and proves no consent. */
export function refuses(meaning: string | undefined): boolean {
  return REFUSAL.test(meaning ?? '');
}
