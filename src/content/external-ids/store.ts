import { lockName, snakeCase, type Tables, type Transaction } from '../../platform/db/index.js';

/** What another system calls a thing: one thing a pair. */
export type ExternalId = { source: string; id: string };

type Table = 'personExternalIds' | 'sectionExternalIds';

/** A table of what other systems call things of one kind. */
type Registry = {
  [Name in Table]: { table: Name; owner: Exclude<keyof Tables[Name], 'source' | 'externalId'> };
}[Table];

export function externalIds(registry: Registry) {
  // Statements are checked as those of people: the other registries differ in names alone.
  const { table, owner } = registry as Extract<Registry, { table: 'personExternalIds' }>;
  return {
    /** The id of the thing that is known by this; whoever else writes by it waits for the end of this transaction. */
    async hold(tx: Transaction, { source, id }: ExternalId): Promise<string | undefined> {
      tx.beforeLock(`${table} ${source} ${id}`);
      // The name stays: processes of several versions share a database.
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
