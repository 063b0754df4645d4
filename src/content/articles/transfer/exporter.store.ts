import { z } from 'zod';
import {
  type Columns,
  columnsOf,
  jsonArray,
  jsonObject,
  Prisma,
  type Session,
  select,
} from '../../../platform/db/index.js';
import { type ArticleCopy, articleColumns, draftCopy, publicationCopy } from '../columns.store.js';
import { sectionId } from '../reading/public-page.store.js';
import { hasShownStatus, shownStatusSql } from '../review/state.store.js';
import { Article, DeskArticle, type Status } from '../schemas.js';

/** The number of articles per statement. A body may have a million characters. */
const batchSize = 200;

/** An article with its external ids, as exports need it. */
const { status, externalIds: ids } = DeskArticle.shape;
const text = z.string().nullable();
const ExportedArticle = Article.omit({ mentions: true }).extend({
  status,
  externalIds: ids,
  /** Its section and the sections above it, the top first. */
  sections: z.array(z.object({ slug: z.string(), name: z.string() })),
  /** Its related articles, published or not. */
  relatedStories: z.array(z.object({ id: z.string(), slug: z.string(), externalIds: ids })),
  /** The asset of its lead image, also while it is withheld, and the texts that replace those of the asset. */
  leadAsset: z.object({ id: z.uuid(), texts: z.object({ alt: text, caption: text, credit: text }) }).nullable(),
  /** Its body as it is stored, if it shows assets. */
  storedBody: text,
  /** The checksums of the files of its assets, by the ids of the assets. Null if it shows none. */
  assetChecksums: z.record(z.string(), z.string()).nullable(),
  /** All people under whom it is listed. Only for published articles. */
  named: z
    .array(Article.shape.people.element.extend({ wikidataId: z.string().nullable(), sameAs: z.array(z.string()) }))
    .optional(),
});
export type ExportedArticle = z.infer<typeof ExportedArticle>;

export type ExportOptions = {
  status: Status;
  section?: string | undefined;
  changedSince?: Date | undefined;
  /** Articles whose embargo ends later are left out. Undefined includes them. */
  embargoEndsBy?: Date | undefined;
};
type ExportPosition = Pick<ExportedArticle, 'updatedAt' | 'id'>;

const externalIds = (article: string) =>
  jsonArray(`SELECT e.source, e.external_id AS id FROM article_external_ids e WHERE e.article_id = ${article}
    ORDER BY e.source, e.external_id`);

/** The columns that an import needs in addition. Related articles have any state: another file may contain them. */
const exportColumns = (copy: ArticleCopy, status: string) => ({
  status,
  externalIds: externalIds(copy.id),
  sections: jsonArray(`SELECT above.slug, above.name FROM sections s JOIN sections above ON above.id = ANY (s.lineage)
    WHERE s.id = p.section_id ORDER BY cardinality(above.lineage)`),
  leadAsset: jsonObject(`SELECT p.lead_asset_id AS id, json_build_object('alt', p.lead_image->>'alt',
      'caption', p.lead_image->>'caption', 'credit', p.lead_image->>'credit') AS texts
    WHERE p.lead_asset_id IS NOT NULL`),
  storedBody: 'CASE WHEN p.body_assets IS NOT NULL THEN p.body END',
  assetChecksums: `CASE WHEN p.lead_asset_id IS NOT NULL OR p.body_assets IS NOT NULL THEN
    (SELECT json_object_agg(a.id, a.checksum ORDER BY a.id) FROM assets a
      WHERE a.id = p.lead_asset_id OR a.id = ANY (p.body_assets)) END`,
  relatedStories: jsonArray(`SELECT r.id, r.slug, ${externalIds('r.id')} AS "externalIds"
    FROM unnest(p.related) WITH ORDINALITY AS wanted (id, place) JOIN articles r ON r.id = wanted.id ORDER BY wanted.place`),
});

/** Exports show the bodies of drafts with all assets, like their lead images. */
const exportedDraft: ArticleCopy = { ...draftCopy, bodyView: 'desk' };

const columnsFor = (mediaUrl: string): Readonly<Record<'live' | 'others', Columns>> => ({
  live: {
    ...articleColumns(publicationCopy, { include: ['named'], mediaUrl }),
    ...columnsOf(exportColumns(publicationCopy, "'published'")),
  },
  others: {
    ...articleColumns(exportedDraft, { mediaUrl }),
    ...columnsOf(exportColumns(draftCopy, shownStatusSql('p'))),
  },
});

function inSection(ref: string, copy: ArticleCopy): Prisma.Sql {
  return copy === publicationCopy
    ? Prisma.sql`EXISTS (SELECT FROM publication_sections l WHERE l.article_id = p.article_id AND l.section_id = ${sectionId(ref)})`
    : Prisma.sql`p.section_id IN (SELECT s.id FROM sections s WHERE ${sectionId(ref)} = ANY (s.lineage))`;
}

/** @param mediaUrl the address below which the renditions of assets are */
export function articleExportStore(database: Session, mediaUrl: string) {
  const columns = columnsFor(mediaUrl);
  return {
    /**
     * Returns the next articles after a position, the oldest change first: publications, or draft copies of other
     * states.
     */
    findNextBatch(
      { status, section, changedSince, embargoEndsBy }: ExportOptions,
      position: ExportPosition | undefined,
    ): Promise<ExportedArticle[]> {
      const isLive = status === 'published';
      const copy = isLive ? publicationCopy : draftCopy;
      const id = Prisma.raw(copy.id);
      const conditions = [
        ...(isLive ? [] : [hasShownStatus([status])]),
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
