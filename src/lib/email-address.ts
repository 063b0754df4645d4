import { domainToASCII } from 'node:url';
import { isAscii } from './ascii.js';

const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const topLevelDomain = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

const maxLocalBytes = 64;
/** The maximum length of an address, in bytes (RFC 5321, erratum 1690). */
const maxAddressBytes = 254;

/**
 * Returns an e-mail address with its domain in ASCII, or undefined if the text is not an address.
 *
 * Accepts unquoted local parts (RFC 5321) with letters of all scripts (RFC 6531), and domains with at least two labels,
 * also in other scripts: `user@bücher.example` becomes `user@xn--bcher-kva.example`.
 */
export function toEmailAddress(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at).normalize('NFC');
  if (at < 1 || !localPart.test(local) || Buffer.byteLength(local) > maxLocalBytes) return undefined;
  const domainText = text.slice(at + 1);
  // The parser of domains drops or translates more than spellings of letters.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domainText)) return undefined;
  const domain = domainToASCII(domainText.normalize('NFC'));
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => domainLabel.test(label))) return undefined;
  if (!topLevelDomain.test(labels.at(-1) ?? '')) return undefined;
  const address = `${local}@${isAscii(domainText) ? domainText : domain}`;
  return Buffer.byteLength(address) <= maxAddressBytes ? address : undefined;
}

/** Returns an address in lower case, for comparisons. Only ASCII letters change: `K` (Kelvin) must not become `k`. */
export const lowerCaseAddress = (address: string): string =>
  address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
