import { type Database, noRequest, type Transaction } from '../../platform/db/index.js';

type Link = { hash: string; userId: string; expiresAt: Date };

/** Stores sign-in links by the hashes of their tokens. */
export const linkStore = {
  create: ({ query }: Transaction, link: Link) => query.insertInto('signInLinks').values(link).execute(),

  /** Returns whether a user received a link after a time. */
  hasNewerThan: async ({ query }: Transaction, userId: string, time: Date): Promise<boolean> =>
    (await query
      .selectFrom('signInLinks')
      .select('hash')
      .where('userId', '=', userId)
      .where('createdAt', '>', time)
      .executeTakeFirst()) !== undefined,

  /** Deletes a link. @returns the id of its user, or undefined if the link is unknown or has expired */
  use: async ({ query }: Transaction, hash: string, now: Date): Promise<string | undefined> => {
    const row = await query
      .deleteFrom('signInLinks')
      .where('hash', '=', hash)
      .where('expiresAt', '>', now)
      .returning('userId')
      .executeTakeFirst();
    return row?.userId;
  },

  deleteExpired: (database: Database, now: Date) =>
    database.write(noRequest, ({ query }) => query.deleteFrom('signInLinks').where('expiresAt', '<=', now).execute()),
};
