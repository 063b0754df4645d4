import { type Insertable, type Selectable, sql } from 'kysely';
import type { SectionLimit } from '../../platform/auth/index.js';
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
import type { TokenListQuery } from './schemas.js';

/** A token, with the sections to which it is limited. Null means no limit. */
export type TokenRow = Omit<Selectable<Tables['tokens']>, 'sectionIds'> & { sections: SectionLimit | null };

/** A new token. `sectionIds` is null for a token without a limit. */
type NewRow = Omit<Insertable<Tables['tokens']>, 'sectionIds'> & { sectionIds: readonly string[] | null };

/** The sections to which a token is limited, by path. Deleted ones are missing. */
const sections = sql<SectionLimit | null>`CASE WHEN section_ids IS NOT NULL THEN coalesce((
  SELECT json_agg(json_build_object('id', s.id, 'slug', s.slug, 'name', s.name, 'path', s.path) ORDER BY s.path)
  FROM sections s WHERE s.id = ANY (section_ids)), '[]') END`.as('sections');

const columns = columnNames('tokens', 'sectionIds');

const selectTokens = ({ query }: Reader) => query.selectFrom('tokens as t').select(columns).select(sections);

const orders = { createdAt: { column: Prisma.sql`t.created_at`, id: Prisma.sql`t.id`, type: 'timestamptz' } } as const;

/** Returns the right side of a comparison with the ids of the tokens that a token created, directly or indirectly. */
const descendantsOf = (creatorId: string | null) => sql<string>`ANY (ARRAY(
  WITH RECURSIVE created AS (
    SELECT id FROM tokens WHERE parent_id = ${creatorId}::uuid
    UNION ALL SELECT t.id FROM created c JOIN tokens t ON t.parent_id = c.id
  ) SELECT id FROM created))`;

/** Stores tokens by their hashes. */
export function tokenStore(database: Database) {
  return {
    /** Lists the tokens that a token created, directly or indirectly, or all tokens without `creatorId`. */
    async list(query: TokenListQuery, creatorId: string | null | undefined): Promise<Page<TokenRow>> {
      const keys = keyset('tokens', chooseOrder(query.sort, orders), query);
      const rowsQuery = selectTokens(database).$if(creatorId !== undefined, (some) =>
        some.where('t.id', '=', descendantsOf(creatorId ?? null)),
      );
      return loadPage(rowsQuery, keys, positionByCreation, (row) => row);
    },
    findByHash: (hash: string): Promise<TokenRow | undefined> =>
      selectTokens(database).where('hash', '=', hash).executeTakeFirst(),
    findById: (id: string): Promise<TokenRow | undefined> =>
      selectTokens(database).where('id', '=', id).executeTakeFirst(),

    /** Returns whether a token was created by another one, directly or indirectly. */
    isDescendant: async (tx: Transaction, id: string, creatorId: string): Promise<boolean> =>
      (await tx.query
        .selectFrom('tokens')
        .select('id')
        .where('id', '=', id)
        .where('id', '=', descendantsOf(creatorId))
        .executeTakeFirst()) !== undefined,

    /** Finds a token and prevents its revocation until the transaction ends. */
    hold: (tx: Transaction, id: string): Promise<TokenRow | undefined> =>
      selectTokens(tx).where('id', '=', id).forKeyShare().executeTakeFirst(),

    /**
     * Locks a token and all its descendants. Each token is locked before its children are read, so that it cannot get
     * new children in the meantime.
     *
     * @returns the token first, or an empty list if it does not exist
     */
    async lockFamily(tx: Transaction, id: string): Promise<TokenRow[]> {
      const family: TokenRow[] = [];
      const tokens = selectTokens(tx).orderBy('id').forUpdate();
      let level = await tokens.where('id', '=', id).execute();
      while (level.length > 0) {
        family.push(...level);
        const parents = level.map((row) => row.id);
        level = await tokens.where('parentId', '=', anyOf(parents)).execute();
      }
      return family;
    },

    /** Releases the name of an expired token. */
    releaseName: (tx: Transaction, name: string, now: Date) =>
      tx.query
        .updateTable('tokens')
        .set({ holdsName: false })
        .where('name', '=', name)
        .where('holdsName', '=', true)
        .where('expiresAt', '<=', now)
        .execute(),

    create: (tx: Transaction, { sectionIds, ...row }: NewRow): Promise<TokenRow> =>
      tx.query
        .insertInto('tokens')
        .values({ ...row, sectionIds: sql<string[]>`${sectionIds}::uuid[]` })
        .returning(columns)
        .returning(sections)
        .executeTakeFirstOrThrow(),
    remove: (tx: Transaction, ids: readonly string[]) =>
      tx.query.deleteFrom('tokens').where('id', '=', anyOf(ids)).execute(),
    /** Lets only one of several starting processes continue at a time. */
    lockFirstStart: (tx: Transaction) => lockUntilCommit(tx, 'firstStart'),
    hasAny: async (tx: Transaction): Promise<boolean> =>
      (await tx.query.selectFrom('tokens').select('id').limit(1).executeTakeFirst()) !== undefined,
    /** Returns which of the tokens exist and have not expired. */
    findValid: (ids: readonly string[], now: Date) =>
      database.prisma.token.findMany({
        where: { id: { in: [...ids] }, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        select: { id: true },
      }),
    touch: (id: string, lastUsedAt: Date) =>
      database.write(noRequest, ({ query }) =>
        query.updateTable('tokens').set({ lastUsedAt }).where('id', '=', id).execute(),
      ),
  };
}

/** Returns whether an error means that the name of a token is in use. */
export const isNameTaken = (error: unknown): boolean =>
  /tokens_live_name|"fields":\["name"\]/.test(violatedUnique(error) ?? '');
