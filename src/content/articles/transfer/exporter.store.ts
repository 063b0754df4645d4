import { z } from 'zod';
import { type Columns, columnsOf, jsonArray, Prisma, type Session, select } from '../../../platform/db/index.js';
import { type ArticleCopy, articleColumns, draftCopy, publicationCopy } from '../columns.store.js';
import { sectionId } from '../reading/public-page.store.js';
import { Article, DeskArticle, type Status } from '../schemas.js';

/** Stories that are read at once: a body may have a million characters. */
const batchSize = 200;

/** A story on its way out, with what names it elsewhere. */
const { status, externalIds: ids } = DeskArticle.shape;
const ExportedArticle = Article.omit({ mentions: true }).extend({
  status,
  externalIds: ids,
  /** Its section and those above, the top first. */
  sections: z.array(z.object({ slug: z.string(), name: z.string() })),
  /** Those to which it is related, live or not. */
  relatedStories: z.array(z.object({ id: z.string(), slug: z.string(), externalIds: ids })),
  /** Everybody under whom it is listed: of published stories alone. */
  named: z
    .array(Article.shape.people.element.extend({ wikidataId: z.string().nullable(), sameAs: z.array(z.string()) }))
    .optional(),
});
export type ExportedArticle = z.infer<typeof ExportedArticle>;

export type ExportOptions = {
  status: Status;
  section?: string | undefined;
  changedSince?: Date | undefined;
  /** Stories whose embargo ends later stay here; undefined for whoever may have them. */
  embargoEndsBy?: Date | undefined;
};
type ExportPosition = Pick<ExportedArticle, 'updatedAt' | 'id'>;

const externalIds = (article: string) =>
  jsonArray(`SELECT e.source, e.external_id AS id FROM article_external_ids e WHERE e.article_id = ${article}
    ORDER BY e.source, e.external_id`);

/** What a story is made of again elsewhere. Related stories are there whatever their state: they may follow in another file. */
const exportColumns = (copy: ArticleCopy, status: string) => ({
  status,
  externalIds: externalIds(copy.id),
  sections: jsonArray(`SELECT above.slug, above.name FROM sections s JOIN sections above ON above.id = ANY (s.lineage)
    WHERE s.id = p.section_id ORDER BY cardinality(above.lineage)`),
  relatedStories: jsonArray(`SELECT r.id, r.slug, ${externalIds('r.id')} AS "externalIds"
    FROM unnest(p.related) WITH ORDINALITY AS wanted (id, place) JOIN articles r ON r.id = wanted.id ORDER BY wanted.place`),
});

const columns: Readonly<Record<'live' | 'others', Columns>> = {
  live: {
    ...articleColumns(publicationCopy, ['named'], 'html'),
    ...columnsOf(exportColumns(publicationCopy, "'published'")),
  },
  others: { ...articleColumns(draftCopy, [], 'html'), ...columnsOf(exportColumns(draftCopy, 'p.status')) },
};

function inSection(ref: string, copy: ArticleCopy): Prisma.Sql {
  return copy === publicationCopy
    ? Prisma.sql`EXISTS (SELECT FROM publication_sections l WHERE l.article_id = p.article_id AND l.section_id = ${sectionId(ref)})`
    : Prisma.sql`p.section_id IN (SELECT s.id FROM sections s WHERE ${sectionId(ref)} = ANY (s.lineage))`;
}

export function articleExportStore(database: Session) {
  return {
    /** The next stories after a position, the change furthest back first: of the published ones what readers see, of others the working copy. */
    findNextBatch(
      { status, section, changedSince, embargoEndsBy }: ExportOptions,
      position: ExportPosition | undefined,
    ): Promise<ExportedArticle[]> {
      const isLive = status === 'published';
      const copy = isLive ? publicationCopy : draftCopy;
      const id = Prisma.raw(copy.id);
      const conditions = [
        ...(isLive ? [] : [Prisma.sql`p.status = ${status}`]),
        ...(isLive || embargoEndsBy === undefined
          ? []
          : [Prisma.sql`(p.embargoed_until IS NULL OR p.embargoed_until <= ${embargoEndsBy})`]),
        ...(section === undefined ? [] : [inSection(section, copy)]),
        ...(changedSince === undefined ? [] : [Prisma.sql`p.updated_at >= ${changedSince}`]),
        ...(position === undefined
          ? []
          : [Prisma.sql`(p.updated_at, ${id}) > (${position.updatedAt}::timestamptz, ${position.id}::uuid)`]),
      ];
      const where = conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND ');
      return database.run(
        Prisma.sql`
        SELECT ${select(columns[isLive ? 'live' : 'others'])}
        FROM (SELECT p.* FROM ${Prisma.raw(copy.table)} WHERE ${where} ORDER BY p.updated_at, ${id} LIMIT ${batchSize}) p
        ORDER BY p.updated_at, ${id}`,
        ExportedArticle,
      );
    },
  };
}
