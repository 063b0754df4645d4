import { z } from 'zod';
import { Prisma, type Reader } from '../../platform/db/index.js';

/** How many mentions one row of a result, or one statement that writes, has. More would block the event loop. */
const batchSize = 1_000;

export const deskMentions = {
  table: 'mentions',
  order: 'm.id',
  columns: `m.id, m.field, m.start_at AS start, m.end_at AS "end", m.surface, m.text_before AS before, m.text_after AS after,
  m.title, m.person_id AS "personId", m.candidates, m.method, m.confidence, m.status, m.quoted, m.quotes, m.pinned, m.decided_by AS "decidedBy", m.version`,
};

export const publicMentions = {
  table: 'publication_mentions',
  order: 'm.position',
  columns: `m.id, m.field, m.start_at AS start, m.end_at AS "end", m.surface, m.title, m.person_id AS "personId",
  m.method, m.confidence, m.status, m.quoted, m.quotes`,
};

const Part = z.object({ articleId: z.string(), mentions: z.array(z.unknown()) });

/**
 * Loads the mentions of articles by article. They arrive in parts, so that the parts are parsed in different turns of
 * the event loop.
 */
export async function loadMentions<Row>(
  database: Reader,
  ids: readonly string[],
  { table, columns, order }: typeof deskMentions,
): Promise<Map<string, Row[]>> {
  const parts = await database.run(
    Prisma.sql`
    SELECT g.article_id AS "articleId", json_agg(g.mention ORDER BY g.place) AS mentions FROM (
      SELECT m.article_id, row_number() OVER (PARTITION BY m.article_id ORDER BY ${Prisma.raw(order)}) AS place,
        (SELECT row_to_json(o) FROM (SELECT ${Prisma.raw(columns)}) o) AS mention
      FROM ${Prisma.raw(table)} m WHERE m.article_id = ANY (${ids}::uuid[])
    ) g GROUP BY g.article_id, g.place / ${Prisma.raw(String(batchSize))} ORDER BY g.article_id, min(g.place)`,
    Part,
  );
  const byArticle = new Map<string, Row[]>();
  for (const { articleId, mentions } of parts) {
    const rows = byArticle.get(articleId) ?? [];
    if (rows.length === 0) byArticle.set(articleId, rows);
    for (const mention of mentions) rows.push(mention as Row);
  }
  return byArticle;
}

/** Yields the mentions of articles, with their articles and positions, in batches. */
export function* batchesOf<Result extends { article: { id: string } }, Row extends object>(
  results: readonly Result[],
  rowsOf: (result: Result) => readonly Row[],
) {
  let batch: (Row & { articleId: string; position: number })[] = [];
  for (const result of results) {
    for (const [position, row] of rowsOf(result).entries()) {
      batch.push({ ...row, articleId: result.article.id, position });
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
