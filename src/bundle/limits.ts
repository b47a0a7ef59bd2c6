/** docs/bundle-format.md §9. Sizes in bytes. */
export const LIMITS = {
  entries: 250_000,
  directory: 128 * 2 ** 20,
  bytes: 64 * 2 ** 30,
  expansionFrom: 256 * 2 ** 20,
  expansion: 200,
  text: 64 * 2 ** 20,
  /** Below the longest string of V8 (2^29 - 24). */
  results: 256 * 2 ** 20,
  /** Each signature file: a statement with some 20,000 artifacts. */
  signature: 4 * 2 ** 20,
  /** `bagit.txt` and `bag-info.txt`. */
  declaration: 64 * 2 ** 10,
  /** `release.json` and `checks.json` of a bundle that is refused already: they are looked at only to say more about it, and JSON of empty lists needs fifty times its size. */
  unproven: 2 * 2 ** 20,
  /** Problems that one step lists. */
  problems: 1000,
} as const;
