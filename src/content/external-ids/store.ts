import { lockName, snakeCase, type Tables, type Transaction } from '../../platform/db/index.js';
import type { ExternalId } from './schemas.js';

type Table = 'personExternalIds' | 'sectionExternalIds';

/** A table with the external ids of one kind of entity. */
type Registry = {
  [Name in Table]: { table: Name; owner: Exclude<keyof Tables[Name], 'source' | 'externalId'> };
}[Table];

export function externalIds(registry: Registry) {
  // The statements are typed for people. The other table differs only in its names.
  const { table, owner } = registry as Extract<Registry, { table: 'personExternalIds' }>;
  return {
    /**
     * Returns the id of the entity with an external id. Other writers with the same external id wait for the end of
     * this transaction.
     */
    async hold(tx: Transaction, { source, id }: ExternalId): Promise<string | undefined> {
      tx.beforeLock(`${table} ${source} ${id}`);
      // The name of the lock must not change, because processes of different versions share a database.
      await lockName(tx, JSON.stringify([snakeCase(table), source, id]));
      const thing = await tx.query
        .selectFrom(table)
        .select(`${owner} as id`)
        .where('source', '=', source)
        .where('externalId', '=', id)
        .executeTakeFirst();
      return thing?.id;
    },

    async insert({ query }: Transaction, { source, id }: ExternalId, thingId: string): Promise<void> {
      await query
        .insertInto(table)
        .values({ source, externalId: id, [owner]: thingId })
        .execute();
    },
  };
}
