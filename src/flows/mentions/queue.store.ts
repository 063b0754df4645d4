import { sql } from 'kysely';
import { splitNameWords } from '../../lib/search-words.js';
import { type Database, noRequest, Prisma, recordset } from '../../platform/db/index.js';

export type Ticket = { id: string; ticket: string };

/**
 * The queue of articles to link. An article that is enqueued again while it is being linked gets a new ticket and stays
 * in the queue.
 */
export function queueStore(database: Database) {
  const enqueue = (ids: Prisma.Sql) =>
    database.write(noRequest, ({ change }) =>
      change(Prisma.sql`
    INSERT INTO articles_to_link AS q (article_id) SELECT DISTINCT found.id FROM (${ids}) found (id) ORDER BY found.id
    ON CONFLICT (article_id) DO UPDATE SET ticket = nextval(pg_get_serial_sequence('articles_to_link', 'ticket'))`),
    );

  return {
    /** Enqueues articles and returns how many of them exist. */
    enqueueByIds: (ids: readonly string[]): Promise<number> =>
      enqueue(Prisma.sql`SELECT a.id FROM articles a WHERE a.id = ANY (${ids}::uuid[])`),

    /** Enqueues every article that is not in the trash. */
    enqueueAll: (): Promise<number> => enqueue(Prisma.sql`SELECT a.id FROM articles a WHERE a.status <> 'trashed'`),

    /** Enqueues the articles whose draft copy or publication contains one of the names. */
    enqueueContaining: (names: readonly string[]): Promise<number> => {
      const searches = names.map(splitNameWords);
      const words = Prisma.sql`unnest(search_configs()) WITH ORDINALITY AS l (config, number)
        CROSS JOIN unnest(${searches.map(({ query }) => query)}::text[], ${searches.map(({ unspacedWords }) => unspacedWords.length > 0)}::boolean[]) AS n (name, is_unspaced)`;
      // The index has no positions in scripts without spaces, so a name in such a script cannot be a phrase.
      const holds = (copy: string) =>
        Prisma.sql`${Prisma.raw(copy)}.search @@ CASE WHEN n.is_unspaced THEN plainto_tsquery(l.config, n.name) ELSE phraseto_tsquery(l.config, n.name) END
          AND search_language(${Prisma.raw(copy)}.lang) = l.number`;
      return enqueue(Prisma.sql`
        SELECT a.id FROM ${words} JOIN articles a ON ${holds('a')}
        UNION SELECT p.article_id FROM ${words} JOIN publications p ON ${holds('p')}`);
    },

    /** Enqueues the articles with a mention of one of the people. */
    enqueueMentioning: (personIds: readonly string[]): Promise<number> =>
      enqueue(Prisma.sql`
        SELECT m.article_id FROM mentions m WHERE m.person_id = ANY (${personIds}::uuid[])
        UNION SELECT m.article_id FROM publication_mentions m WHERE m.person_id = ANY (${personIds}::uuid[])`),

    /** Returns the first articles of the queue without removing them. */
    listFirst: (limit: number): Promise<Ticket[]> =>
      database.query
        .selectFrom('articlesToLink')
        .select(['articleId as id', 'ticket'])
        .orderBy('ticket')
        .limit(limit)
        .execute(),

    /** Removes articles from the queue, except those that were enqueued again since their tickets were read. */
    removeTickets: (tickets: readonly Ticket[]) =>
      database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('articlesToLink as q')
          .using(recordset('t', tickets, { id: 'uuid', ticket: 'bigint' }))
          .whereRef('q.articleId', '=', 't.id')
          .whereRef('q.ticket', '=', 't.ticket')
          .execute(),
      ),

    async countPending(): Promise<number> {
      const { waiting: pendingCount } = await database.query
        .selectFrom('articlesToLink')
        .select(sql<number>`count(*)::int`.as('waiting'))
        .executeTakeFirstOrThrow();
      return pendingCount;
    },
  };
}
