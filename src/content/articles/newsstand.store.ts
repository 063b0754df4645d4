import type { Transaction } from '../../platform/db/index.js';
import { Prisma } from '../../platform/db/index.js';
import type { SectionArticles } from '../sections/index.js';
import { isId } from '../slugs/index.js';

/** Lists a publication under its section and those above it. */
const listUnderSections = (tx: Transaction, which: Prisma.Sql) => tx.$executeRaw`
  INSERT INTO publication_sections (section_id, article_id, published_at)
  SELECT above.id, p.article_id, p.published_at
  FROM publications p JOIN sections s ON s.id = p.section_id CROSS JOIN LATERAL unnest(s.lineage) AS above (id)
  WHERE ${which}`;

/** The newsstand: what the public reads is written here, and nowhere else. */
export const newsstandStore = {
  /** Copies the working copy to the newsstand, in place of what was there. */
  async put(tx: Transaction, articleId: string): Promise<void> {
    const id = Prisma.sql`${articleId}::uuid`;
    await tx.$executeRaw`
      INSERT INTO publication_slugs (slug, article_id)
      SELECT p.slug, p.article_id FROM publications p JOIN articles a ON a.id = p.article_id
      WHERE p.article_id = ${id} AND p.slug <> a.slug
      ON CONFLICT (slug) DO NOTHING`;
    await tx.$executeRaw`
      WITH gone AS (DELETE FROM publications WHERE article_id = ${id})
      DELETE FROM publication_slugs WHERE slug = (SELECT slug FROM articles WHERE id = ${id})`;
    await tx.$executeRaw`
      INSERT INTO publications (article_id, slug, version, revision, type, headline, standfirst, body, body_text, lang, dateline,
        section_id, tags, lead_image, seo, sources, related, comments_open, published_at, first_published_at, updated_at)
      SELECT id, slug, version, revision, type, headline, standfirst, body, body_text, lang, dateline,
        section_id, tags, lead_image, seo, sources, related, comments_open, published_at, first_published_at, updated_at
      FROM articles WHERE id = ${id}`;
    await listUnderSections(tx, Prisma.sql`p.article_id = ${id}`);
    await tx.$executeRaw`
      INSERT INTO publication_tags (tag, article_id, published_at)
      SELECT DISTINCT tag, p.article_id, p.published_at FROM publications p CROSS JOIN LATERAL unnest(p.tags) AS tag WHERE p.article_id = ${id}`;
    await tx.$executeRaw`
      INSERT INTO publication_people (article_id, position, person_id, relation, title_as_printed, listed, published_at)
      SELECT l.article_id, l.position, l.person_id, l.relation, l.title_as_printed,
        row_number() OVER (PARTITION BY l.person_id ORDER BY l.position) = 1, p.published_at
      FROM article_people l JOIN publications p ON p.article_id = l.article_id WHERE l.article_id = ${id}`;
  },

  /** Takes a story off the newsstand; its slug is remembered, for when it comes back under another. */
  async take(tx: Transaction, articleId: string): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO publication_slugs (slug, article_id) SELECT slug, article_id FROM publications WHERE article_id = ${articleId}::uuid
      ON CONFLICT (slug) DO NOTHING`;
    await tx.$executeRaw`DELETE FROM publications WHERE article_id = ${articleId}::uuid`;
  },

  /** What the public sees of a story, to put it back on the desk. */
  read: (tx: Transaction, articleId: string) =>
    tx.publication.findUnique({ where: { articleId }, include: { people: { orderBy: { position: 'asc' } } } }),

  /** Says that the newsstand shows this revision, where the copy is the same. */
  setRevision: (tx: Transaction, articleId: string, revision: number) =>
    tx.publication.update({ where: { articleId }, data: { revision } }),

  async findLive(tx: Transaction, ref: string): Promise<{ id: string; slug: string; commentsOpen: boolean } | null> {
    const which = isId(ref)
      ? Prisma.sql`p.article_id = ${ref}::uuid`
      : Prisma.sql`(p.slug = ${ref} OR p.article_id = (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;
    const rows = await tx.$queryRaw<{ id: string; slug: string; commentsOpen: boolean }[]>(
      Prisma.sql`SELECT p.article_id AS id, p.slug, p.comments_open AS "commentsOpen" FROM publications p WHERE ${which}`,
    );
    return rows[0] ?? null;
  },
};

/** What articles do for sections. */
export const sectionArticles: SectionArticles = {
  countIn: (tx, sectionId) => tx.article.count({ where: { sectionId } }),

  async moveAll(tx, from, to) {
    await tx.$executeRaw`UPDATE articles SET section_id = ${to}::uuid, version = version + 1, updated_at = now() WHERE section_id = ${from}::uuid`;
    await tx.$executeRaw`DELETE FROM publication_sections WHERE article_id IN (SELECT article_id FROM publications WHERE section_id = ${from}::uuid)`;
    const moved = await tx.$queryRaw<{ id: string }[]>`
      UPDATE publications SET section_id = ${to}::uuid WHERE section_id = ${from}::uuid RETURNING article_id AS id`;
    await listUnderSections(tx, Prisma.sql`p.article_id = ANY (${moved.map(({ id }) => id)}::uuid[])`);
  },

  async relist(tx, sectionIds) {
    await tx.$executeRaw`
      DELETE FROM publication_sections WHERE article_id IN (SELECT article_id FROM publications WHERE section_id = ANY (${sectionIds}::uuid[]))`;
    await listUnderSections(tx, Prisma.sql`p.section_id = ANY (${sectionIds}::uuid[])`);
  },
};
