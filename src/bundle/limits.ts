/** docs/bundle-format.md §9. Sizes in bytes. */
export const LIMITS = {
  entries: 250_000,
  directory: 128 * 2 ** 20,
  bytes: 64 * 2 ** 30,
  expansionFrom: 256 * 2 ** 20,
  expansion: 200,
  text: 64 * 2 ** 20,
  results: 512 * 2 ** 20,
} as const;
