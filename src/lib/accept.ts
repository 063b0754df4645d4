import Negotiator from 'negotiator';

/** Matches parameters of media types other than the quality. They are ignored. */
const otherParameters = /;\s*(?!q\s*=)[^,;]*/gi;

const acceptedTypes = (accept: string, offeredTypes: readonly string[]): string[] =>
  new Negotiator({ headers: { accept } }).mediaTypes([...offeredTypes]);

/**
 * Returns the offered media type that a client prefers by its `Accept` header (RFC 9110, 12.5.1). If the header accepts
 * none of them, it is ignored, as the RFC allows, and the result is the first.
 *
 * @returns undefined if the client refuses the first (`q=0`) and accepts no other
 */
export function preferredType(accept: string | undefined, offeredTypes: readonly string[]): string | undefined {
  const [first = ''] = offeredTypes;
  if (accept === undefined || accept === '*/*' || accept === first) return first;
  const ranges = accept.replace(otherParameters, '');
  const [bestMatch] = acceptedTypes(ranges, offeredTypes);
  if (bestMatch !== undefined) return bestMatch;
  // The first is the fallback unless the client refuses it. The added range stands for "anything else".
  return acceptedTypes(ranges.includes('*/*') ? ranges : `${ranges}, */*;q=0.001`, [first])[0];
}
