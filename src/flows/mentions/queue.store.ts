import { sql } from 'kysely';
import { searchConfigs } from '../../content/articles/index.js';
import { type Database, noRequest, Prisma, recordset } from '../../platform/db/index.js';

export type Ticket = { id: string; ticket: string };

/** Stories that wait to be linked. Whoever is asked for again while being linked waits again. */
export function queueStore(database: Database) {
  const enqueue = (ids: Prisma.Sql) =>
    database.write(noRequest, ({ change }) =>
      change(Prisma.sql`
    INSERT INTO articles_to_link AS q (article_id) SELECT DISTINCT found.id FROM (${ids}) found (id) ORDER BY found.id
    ON CONFLICT (article_id) DO UPDATE SET ticket = nextval(pg_get_serial_sequence('articles_to_link', 'ticket'))`),
    );

  return {
    /** @returns how many wait for it now */
    enqueueByIds: (ids: readonly string[]): Promise<number> =>
      enqueue(Prisma.sql`SELECT a.id FROM articles a WHERE a.id = ANY (${ids}::uuid[])`),

    /** Every story but those in the trash. */
    enqueueAll: (): Promise<number> => enqueue(Prisma.sql`SELECT a.id FROM articles a WHERE a.status <> 'trashed'`),

    /** Stories in whose text one of these names stands, on the desk or on the newsstand. */
    enqueueContaining: (names: readonly string[]): Promise<number> => {
      const words = Prisma.sql`unnest(${searchConfigs}::regconfig[]) AS c (config) CROSS JOIN unnest(${names}::text[]) AS n (name)`;
      const holds = (copy: string) =>
        Prisma.sql`${Prisma.raw(copy)}.search @@ phraseto_tsquery(c.config, n.name) AND search_config(${Prisma.raw(copy)}.lang) = c.config`;
      return enqueue(Prisma.sql`
        SELECT a.id FROM ${words} JOIN articles a ON ${holds('a')}
        UNION SELECT p.article_id FROM ${words} JOIN publications p ON ${holds('p')}`);
    },

    /** Stories that name one of these people, or may. */
    enqueueMentioning: (personIds: readonly string[]): Promise<number> =>
      enqueue(Prisma.sql`
        SELECT m.article_id FROM mentions m WHERE m.person_id = ANY (${personIds}::uuid[])
        UNION SELECT m.article_id FROM publication_mentions m WHERE m.person_id = ANY (${personIds}::uuid[])`),

    /** The first in the queue. They stay in it until they are done with. */
    listFirst: (limit: number): Promise<Ticket[]> =>
      database.query
        .selectFrom('articlesToLink')
        .select(['articleId as id', 'ticket'])
        .orderBy('ticket')
        .limit(limit)
        .execute(),

    /** Takes stories out of the queue, but those that were asked for again. */
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
