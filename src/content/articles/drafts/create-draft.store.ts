import { type Actor, authorIdOf } from '../../../platform/auth/index.js';
import { Prisma, type Session } from '../../../platform/db/index.js';
import { type ArticleContent, contentColumns } from '../content.js';
import { insertAssets, insertPeople } from '../content-rows.store.js';

type NewArticle = {
  id: string;
  content: ArticleContent;
  note: string | null;
  actor: Actor;
  now: Date;
  /** Returns the part of the statement that inserts the event if the condition is true. */
  insertEvent: (condition: Prisma.Sql) => Prisma.Sql;
};

/** Returns a content value as a parameter with the type of its column. */
function parameterOf(content: ArticleContent, { name, type }: (typeof contentColumns)[number]): Prisma.Sql {
  const value = content[name];
  const parameter = type === 'json' && value !== null ? JSON.stringify(value) : value;
  return Prisma.sql`${parameter}::${Prisma.raw(type)}`;
}

const columnNames = Prisma.raw(contentColumns.map(({ column }) => column).join(', '));

/**
 * Writes a new draft with its people, external ids, first revision and event in one statement.
 *
 * @returns false if the slug belongs to another article; nothing is written then
 */
export async function createDraft(
  database: Session,
  { id, content, note, actor, now, insertEvent }: NewArticle,
): Promise<boolean> {
  const { slug, people, externalIds } = content;
  const rows = await database.write(actor, ({ run }) =>
    run(Prisma.sql`
    WITH taken AS (
      INSERT INTO article_slugs (slug, article_id) VALUES (${slug}, ${id}::uuid) ON CONFLICT (slug) DO NOTHING RETURNING slug
    ), story AS (
      INSERT INTO articles (id, ${columnNames}, creator_id, created_at, updated_at)
      SELECT ${id}::uuid, ${Prisma.join(contentColumns.map((column) => parameterOf(content, column)))}, ${authorIdOf(actor)}::uuid,
        ${now}::timestamptz, ${now}::timestamptz
      FROM taken RETURNING id, body_assets
    ), ${insertAssets('story', [content.body])}${insertPeople(Prisma.sql`SELECT story.id, ${JSON.stringify(people)}::jsonb FROM story`)},
    known AS (
      INSERT INTO article_external_ids (source, external_id, article_id)
      SELECT e.pair->>'source', e.pair->>'externalId', story.id
      FROM story, jsonb_array_elements(${JSON.stringify(externalIds)}::jsonb) AS e (pair)
    ), kept AS (
      INSERT INTO revisions (article_id, number, snapshot, saved_by, saver_id, created_at, note)
      SELECT story.id, 1, ${JSON.stringify(content)}::jsonb, ${actor.name}, ${authorIdOf(actor)}::uuid, ${now}::timestamptz,
        ${note}::text FROM story
    ), ${insertEvent(Prisma.sql`EXISTS (SELECT FROM story)`)}
    SELECT id FROM story`),
  );
  return rows.length === 1;
}
