import { isIP } from 'node:net';
import { isPublicAddress } from '../../lib/public-address.js';

export type TargetRules = {
  /** Allows private addresses and http. */
  allowPrivate: boolean;
  /** Allows http. The addresses must still be public. */
  allowHttp?: boolean;
};

/** Returns the host of a URL, with an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Returns whether requests may go to an IP address. */
export const mayReach = (address: string, { allowPrivate }: TargetRules): boolean =>
  allowPrivate || isPublicAddress(address);

/**
 * Returns why requests to a URL are not allowed, as far as the URL itself shows it, or undefined if they are allowed.
 * The URL parser has converted every notation of an IPv4 address to dotted decimals.
 */
export function targetFault(text: string, rules: TargetRules): { code: string; detail: string } | undefined {
  if (!URL.canParse(text)) return { code: 'malformed-url', detail: 'must be a URL.' };
  const url = new URL(text);
  const allowsHttp = rules.allowPrivate || rules.allowHttp === true;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsHttp))
    return { code: 'https-only', detail: `must be an ${allowsHttp ? 'http or ' : ''}https URL.` };
  if (url.username !== '' || url.password !== '')
    return { code: 'credentials', detail: 'must not contain a user name or password.' };
  if (url.hash !== '')
    return { code: 'fragment', detail: 'must not contain a fragment, because fragments are never sent.' };
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayReach(host, rules))
    return { code: 'private-address', detail: 'must be an address of the public internet.' };
  return undefined;
}
