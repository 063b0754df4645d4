import { type Expression, sql } from 'kysely';
import { anyOf, type Database, noRequest, recordset } from '../../platform/db/index.js';
import type { ArticleFacts } from './audience.rules.js';
import type { ReplayInput } from './deliveries.schemas.js';

export type LoggedEvent = {
  /** The position in the log: an integer as a text. */
  position: string;
  type: string;
  subjectId: string;
  payload: Record<string, unknown>;
  createdAt: Date;
};

type ArticleRow = ArticleFacts & { id: string; isLive: boolean };

/** Reads what is needed to decide which webhooks receive an event: the log, and articles in both copies. */
export function logStore(database: Database) {
  return {
    /**
     * Returns the payload of the last `article.published` event of articles, each up to a position in the log.
     *
     * @returns payloads by the text `articleId position`
     */
    async loadPublishedPayloads(
      positions: readonly { articleId: string; position: string }[],
    ): Promise<Map<string, Record<string, unknown>>> {
      if (positions.length === 0) return new Map();
      const rows = await database.query
        .selectFrom(recordset('a', positions, { articleId: 'uuid', position: 'bigint' }))
        .innerJoinLateral(
          (last) =>
            last
              .selectFrom('events as e')
              .select('e.payload')
              .where('e.type', '=', 'article.published')
              .whereRef('e.subjectId', '=', 'a.articleId')
              .whereRef('e.position', '<=', 'a.position')
              .orderBy('e.position', 'desc')
              .limit(1)
              .as('p'),
          (join) => join.onTrue(),
        )
        .select(['a.articleId as id', 'a.position', 'p.payload'])
        .execute();
      return new Map(
        rows.map(({ id, position, payload }) => [`${id} ${position}`, payload as Record<string, unknown>]),
      );
    },

    /** Returns the properties that filters compare, of the publications and of the draft copies of articles. */
    async loadArticleFacts(ids: readonly string[]): Promise<ArticleRow[]> {
      if (ids.length === 0) return [];
      const { query } = database;
      return query
        .selectFrom('publications as p')
        .select(({ selectFrom }) => [
          'p.articleId as id',
          sql<boolean>`true`.as('isLive'),
          'p.lang',
          'p.type',
          'p.tagSlugs as tags',
          arrayOf(
            selectFrom('publicationSections as s').select('s.sectionId').whereRef('s.articleId', '=', 'p.articleId'),
          ).as('sections'),
          arrayOf(
            selectFrom('publicationPeople as n').select('n.personId').whereRef('n.articleId', '=', 'p.articleId'),
          ).as('people'),
        ])
        .where('p.articleId', '=', anyOf(ids))
        .unionAll(
          query
            .selectFrom('articles as a')
            .leftJoin('sections as s', 's.id', 'a.sectionId')
            .select(({ selectFrom }) => [
              'a.id',
              sql<boolean>`false`.as('isLive'),
              'a.lang',
              'a.type',
              'a.tagSlugs as tags',
              sql<string[]>`coalesce(s.lineage, '{}')::text[]`.as('sections'),
              arrayOf(selectFrom('articlePeople as n').select('n.personId').whereRef('n.articleId', '=', 'a.id')).as(
                'people',
              ),
            ])
            .where('a.id', '=', anyOf(ids)),
        )
        .execute();
    },

    /** Returns which webhooks have received events about which of these articles, as texts `webhookId articleId`. */
    async loadNotifiedPairs(ids: readonly string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set();
      const rows = await database.query
        .selectFrom('webhookStories')
        .select(['webhookId', 'articleId as id'])
        .where('articleId', '=', anyOf(ids))
        .execute();
      return new Set(rows.map(({ webhookId, id }) => `${webhookId} ${id}`));
    },

    /** Returns up to `limit` events of a part of the log, in the order of the log. */
    async loadSpan({ after, from, to }: ReplayInput, limit: number): Promise<LoggedEvent[]> {
      const rows = await database.query
        .selectFrom('events')
        .select(['position', 'type', 'subjectId', 'payload', 'createdAt'])
        .where('position', '>', String(after ?? 0))
        .$if(from !== undefined, (some) => some.where('createdAt', '>=', from as Date))
        .$if(to !== undefined, (some) => some.where('createdAt', '<=', to as Date))
        .orderBy('position')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...row,
        position: row.position ?? '0',
        payload: row.payload as Record<string, unknown>,
      }));
    },

    deleteArticles: (ids: readonly string[]) =>
      database.write(noRequest, ({ query }) =>
        query.deleteFrom('webhookStories').where('articleId', '=', anyOf(ids)).execute(),
      ),
  };
}

/** Converts the ids that a query returns to an array. */
const arrayOf = (query: Expression<unknown>) => sql<string[]>`ARRAY(${query})::text[]`;
