/** The maximum length of a set that is read. Characters. */
const maxSetLength = 20_000;

/**
 * Returns the addresses in a `srcset`, the widest image first, or the one for the densest screens. Addresses may contain
 * commas. Runs in linear time, apart from sorting.
 */
export function candidatesOf(srcset: string): string[] {
  const candidates: { address: string; size: number }[] = [];
  let address = '';
  const add = (size: number): void => {
    if (address !== '') candidates.push({ address, size });
    address = '';
  };
  for (const word of srcset.slice(0, maxSetLength).trim().split(/\s+/)) {
    const [, size, next] = address === '' ? [] : (/^(\d{1,9}(?:\.\d{1,9})?)[wx](?:,(.*))?$/s.exec(word) ?? []);
    if (size !== undefined) {
      add(Number(size));
      address = next ?? '';
      continue;
    }
    add(1);
    address = word.replace(/^,/, '');
    if (!address.endsWith(',')) continue;
    address = address.slice(0, -1);
    add(1);
  }
  add(1);
  return candidates.sort((one, other) => other.size - one.size).map((one) => one.address);
}
