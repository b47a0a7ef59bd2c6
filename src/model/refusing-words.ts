/** Quality systems export refusals in the same list as approvals. */
const NOT_DONE = String.raw`(?:approved?|released?|ready|accept(?:ed|able)?)`;
const REFUSAL = new RegExp(String.raw`\b(?:reject(?:s|ed|ion)?|(?:not|never|cannot|can['’]t) (?:yet )?(?:be )?${NOT_DONE}|disapprov(?:es?|ed|al)|declin(?:es?|ed)|refus(?:es?|ed|al)|den(?:y|ies|ied|ial)|withdraw(?:s|n)?|withheld|vetoe?d?|no[- ]go|on hold|unacceptable|nicht (?:freigegeben|genehmigt|akzeptiert)|abgelehnt)\b`, 'iu');

/** Whether the meaning of a signature says that the release is refused. English words and a few German ones: it finds what is plain, and proves no consent. */
export function refuses(meaning: string | undefined): boolean {
  return REFUSAL.test(meaning ?? '');
}
