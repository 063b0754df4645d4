import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Reader, Tables, Transaction } from '../../platform/db/index.js';

export type RoleRow = Selectable<Tables['roles']>;

/** Stores the roles that operators define. */
export const roleStore = {
  list: ({ query }: Reader): Promise<RoleRow[]> => query.selectFrom('roles').selectAll().orderBy('name').execute(),

  find: ({ query }: Reader, name: string): Promise<RoleRow | undefined> =>
    query.selectFrom('roles').selectAll().where('name', '=', name).executeTakeFirst(),

  /** Finds a role and prevents its deletion until the transaction ends. */
  hold: ({ query }: Transaction, name: string): Promise<RoleRow | undefined> =>
    query.selectFrom('roles').selectAll().where('name', '=', name).forShare().executeTakeFirst(),

  /** Finds a role and locks it until the transaction ends. */
  lock: ({ query }: Transaction, name: string): Promise<RoleRow | undefined> =>
    query.selectFrom('roles').selectAll().where('name', '=', name).forUpdate().executeTakeFirst(),

  /** Returns undefined if another request has created a role with this name. */
  create: ({ query }: Transaction, row: Insertable<Tables['roles']>): Promise<RoleRow | undefined> =>
    query
      .insertInto('roles')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returningAll()
      .executeTakeFirst(),

  update: ({ query }: Transaction, id: string, columns: Updateable<Tables['roles']>): Promise<RoleRow> =>
    query
      .updateTable('roles')
      .set((eb) => ({ ...columns, version: eb('version', '+', 1), updatedAt: new Date() }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow(),

  remove: ({ query }: Transaction, id: string) => query.deleteFrom('roles').where('id', '=', id).execute(),

  countUsers: async ({ query }: Reader, name: string): Promise<number> => {
    const { count } = await query
      .selectFrom('users')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('role', '=', name)
      .executeTakeFirstOrThrow();
    return Number(count);
  },
};
