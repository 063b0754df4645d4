import Negotiator from 'negotiator';

/** Parameters of media types other than their quality: offers are chosen without them. */
const otherParameters = /;\s*(?!q\s*=)[^,;]*/gi;

const acceptedTypes = (accept: string, offeredTypes: readonly string[]): string[] =>
  new Negotiator({ headers: { accept } }).mediaTypes([...offeredTypes]);

/**
 * The media type that a client prefers by its `Accept` (RFC 9110, 12.5.1), of those that are offered. A header that accepts none of them
 * is disregarded, as that section allows: then it is the first.
 *
 * @returns undefined when the client refuses the first (`q=0`) and accepts no other
 */
export function preferredType(accept: string | undefined, offeredTypes: readonly string[]): string | undefined {
  const [first = ''] = offeredTypes;
  if (accept === undefined || accept === '*/*' || accept === first) return first;
  const ranges = accept.replace(otherParameters, '');
  const [bestMatch] = acceptedTypes(ranges, offeredTypes);
  if (bestMatch !== undefined) return bestMatch;
  // A client that does not name the first accepts it once it accepts anything; one that refuses it does not.
  return acceptedTypes(ranges.includes('*/*') ? ranges : `${ranges}, */*;q=0.001`, [first])[0];
}
