import { lockName, Prisma, type Transaction } from '../../platform/db/index.js';

/** What another system calls a thing: one thing a pair. */
export type ExternalId = { source: string; id: string };

/** A table of what other systems call things of one kind. */
type Registry = { table: string; owner: string };

export function externalIds({ table, owner }: Registry) {
  const [things, thing] = [Prisma.raw(table), Prisma.raw(owner)];
  return {
    /** The id of the thing that is known by this; whoever else writes by it waits for the end of this transaction. */
    async hold(tx: Transaction, { source, id }: ExternalId): Promise<string | undefined> {
      tx.beforeLock(`${table} ${source} ${id}`);
      await lockName(tx, JSON.stringify([table, source, id]));
      const [row] = await tx.run<{ id: string }>(Prisma.sql`
        SELECT ${thing} AS id FROM ${things} WHERE source = ${source} AND external_id = ${id}`);
      return row?.id;
    },

    async keep(tx: Transaction, { source, id }: ExternalId, thingId: string): Promise<void> {
      await tx.change(Prisma.sql`
        INSERT INTO ${things} (source, external_id, ${thing}) VALUES (${source}, ${id}, ${thingId}::uuid)`);
    },
  };
}
