import { isIP } from 'node:net';
import { isPublicAddress } from '../../lib/public-address.js';

export type TargetRules = {
  /** Lets requests go to private addresses, and over http. */
  allowPrivate: boolean;
};

/** The host of a URL as it is looked up or connected to: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Whether a request may go to an IP address. */
export const mayReach = (address: string, { allowPrivate }: TargetRules): boolean =>
  allowPrivate || isPublicAddress(address);

/**
 * Says why no request may be sent to a URL, as far as can be told without looking up its name; undefined where one may. The URL
 * parser has made dotted numbers of whatever notation an IPv4 address was written in.
 */
export function targetFault(text: string, rules: TargetRules): { code: string; detail: string } | undefined {
  if (!URL.canParse(text)) return { code: 'malformed-url', detail: 'is not a URL.' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowPrivate))
    return { code: 'https-only', detail: 'has to be an https URL; http is for WEBHOOK_ALLOW_PRIVATE=on.' };
  if (url.username !== '' || url.password !== '')
    return { code: 'credentials', detail: 'has a name or a password in it: what is sent there is signed instead.' };
  if (url.hash !== '') return { code: 'fragment', detail: 'has a fragment, which is never sent.' };
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayReach(host, rules))
    return { code: 'private-address', detail: 'is not an address of the public internet.' };
  return undefined;
}
