import { jsonArray, jsonObject, Prisma, rfc3339 } from '../../platform/db/index.js';
import type { Order } from '../../platform/paging/index.js';

/** Returns the office stored in a row of `publication_mentions`, as JSON. */
export const roleOf = (row: string): string =>
  `CASE WHEN ${row}.role_title IS NOT NULL THEN ${jsonObject(`SELECT ${row}.role_title AS title, ${row}.role_organisation AS organisation`)} END`;

/** Returns the person with an id, or the one into whom that person was merged, as JSON. */
export const personOf = (id: string): string =>
  jsonObject(
    `SELECT n.id, n.slug, n.name FROM people k JOIN people n ON n.id = coalesce(k.merged_into, k.id) WHERE k.id = ${id}`,
  );

/** Returns the published article with an id, as JSON. */
export const articleOf = (id: string): string =>
  `(SELECT row_to_json(o) FROM (SELECT s.article_id AS id, s.slug, s.headline, ${rfc3339('s.published_at')} AS "publishedAt"
    FROM publications s WHERE s.article_id = ${id}) o)`;

/** The order of rows `m` with an order key: the newest article first, and its rows in their order. */
export const newestFirst: Order = {
  name: 'publishedAt',
  isDescending: true,
  column: Prisma.sql`m.order_key`,
  id: Prisma.sql`m.id`,
  type: 'float8',
};

/** The properties of a public mention `m`, each with its SQL expression. */
export const publicColumns = {
  id: 'm.id',
  field: 'm.field',
  start: 'm.start_at',
  end: 'm.end_at',
  surface: 'm.surface',
  title: 'm.title',
  person: personOf('m.person_id'),
  role: roleOf('m'),
  quoted: 'm.quoted',
  quotes: 'm.quotes',
  method: 'm.method',
  confidence: 'm.confidence',
  status: 'm.status',
} as const;

/**
 * The people whom a mention may mean. `OFFSET 0` makes PostgreSQL look up each person by id: it expects a hundred elements
 * of any JSON array, and would otherwise read the whole directory for each mention.
 */
const candidates = jsonArray(`SELECT c.person, c.score FROM (
    SELECT ${personOf(`(e.candidate->>'personId')::uuid`)} AS person, (e.candidate->>'score')::float8 AS score, e.place
    FROM json_array_elements(m.candidates) WITH ORDINALITY AS e (candidate, place) OFFSET 0
  ) c WHERE c.person IS NOT NULL ORDER BY c.place`);

/** The properties of a mention `m` in the desk view. */
export const deskColumns = {
  ...publicColumns,
  role: 'NULL::json',
  candidates,
  pinned: 'm.pinned',
  decidedBy: 'm.decided_by',
  version: 'm.version',
} as const;

/** The position of a mention in its article: headline, standfirst, then body. */
export const positionExpression = `(CASE m.field WHEN 'headline' THEN 0 WHEN 'standfirst' THEN 1 ELSE 2 END * 10000000 + m.start_at)`;

/** The order of mentions by an SQL expression of their position. */
export const textOrder = (column: string): Order => ({
  name: 'place',
  isDescending: false,
  column: Prisma.raw(column),
  id: Prisma.sql`m.id`,
  type: 'int',
});

const selectList = (columns: Readonly<Record<string, string>>) =>
  Object.entries(columns)
    .map(([name, expression]) => `${expression} AS "${name}"`)
    .join(', ');

/** Returns the mentions of a publication as a JSON array. */
export const publicMentions = (articleId: string): string =>
  jsonArray(
    `SELECT ${selectList(publicColumns)} FROM publication_mentions m WHERE m.article_id = ${articleId} ORDER BY m.position`,
  );

/** Returns the mentions of a draft copy, including suggested and rejected ones, as a JSON array. */
export const deskMentions = (articleId: string): string =>
  jsonArray(
    `SELECT ${selectList(deskColumns)} FROM mentions m WHERE m.article_id = ${articleId} AND m.start_at IS NOT NULL ORDER BY ${positionExpression}`,
  );

/** The minimum confidence at which an unconfirmed mention is marked in a body. */
const minMarkedConfidence = 0.8;

/** Returns the places of people in a body, as the text of the JSON array `[[start, end, slug], …]`. */
const peopleInBody = (table: string, condition: string): string =>
  `coalesce((SELECT json_agg(json_build_array(m.start_at, m.end_at, n.slug) ORDER BY m.start_at)::text FROM ${table} m
    JOIN people k ON k.id = m.person_id JOIN people n ON n.id = coalesce(k.merged_into, k.id)
    WHERE ${condition} AND m.field = 'body'
      AND (m.status = 'confirmed' OR m.status = 'auto' AND m.confidence >= ${minMarkedConfidence})), '[]')`;

/** Returns the places of people in the body of a publication, in the format that `annotatePeople` takes. */
export const publicPeopleInBody = (articleId: string): string =>
  peopleInBody('publication_mentions', `m.article_id = ${articleId}`);

/** Returns the places of people in the body of a draft copy, in the format that `annotatePeople` takes. */
export const deskPeopleInBody = (articleId: string): string =>
  peopleInBody('mentions', `m.article_id = ${articleId} AND m.start_at IS NOT NULL`);
