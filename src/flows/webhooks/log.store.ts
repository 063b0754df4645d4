import { type Database, noRequest, Prisma } from '../../platform/db/index.js';
import type { StoryFacts } from './audience.rules.js';

export type LoggedEvent = {
  /** A whole number, as text. */
  position: string;
  type: string;
  subjectId: string;
  payload: Record<string, unknown>;
  createdAt: Date;
};

type StoryRow = StoryFacts & { id: string; isLive: boolean };

/** What deciding who hears of an event takes: the log, and stories on the desk and on the newsstand. */
export function logStore(database: Database) {
  const lineage = (section: string) =>
    `coalesce((SELECT s.lineage FROM sections s WHERE s.id = ${section}), '{}')::text[]`;

  return {
    /**
     * What was told of stories when they were published last, up to an event each.
     *
     * @returns by story and position
     */
    async published(
      asked: readonly { storyId: string; position: string }[],
    ): Promise<Map<string, Record<string, unknown>>> {
      if (asked.length === 0) return new Map();
      const rows = await database.run<{ id: string; position: string; payload: Record<string, unknown> }>(Prisma.sql`
        SELECT a."storyId" AS id, a.position::text, p.payload
        FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS a ("storyId" uuid, position bigint)
        CROSS JOIN LATERAL (
          SELECT e.payload FROM events e
          WHERE e.type = 'article.published' AND e.subject_id = a."storyId" AND e.position <= a.position
          ORDER BY e.position DESC LIMIT 1
        ) p`);
      return new Map(rows.map(({ id, position, payload }) => [`${id} ${position}`, payload]));
    },

    /** What filters ask of stories: as they are on the newsstand, and as they are on the desk. */
    async stories(ids: readonly string[]): Promise<StoryRow[]> {
      if (ids.length === 0) return [];
      return database.run<StoryRow>(Prisma.sql`
        SELECT p.article_id AS id, true AS "isLive", p.lang, p.type, p.tags,
          ARRAY (SELECT s.section_id::text FROM publication_sections s WHERE s.article_id = p.article_id) AS sections,
          ARRAY (SELECT n.person_id::text FROM publication_people n WHERE n.article_id = p.article_id) AS people
        FROM publications p WHERE p.article_id = ANY (${ids}::uuid[])
        UNION ALL
        SELECT a.id, false, a.lang, a.type, a.tags, ${Prisma.raw(lineage('a.section_id'))},
          ARRAY (SELECT n.person_id::text FROM article_people n WHERE n.article_id = a.id)
        FROM articles a WHERE a.id = ANY (${ids}::uuid[])`);
    },

    /** Which webhooks have been told of which of these stories. */
    async toldOf(ids: readonly string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set();
      const rows = await database.run<{ webhookId: string; id: string }>(Prisma.sql`
        SELECT webhook_id AS "webhookId", article_id AS id FROM webhook_stories WHERE article_id = ANY (${ids}::uuid[])`);
      return new Set(rows.map(({ webhookId, id }) => `${webhookId} ${id}`));
    },

    /** A part of the log, in its order. */
    span: ({ after, from, to }: { after?: number; from?: Date; to?: Date }, limit: number): Promise<LoggedEvent[]> =>
      database.run<LoggedEvent>(Prisma.sql`
        SELECT position::text, type, subject_id AS "subjectId", payload, created_at AS "createdAt" FROM events
        WHERE position > ${after ?? 0} ${from === undefined ? Prisma.empty : Prisma.sql`AND created_at >= ${from}`}
          ${to === undefined ? Prisma.empty : Prisma.sql`AND created_at <= ${to}`}
        ORDER BY position LIMIT ${limit}`),

    async forgetStories(ids: readonly string[]): Promise<void> {
      await database.write(noRequest, ({ run }) =>
        run(Prisma.sql`DELETE FROM webhook_stories WHERE article_id = ANY (${ids}::uuid[])`),
      );
    },
  };
}
