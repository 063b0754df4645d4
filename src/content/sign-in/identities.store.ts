import { sql } from 'kysely';
import type { Reader, Transaction } from '../../platform/db/index.js';
import { type StoredRights, storedRights } from '../users/index.js';

/** The user of an account at a provider. */
export type IdentifiedUser = { rights: StoredRights; lastSignInAt: Date | null };

/** Stores which account at a provider belongs to which user. */
export const identityStore = {
  /** Finds the user of an account, and the rights of the user, with one statement. */
  find: ({ query }: Reader, issuer: string, subject: string): Promise<IdentifiedUser | undefined> =>
    query
      .selectFrom('userIdentities as i')
      .innerJoin('users as w', 'w.id', 'i.userId')
      .select('w.lastSignInAt')
      .select(sql.raw<StoredRights>(storedRights('i.user_id')).as('rights'))
      .where('i.issuer', '=', issuer)
      .where('i.subject', '=', subject)
      .executeTakeFirst(),

  /**
   * Links an account to a user. Does nothing if the account has a user already, or the user an account of the same
   * issuer.
   */
  link: ({ query }: Transaction, identity: { issuer: string; subject: string; userId: string }) =>
    query
      .insertInto('userIdentities')
      .values(identity)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
};
