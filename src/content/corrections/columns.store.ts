import { jsonArray, jsonObject, rfc3339 } from '../../platform/db/index.js';

const summaryColumns = `c.id, c.kind, c.note, ${rfc3339('c.at')} AS at`;

/** What readers are told of a story on the newsstand, the latest first, as a JSON array. */
export const publicCorrections = (articleId: string): string =>
  jsonArray(
    `SELECT ${summaryColumns} FROM public_corrections c WHERE c.article_id = ${articleId} ORDER BY c.at DESC, c.id DESC`,
  );

/** What readers are told of a story whenever it is live, as a JSON array. */
export const deskCorrections = (articleId: string): string =>
  jsonArray(
    `SELECT ${summaryColumns} FROM corrections c WHERE c.article_id = ${articleId} AND c.at IS NOT NULL ORDER BY c.at DESC, c.id DESC`,
  );

const section = jsonObject('SELECT s.id, s.slug, s.name, s.path FROM sections s WHERE s.id = p.section_id');

const article = (id: string, from: string) =>
  jsonObject(
    `SELECT ${id} AS id, p.slug, p.headline, ${rfc3339('p.published_at')} AS "publishedAt", ${section} AS section FROM ${from}`,
  );

/** Properties of a public correction `c`, each with the expression that makes it. */
export const publicColumns = {
  id: 'c.id',
  kind: 'c.kind',
  note: 'c.note',
  at: rfc3339('c.at'),
  article: article('p.article_id', 'publications p WHERE p.article_id = c.article_id'),
  version: 'c.version',
  updatedAt: rfc3339('c.updated_at'),
};

/** The story of a correction on the desk. */
export const deskArticle = article('p.id', 'articles p WHERE p.id = c.article_id');
