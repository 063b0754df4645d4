import { isIPv6 } from 'node:net';

const mappedIpv4Pattern = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The network that an address stands for when readers are counted: an IPv4 address itself, of an IPv6 address the first 64
 * bits, which is what one household gets (RFC 6177). What is neither is taken as it is.
 */
export function networkOf(address: string): string {
  const bare = address.split('%', 1)[0] ?? '';
  const v4 = mappedIpv4Pattern.exec(bare)?.[1];
  if (v4 !== undefined) return v4;
  if (!isIPv6(bare)) return bare;
  const [head = '', tail] = bare.toLowerCase().split('::');
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const [leadingGroups, trailingGroups] = [groups(head), groups(tail)];
  // A dotted end stands for two groups.
  const length = leadingGroups.length + trailingGroups.length + (bare.includes('.') ? 1 : 0);
  const all =
    tail === undefined ? leadingGroups : [...leadingGroups, ...Array<string>(8 - length).fill('0'), ...trailingGroups];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
