import { createHash } from 'node:crypto';
import { anyOf, type Reader, type Transaction } from '../../platform/db/index.js';

const digestOf = (address: string): string => createHash('sha256').update(address).digest('hex');

/** Returns the ids of the images that imports have fetched from these addresses, by address. One statement. */
export async function findAssetsByAddress(
  { query }: Reader,
  addresses: readonly string[],
): Promise<Map<string, string>> {
  if (addresses.length === 0) return new Map();
  const addressByDigest = new Map(addresses.map((address) => [digestOf(address), address]));
  const rows = await query
    .selectFrom('assetAddresses')
    .select(['digest', 'assetId'])
    .where('digest', '=', anyOf([...addressByDigest.keys()], 'text'))
    .execute();
  return new Map(rows.map(({ digest, assetId }) => [addressByDigest.get(digest) ?? '', assetId]));
}

/** Stores from which address an asset was fetched. */
export async function saveAssetAddress({ query }: Transaction, address: string, assetId: string): Promise<void> {
  await query
    .insertInto('assetAddresses')
    .values({ digest: digestOf(address), assetId })
    .onConflict((conflict) => conflict.column('digest').doUpdateSet({ assetId }))
    .execute();
}
