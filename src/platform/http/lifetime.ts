/** The directives of `Cache-Control` that let an answer be used: while it is fresh, and for a time after that. */
const directive = /\b(max-age|s-maxage|stale-while-revalidate|stale-if-error)=(\d+)/g;

/**
 * A `Cache-Control` under which nobody uses an answer for longer than this, stale or not.
 *
 * @param seconds that the answer is true for; less than 0 is none
 */
export function lifetime(policy: string, seconds: number): string {
  if (seconds === Number.POSITIVE_INFINITY) return policy;
  const stated = [...policy.matchAll(directive)];
  const fresh = stated.filter(([, name]) => name?.endsWith('age')).map(([, , value]) => Number(value));
  const left = Math.max(0, seconds);
  const afterwards = Math.max(0, left - Math.max(0, ...fresh));
  return policy.replace(
    directive,
    (_, name: string, value: string) => `${name}=${Math.min(Number(value), name.endsWith('age') ? left : afterwards)}`,
  );
}
