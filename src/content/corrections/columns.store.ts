import { jsonArray, jsonObject, rfc3339 } from '../../platform/db/index.js';

const summaryColumns = `c.id, c.kind, c.note, ${rfc3339('c.at')} AS at`;

/** Returns the expression of the corrections of a published article, the latest first, as a JSON array. */
export const publicCorrections = (articleId: string): string =>
  jsonArray(
    `SELECT ${summaryColumns} FROM public_corrections c WHERE c.article_id = ${articleId} ORDER BY c.at DESC, c.id DESC`,
  );

/**
 * Returns the expression of the published corrections of an article in any state, the latest first, as a JSON array.
 */
export const deskCorrections = (articleId: string): string =>
  jsonArray(
    `SELECT ${summaryColumns} FROM corrections c WHERE c.article_id = ${articleId} AND c.at IS NOT NULL ORDER BY c.at DESC, c.id DESC`,
  );

const section = jsonObject('SELECT s.id, s.slug, s.name, s.path FROM sections s WHERE s.id = p.section_id');

const article = (id: string, from: string) =>
  jsonObject(
    `SELECT ${id} AS id, p.slug, p.headline, ${rfc3339('p.published_at')} AS "publishedAt", ${section} AS section FROM ${from}`,
  );

/** The properties of a public correction `c`, each with its SQL expression. */
export const publicColumns = {
  id: 'c.id',
  kind: 'c.kind',
  note: 'c.note',
  at: rfc3339('c.at'),
  article: article('p.article_id', 'publications p WHERE p.article_id = c.article_id'),
  version: 'c.version',
  updatedAt: rfc3339('c.updated_at'),
};

/** The SQL expression of the article of a correction, as the desk sees it. */
export const deskArticle = article('p.id', 'articles p WHERE p.id = c.article_id');
