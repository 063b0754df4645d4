import { type Selectable, sql } from 'kysely';
import { anyOf, type Database, type Reader, type Tables, type Transaction, toJson } from '../../platform/db/index.js';
import { keyset, loadPage, type Page } from '../../platform/paging/index.js';
import { holdPerson } from '../people/index.js';
import { deskColumns, positionExpression, textOrder } from './columns.store.js';
import type { MentionRow } from './mention-rows.js';
import type { DeskArticleMentionsQuery, DeskMention, Suggestion } from './schemas.js';

const selectDeskMentions = ({ query }: Reader) =>
  query
    .selectFrom('mentions as m')
    .select(['m.id', 'm.field', 'm.startAt as start', 'm.endAt as end', 'm.surface', 'm.title'])
    .select([
      sql.raw<DeskMention['person']>(deskColumns.person).as('person'),
      sql.raw<DeskMention['role']>(deskColumns.role).as('role'),
    ])
    .select(['m.quoted', 'm.quotes', 'm.method', 'm.confidence', 'm.status'])
    .select(sql.raw<DeskMention['candidates']>(deskColumns.candidates).as('candidates'))
    .select(['m.pinned', 'm.decidedBy', 'm.version']);

type MentionUpdate = Pick<MentionRow, 'status' | 'personId' | 'method' | 'confidence' | 'pinned' | 'decidedBy'>;
export type ArticleMentionRow = MentionRow & { articleId: string };

export function mentionStore(database: Database) {
  return {
    /** Lists the mentions of a draft copy, in the order of its text. */
    async listDesk(articleId: string, query: DeskArticleMentionsQuery): Promise<Page<DeskMention>> {
      const keys = keyset('article-mentions.desk', textOrder(positionExpression), query);
      const { status } = query;
      const rowsQuery = selectDeskMentions(database)
        .where('m.articleId', '=', articleId)
        .where('m.startAt', 'is not', null)
        .$if(status !== undefined, (some) => some.where('m.status', '=', anyOf(status ?? [], 'text')));
      return loadPage(
        rowsQuery.select(sql.raw<number>(positionExpression).as('key')),
        keys,
        ({ key, id }) => ({ key, id }),
        ({ key: _, ...mention }) => mention as DeskMention,
      );
    },

    /** Returns the last linked revision of an article and its suggestions. */
    async findLinkState(articleId: string): Promise<{ revision: number; suggestions: Suggestion[] } | undefined> {
      const row = await database.query
        .selectFrom('linkedArticles')
        .select(['revision', 'suggestions'])
        .where('articleId', '=', articleId)
        .executeTakeFirst();
      return row && { ...row, suggestions: row.suggestions as Suggestion[] };
    },

    readDesk: async (tx: Transaction, id: string): Promise<DeskMention | undefined> =>
      (await selectDeskMentions(tx).where('m.id', '=', id).executeTakeFirst()) as DeskMention | undefined,

    /**
     * Reads a mention and increases the version of its article's links. Other decisions and the linker wait for the end
     * of this transaction, and the person of the mention is not deleted before that.
     */
    async lockMention(tx: Transaction, id: string): Promise<ArticleMentionRow | undefined> {
      await tx.query
        .updateTable('linkedArticles')
        .set(({ eb }) => ({ version: eb('version', '+', 1) }))
        .where('articleId', '=', (mention) => mention.selectFrom('mentions').select('articleId').where('id', '=', id))
        .execute();
      // A person who is deleted takes the mention along, and one who is merged gives it away.
      for (let heldRef: string | undefined; ; ) {
        const row = await tx.query.selectFrom('mentions').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined) return undefined;
        // A mention may still name a merged person. Then the remaining person is held.
        if (row.personId === null || row.personId === heldRef) return toMentionRow(row);
        heldRef = row.personId;
        await holdPerson(tx, heldRef);
      }
    },

    /** Does the same for an article that gets a new mention. @returns its texts, or undefined if it does not exist */
    async lockArticle(
      tx: Transaction,
      articleId: string,
    ): Promise<{ headline: string; standfirst: string; body: string } | undefined> {
      tx.beforeLock(`article ${articleId}`);
      const texts = await tx.query
        .selectFrom('articles')
        .select(['headline', sql<string>`coalesce(standfirst, '')`.as('standfirst'), 'bodyText as body'])
        .where('id', '=', articleId)
        .forShare()
        .executeTakeFirst();
      if (texts === undefined) return undefined;
      await tx.query
        .insertInto('linkedArticles')
        .values({ articleId, revision: 0, version: 2, suggestions: toJson([]) })
        .onConflict((conflict) =>
          conflict.column('articleId').doUpdateSet(({ eb }) => ({ version: eb('linkedArticles.version', '+', 1) })),
        )
        .execute();
      return texts;
    },

    /** Returns whether the public sees the mentions of an article, or will see them at a planned time. */
    async isPublic({ query }: Transaction, articleId: string): Promise<boolean> {
      const { isPublic } = await query
        .selectFrom('articles')
        .select(({ eb }) => eb.or([eb('status', '=', 'published'), eb('scheduledFor', 'is not', null)]).as('isPublic'))
        .where('id', '=', articleId)
        .executeTakeFirstOrThrow();
      return Boolean(isPublic);
    },

    /** Lists the mentions of a draft copy that overlap a place. */
    listOverlapping: (tx: Transaction, articleId: string, field: string, start: number, end: number) =>
      tx.query
        .selectFrom('mentions')
        .select(['id', 'pinned', 'status'])
        .where('articleId', '=', articleId)
        .where('field', '=', field)
        .where('startAt', '<', end)
        .where('endAt', '>', start)
        .execute(),

    remove: (tx: Transaction, ids: string[]) => tx.query.deleteFrom('mentions').where('id', '=', anyOf(ids)).execute(),

    create: (tx: Transaction, { candidates, quotes, start, end, before, after, ...row }: ArticleMentionRow) =>
      tx.query
        .insertInto('mentions')
        .values({
          ...row,
          startAt: start,
          endAt: end,
          textBefore: before,
          textAfter: after,
          candidates: toJson(candidates),
          quotes: toJson(quotes),
        })
        .execute(),

    update: (tx: Transaction, id: string, changes: MentionUpdate) =>
      tx.query
        .updateTable('mentions')
        .set(({ eb }) => ({ ...changes, version: eb('version', '+', 1), updatedAt: new Date() }))
        .where('id', '=', id)
        .execute(),

    /** Lists the people of all mentions in a publication. */
    listLivePeople: (tx: Transaction, articleId: string): Promise<{ personId: string; quoted: string }[]> =>
      tx.query
        .selectFrom('publicationMentions')
        .select(['personId', 'quoted'])
        .where('articleId', '=', articleId)
        .orderBy('position')
        .execute(),

    /** Applies a decision to the publication without searching its text. @returns whether the publication changed */
    async updatePublication(
      { query }: Transaction,
      id: string,
      { status, personId, method, confidence }: MentionUpdate,
    ): Promise<boolean> {
      if (status === 'confirmed' && personId !== null) {
        const changes = { status, personId, method, confidence };
        const rows = await query
          .updateTable('publicationMentions')
          .set(changes)
          .where('id', '=', id)
          .returning('id')
          .execute();
        await query.updateTable('publicationQuotes').set({ personId }).where('mentionId', '=', id).execute();
        return rows.length > 0;
      }
      if (status !== 'rejected') return false;
      await query.deleteFrom('publicationQuotes').where('mentionId', '=', id).execute();
      return (await query.deleteFrom('publicationMentions').where('id', '=', id).returning('id').execute()).length > 0;
    },
  };
}

/** Converts a row to a mention. */
const toMentionRow = ({
  startAt,
  endAt,
  textBefore,
  textAfter,
  ...row
}: Selectable<Tables['mentions']>): ArticleMentionRow =>
  ({ ...row, start: startAt, end: endAt, before: textBefore, after: textAfter }) as unknown as ArticleMentionRow;
