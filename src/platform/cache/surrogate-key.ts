/** The maximum length of the header `Surrogate-Key` of a response, in characters. Proxies accept a few kilobytes. */
const maxHeaderLength = 6_000;

/** The name of every response that depends on more than fits into its header. Every purge request contains it. */
export const MANY = 'many';

/** Returns the header `Surrogate-Key` of a response with these cache tags. */
export function surrogateKeyOf(tags: readonly string[]): string {
  const header = tags.join(' ');
  return header.length <= maxHeaderLength ? header : MANY;
}
