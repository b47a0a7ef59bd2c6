/** The role whose approval releases: it evaluates all the others. */
const LAST = 'quality';

/** The order in which roles approve: that of the profile, with quality last (an own profile can only add roles behind those that it extends). */
export function approvalOrder(required: readonly string[]): readonly string[] {
  const isLast = (role: string): boolean => role.trim().toLowerCase() === LAST;
  return [...required.filter((role) => !isLast(role)), ...required.filter(isLast)];
}
