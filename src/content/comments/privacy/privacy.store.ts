import { type Selectable, sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import {
  anyOf,
  columnNames,
  jsonArray,
  Prisma,
  recordset,
  rfc3339,
  type Session,
  type Tables,
  type Transaction,
  toKysely,
} from '../../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../../platform/paging/index.js';
import { article } from '../columns.store.js';
import type { Status } from '../schemas.js';
import type { PersonalData, PrivacyListQuery, StoredComment } from './privacy.schemas.js';

/**
 * A person: the key of the e-mail address and, for comments whose address is not encrypted yet, the address in lower
 * case.
 */
export type Person = { key: string; email: string };

export type OwnedComment = { id: string; articleId: string; parentId: string | null; status: Status };

/** What an erased comment is overwritten with. */
export type Erasure = { id: string; authorEmail: string; editTokenHash: string; status: Status };

export type PrivacyRow = Selectable<Tables['privacyRequests']>;

/** Returns the rows of `query` about the comment `c` as a JSON array. */
const jsonRows = <Name extends keyof StoredComment>(query: string) => sql.raw<StoredComment[Name]>(jsonArray(query));

const decisions = jsonRows<'decisions'>(`
  SELECT d.status_before AS "statusBefore", d.status, d.phase, d.reason, d.decided_by AS "decidedBy", ${rfc3339('d.created_at')} AS "createdAt"
  FROM comment_decisions d WHERE d.comment_id = c.id ORDER BY d.id`);
const flags = jsonRows<'flags'>(`
  SELECT f.reason, f.note, ${rfc3339('f.created_at')} AS "createdAt"
  FROM comment_flags f WHERE f.comment_id = c.id ORDER BY f.created_at, f.id`);
const notices = jsonRows<'notices'>(`
  SELECT n.kind, ${rfc3339('n.sent_at')} AS "sentAt" FROM comment_notices n WHERE n.comment_id = c.id ORDER BY n.sent_at, n.kind`);

const time = <Time extends string | null = string>(column: string) => sql.raw<Time>(rfc3339(`c.${column}`));

const authorCondition = ({ key, email }: Person) =>
  Prisma.sql`(c.author_key = ${key} OR (c.author_key IS NULL AND lower(btrim(c.author_email)) = ${email}))`;

const orders = { createdAt: { column: Prisma.sql`r.created_at`, id: Prisma.sql`r.id`, type: 'timestamptz' } } as const;

/** Reads and erases the data of one person. */
export function privacyStore(database: Session) {
  return {
    /** Returns the ids of the person's comments, the oldest first. */
    async findCommentIds(person: Person): Promise<string[]> {
      const rows = await database.query
        .selectFrom('comments as c')
        .select('c.id')
        .where(toKysely<boolean>(authorCondition(person)))
        .orderBy('c.createdAt')
        .orderBy('c.id')
        .execute();
      return rows.map(({ id }) => id);
    },

    /** Returns comments with all related data. The address is returned as it is stored. */
    loadComments: (ids: readonly string[]): Promise<StoredComment[]> =>
      database.query
        .selectFrom('comments as c')
        .select(['c.id', 'c.parentId', 'c.inReplyToId', 'c.status', 'c.body', 'c.notify', 'c.reactions', 'c.source'])
        .select(['c.sourceId', 'c.authorName as name', 'c.authorEmail as email', 'c.authorUrl as url'])
        .select([time('created_at').as('createdAt'), time('updated_at').as('updatedAt')])
        .select([time<string | null>('edited_at').as('editedAt'), time<string | null>('deleted_at').as('deletedAt')])
        .select((row) => row('c.pinnedAt', 'is not', null).$castTo<boolean>().as('pinned'))
        .select([sql.raw<StoredComment['article']>(article).as('article'), decisions.as('decisions')])
        .select([flags.as('flags'), notices.as('notices')])
        .where('c.id', '=', anyOf(ids))
        .orderBy('c.createdAt')
        .orderBy('c.id')
        .$narrowType<Pick<StoredComment, 'status' | 'reactions'>>()
        .execute(),

    /** Returns the data of the person apart from comments. */
    async findBanAndUnsubscribe({ key }: Person): Promise<Pick<PersonalData, 'ban' | 'unsubscribed'>> {
      const { query } = database;
      const ban = await query
        .selectFrom('commentBans')
        .select(['id', 'reason', 'until', 'bannedBy', 'createdAt'])
        .where('authorKey', '=', key)
        .executeTakeFirst();
      const unsubscribeRow = await query
        .selectFrom('commentUnsubscribes')
        .select('authorKey')
        .where('authorKey', '=', key)
        .executeTakeFirst();
      return {
        unsubscribed: unsubscribeRow !== undefined,
        ban: ban ? { ...ban, until: ban.until?.toISOString() ?? null, createdAt: ban.createdAt.toISOString() } : null,
      };
    },

    /**
     * Returns which of the comments still belong to the person. The materialized CTE forces the lookup by id, since the
     * person may have written many more comments.
     */
    async findStillOwned(tx: Transaction, person: Person, ids: readonly string[]): Promise<OwnedComment[]> {
      const rows = await tx.query
        .with(
          (cte) => cte('c').materialized(),
          (these) => these.selectFrom('comments').select(columnNames('comments')).where('id', '=', anyOf(ids)),
        )
        .selectFrom('c')
        .select(['c.id', 'c.articleId', 'c.parentId', 'c.status'])
        .where(toKysely<boolean>(authorCondition(person)))
        .execute();
      return rows.map((row) => ({ ...row, status: row.status as Status }));
    },

    /** Erases everything that identifies the author and, if `texts` is `remove`, also the text. */
    async erase(tx: Transaction, erasures: readonly Erasure[], texts: 'keep' | 'remove', now: Date): Promise<void> {
      await tx.query
        .updateTable('comments as c')
        .from(recordset('e', erasures, { id: 'uuid', authorEmail: 'text', editTokenHash: 'text', status: 'text' }))
        .set(({ ref, eb, fn }) => ({
          authorName: '',
          authorUrl: null,
          authorEmail: ref('e.authorEmail'),
          authorKey: '',
          fingerprint: null,
          readerKey: null,
          notify: false,
          editTokenHash: ref('e.editTokenHash'),
          version: eb('c.version', '+', 1),
          updatedAt: now,
          ...(texts === 'remove'
            ? {
                body: '',
                bodyHtml: '',
                status: ref('e.status'),
                deletedAt: fn.coalesce('c.deletedAt', eb.val(now)),
                pinnedAt: null,
                openFlags: 0,
              }
            : {}),
        }))
        .whereRef('c.id', '=', 'e.id')
        .execute();
    },

    /** Records the erasure in the history of each comment. */
    async insertDecisions(
      tx: Transaction,
      comments: readonly OwnedComment[],
      erasures: readonly Erasure[],
      decidedBy: string,
    ) {
      const before = new Map(comments.map(({ id, status }) => [id, status]));
      await tx.query
        .insertInto('commentDecisions')
        .values(
          erasures.map(({ id, status }) => ({
            id: uuid(),
            commentId: id,
            statusBefore: before.get(id) ?? null,
            status,
            phase: 'privacy',
            reason: 'erased at the request of the author',
            decidedBy,
          })),
        )
        .execute();
    },

    /** Resolves the open reports on comments whose texts were removed. */
    async resolveFlags(tx: Transaction, ids: readonly string[], now: Date): Promise<void> {
      await tx.query
        .updateTable('commentFlags')
        .set({ resolvedAt: now })
        .where('commentId', '=', anyOf(ids))
        .where('resolvedAt', 'is', null)
        .execute();
    },

    /** Records a request. */
    createRequest: (tx: Transaction, row: Pick<PrivacyRow, 'kind' | 'comments' | 'askedBy'>): Promise<PrivacyRow> =>
      tx.query
        .insertInto('privacyRequests')
        .values({ id: uuid(), ...row })
        .returningAll()
        .executeTakeFirstOrThrow(),

    async list(query: PrivacyListQuery): Promise<Page<PrivacyRow>> {
      const keys = keyset('privacy-requests', chooseOrder(query.sort, orders), query);
      const rows = await database.query
        .selectFrom('privacyRequests as r')
        .selectAll()
        .where(toKysely<boolean>(keys.where))
        .orderBy(toKysely(keys.orderBy))
        .limit(keys.limit)
        .execute();
      const countRow =
        query.count === undefined
          ? undefined
          : await database.query
              .selectFrom('privacyRequests')
              .select(sql<number>`count(*)::int`.as('total'))
              .executeTakeFirstOrThrow();
      return keys.page(
        rows,
        (row) => ({ key: row.createdAt.toISOString(), id: row.id }),
        (row) => row,
        countRow?.total,
      );
    },
  };
}
