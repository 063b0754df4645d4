import { isIPv6 } from 'node:net';

const mappedIpv4Pattern = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Returns the network that counts as one reader: an IPv4 address itself, or the first 64 bits of an IPv6 address, which
 * is what one household gets (RFC 6177). Any other text is returned unchanged, except for a zone after `%`.
 */
export function networkOf(address: string): string {
  const bare = address.split('%', 1)[0] ?? '';
  const v4 = mappedIpv4Pattern.exec(bare)?.[1];
  if (v4 !== undefined) return v4;
  if (!isIPv6(bare)) return bare;
  const [head = '', tail] = bare.toLowerCase().split('::');
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const [leadingGroups, trailingGroups] = [groups(head), groups(tail)];
  // A dotted end, as in `::1.2.3.4`, stands for two groups.
  const length = leadingGroups.length + trailingGroups.length + (bare.includes('.') ? 1 : 0);
  const all =
    tail === undefined ? leadingGroups : [...leadingGroups, ...Array<string>(8 - length).fill('0'), ...trailingGroups];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
