import { type Insertable, type Selectable, sql } from 'kysely';
import type { Actor, SectionLimit } from '../../platform/auth/index.js';
import {
  anyOf,
  columnNames,
  type Database,
  lockUntilCommit,
  noRequest,
  Prisma,
  type Reader,
  type Tables,
  type Transaction,
  violatedUnique,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import { limitSections } from '../section-limits/index.js';
import { type StoredRights, storedRights } from '../users/index.js';
import type { TokenListQuery } from './schemas.js';

/** A token, with the sections to which it is limited, and with its user. Null means no limit, or no user. */
export type TokenRow = Omit<Selectable<Tables['tokens']>, 'sectionIds'> & {
  sections: SectionLimit | null;
  user: StoredRights | null;
};

/** A new token. `sectionIds` is null for a token without a limit. */
type NewRow = Omit<Insertable<Tables['tokens']>, 'sectionIds'> & { sectionIds: readonly string[] | null };

const sectionsAndUser = [
  sql.raw<SectionLimit | null>(limitSections('section_ids')).as('sections'),
  sql.raw<StoredRights | null>(storedRights('user_id')).as('user'),
] as const;

const columns = columnNames('tokens', 'sectionIds');

const selectTokens = ({ query }: Reader) => query.selectFrom('tokens as t').select(columns).select(sectionsAndUser);

const orders = { createdAt: { column: Prisma.sql`t.created_at`, id: Prisma.sql`t.id`, type: 'timestamptz' } } as const;

/** Returns the right side of a comparison with the ids of the tokens that a token created, directly or indirectly. */
const descendantsOf = (creatorId: string | null) => sql<string>`ANY (ARRAY(
  WITH RECURSIVE created AS (
    SELECT id FROM tokens WHERE parent_id = ${creatorId}::uuid
    UNION ALL SELECT t.id FROM created c JOIN tokens t ON t.parent_id = c.id
  ) SELECT id FROM created))`;

type Manager = Pick<Actor, 'tokenId' | 'userId' | 'isSignedIn'>;

/** Returns the condition that an actor manages a token: its own as a user who is signed in, or else its descendants. */
const isManagedBy = ({ tokenId, userId, isSignedIn }: Manager) =>
  isSignedIn ? sql<boolean>`t.user_id = ${userId}::uuid` : sql<boolean>`t.id = ${descendantsOf(tokenId)}`;

/** Stores tokens by their hashes. */
export function tokenStore(database: Database) {
  return {
    /** Lists the tokens that an actor manages, or all tokens without an actor. */
    async list(query: TokenListQuery, manager: Manager | undefined): Promise<Page<TokenRow>> {
      const keys = keyset('tokens', chooseOrder(query.sort, orders), query);
      const rowsQuery = selectTokens(database).$if(manager !== undefined, (some) =>
        some.where(isManagedBy(manager as Manager)),
      );
      return loadPage(rowsQuery, keys, positionByCreation, (row) => row);
    },
    findByHash: (hash: string): Promise<TokenRow | undefined> =>
      selectTokens(database).where('hash', '=', hash).executeTakeFirst(),
    findById: (id: string): Promise<TokenRow | undefined> =>
      selectTokens(database).where('id', '=', id).executeTakeFirst(),

    findByIds: (ids: readonly string[]): Promise<TokenRow[]> =>
      selectTokens(database).where('id', '=', anyOf(ids)).execute(),

    /** Returns the ids of the tokens and sessions of a user. */
    findIdsOfUser: async ({ query }: Transaction, userId: string): Promise<string[]> => {
      const rows = await query.selectFrom('tokens').select('id').where('userId', '=', userId).execute();
      return rows.map(({ id }) => id);
    },

    isManaged: async ({ query }: Transaction, id: string, manager: Manager): Promise<boolean> =>
      (await query
        .selectFrom('tokens as t')
        .select('t.id')
        .where('t.id', '=', id)
        .where(isManagedBy(manager))
        .executeTakeFirst()) !== undefined,

    /** Returns whether a user may do anything, and prevents a deactivation until the transaction ends. */
    holdUser: async ({ query }: Transaction, userId: string): Promise<boolean> =>
      (await query
        .selectFrom('users')
        .select('id')
        .where('id', '=', userId)
        .where('status', '<>', 'deactivated')
        .forShare()
        .executeTakeFirst()) !== undefined,

    /** Finds a token and prevents its revocation until the transaction ends. */
    hold: (tx: Transaction, id: string): Promise<TokenRow | undefined> =>
      selectTokens(tx).where('id', '=', id).forKeyShare('t').executeTakeFirst(),

    /**
     * Locks tokens and all their descendants. Each token is locked before its children are read, so that it cannot get
     * new children in the meantime.
     *
     * @returns those tokens first, or an empty list if they do not exist
     */
    async lockFamily(tx: Transaction, ids: readonly string[]): Promise<TokenRow[]> {
      const family = new Map<string, TokenRow>();
      const tokens = selectTokens(tx).orderBy('id').forUpdate('t');
      let level = await tokens.where('id', '=', anyOf(ids)).execute();
      while (level.length > 0) {
        for (const row of level) family.set(row.id, row);
        const parents = level.map((row) => row.id);
        const children = await tokens.where('parentId', '=', anyOf(parents)).execute();
        level = children.filter(({ id }) => !family.has(id));
      }
      return [...family.values()];
    },

    /** Releases the name of an expired token. */
    releaseName: (tx: Transaction, name: string, userId: string | null, now: Date) =>
      tx.query
        .updateTable('tokens')
        .set({ holdsName: false })
        .where('name', '=', name)
        .where('userId', 'is not distinct from', userId)
        .where('holdsName', '=', true)
        .where('expiresAt', '<=', now)
        .execute(),

    create: (tx: Transaction, { sectionIds, ...row }: NewRow): Promise<TokenRow> =>
      tx.query
        .insertInto('tokens')
        .values({ ...row, sectionIds: sql<string[]>`${sectionIds}::uuid[]` })
        .returning(columns)
        .returning(sectionsAndUser)
        .executeTakeFirstOrThrow(),
    remove: (tx: Transaction, ids: readonly string[]) =>
      tx.query.deleteFrom('tokens').where('id', '=', anyOf(ids)).execute(),
    /** Lets only one of several starting processes continue at a time. */
    lockFirstStart: (tx: Transaction) => lockUntilCommit(tx, 'firstStart'),
    /** Returns whether there is a token or a user. The sessions of users are deleted after a while. */
    isUsed: async (tx: Transaction): Promise<boolean> =>
      (await tx.query.selectFrom('tokens').select('id').limit(1).executeTakeFirst()) !== undefined ||
      (await tx.query.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined,

    /**
     * Deletes sessions that expired before a time, except those whose webhooks are enabled: these webhooks are disabled
     * because of the session. @returns how many were deleted
     */
    async deleteSessions(before: Date, maxCount: number): Promise<number> {
      const rows = await database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('tokens')
          .where('id', 'in', (sessions) =>
            sessions
              .selectFrom('tokens as t')
              .select('t.id')
              .where('t.kind', '=', 'session')
              .where('t.expiresAt', '<', before)
              .where(({ not, exists, selectFrom }) =>
                not(
                  exists(
                    selectFrom('webhooks as w')
                      .select('w.id')
                      .whereRef('w.tokenId', '=', 't.id')
                      .where('w.disabledAt', 'is', null),
                  ),
                ),
              )
              .limit(maxCount),
          )
          .returning('id')
          .execute(),
      );
      return rows.length;
    },
    touch: (id: string, lastUsedAt: Date) =>
      database.write(noRequest, ({ query }) =>
        query.updateTable('tokens').set({ lastUsedAt }).where('id', '=', id).execute(),
      ),
  };
}

/** Returns whether an error means that the name of a token is in use. */
export const isNameTaken = (error: unknown): boolean =>
  /tokens_live_(?:user_)?name|"fields":\[(?:"user_id","?)?"?name"\]/.test(violatedUnique(error) ?? '');
