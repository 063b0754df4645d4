import { sql } from 'kysely';
import { Prisma, type Transaction } from '../../../platform/db/index.js';
import type { SectionArticles } from '../../sections/index.js';

/** Lists publications under their section and the sections above it. */
export const listUnderSections = (tx: Transaction, which: Prisma.Sql) =>
  tx.run(Prisma.sql`
      INSERT INTO publication_sections (section_id, article_id, published_at)
      SELECT above.id, p.article_id, p.published_at
      FROM publications p JOIN sections s ON s.id = p.section_id CROSS JOIN LATERAL unnest(s.lineage) AS above (id)
      WHERE ${which}`);

/** Removes the publications of these sections from the lists of all sections. */
const deleteFromLists = ({ query }: Transaction, sectionIds: readonly string[]) =>
  query
    .deleteFrom('publicationSections')
    .where('articleId', 'in', (inside) =>
      inside
        .selectFrom('publications')
        .select('articleId')
        .where(sql<boolean>`section_id = ANY (${sectionIds}::uuid[])`),
    )
    .execute();

/** Joins the articles `planned` whose scheduled revision `kept` is in this section. */
const scheduledInSection = (sectionId: string) => Prisma.sql`articles planned JOIN revisions kept
  ON planned.scheduled_for IS NOT NULL AND kept.article_id = planned.id AND kept.number = planned.scheduled_revision
    AND kept.snapshot->>'sectionId' = ${sectionId}`;

/** Keeps articles up to date when sections are moved or deleted. */
export const sectionArticles: SectionArticles = {
  async countIn(tx, sectionId) {
    const { articles } = await tx.query
      .selectFrom((query) =>
        query
          .selectFrom('articles')
          .select('id')
          .where('sectionId', '=', sectionId)
          .union(query.selectFrom('publications').select('articleId as id').where('sectionId', '=', sectionId))
          .union(
            query
              .selectFrom('articles as planned')
              .innerJoin('revisions as kept', (join) =>
                join.onRef('kept.articleId', '=', 'planned.id').onRef('kept.number', '=', 'planned.scheduledRevision'),
              )
              .select('planned.id')
              .where('planned.scheduledFor', 'is not', null)
              .where(sql`kept.snapshot->>'sectionId'`, '=', sectionId),
          )
          .as('using'),
      )
      .select(({ fn }) => fn.countAll<string>().as('articles'))
      .executeTakeFirstOrThrow();
    return Number(articles);
  },

  async moveAll(tx, from, to) {
    // A scheduled revision moves as well: otherwise it would be published without a section.
    await tx.change(Prisma.sql`
      UPDATE revisions r SET snapshot = jsonb_set(r.snapshot, '{sectionId}', to_jsonb(${to}::text))
      FROM ${scheduledInSection(from)} WHERE r.article_id = planned.id AND r.number = planned.scheduled_revision`);
    await tx.query
      .updateTable('articles')
      .set(({ eb }) => ({ sectionId: to, version: eb('version', '+', 1), updatedAt: sql<Date>`now()` }))
      .where('sectionId', '=', from)
      .execute();
    await deleteFromLists(tx, [from]);
    const movedRows = await tx.query
      .updateTable('publications')
      .set({ sectionId: to })
      .where('sectionId', '=', from)
      .returning('articleId as id')
      .execute();
    await listUnderSections(tx, Prisma.sql`p.article_id = ANY (${movedRows.map(({ id }) => id)}::uuid[])`);
  },

  async relist(tx, sectionIds) {
    await deleteFromLists(tx, sectionIds);
    await listUnderSections(tx, Prisma.sql`p.section_id = ANY (${sectionIds}::uuid[])`);
  },
};
