import { Prisma } from '../../../platform/db/index.js';

/**
 * Returns the condition that the scheduled revision of an article has a slug.
 *
 * @param article SQL expression of the id of the article
 * @param slug SQL expression
 */
export const isPlannedSlug = (article: Prisma.Sql, slug: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM articles planned JOIN revisions r ON r.article_id = planned.id AND r.number = planned.scheduled_revision
  WHERE planned.id = ${article} AND r.snapshot->>'slug' = ${slug})`;

/**
 * Returns the statement that releases the slugs of scheduled revisions when their plan ends. A slug is kept if the
 * draft copy has it or readers have used it.
 *
 * @param which condition on the articles `a`
 */
export const freePlannedSlugs = (which: Prisma.Sql): Prisma.Sql => Prisma.sql`
  DELETE FROM article_slugs s USING articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.scheduled_revision
  WHERE ${which} AND a.scheduled_revision <> a.revision AND s.article_id = a.id AND s.slug = r.snapshot->>'slug' AND s.slug <> a.slug
    AND NOT EXISTS (SELECT FROM publications p WHERE p.article_id = a.id AND p.slug = s.slug)
    AND NOT EXISTS (SELECT FROM publication_slugs p WHERE p.article_id = a.id AND p.slug = s.slug)`;
