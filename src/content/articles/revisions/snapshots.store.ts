import { type Columns, Prisma } from '../../../platform/db/index.js';
import { type ArticleCopy, articleColumns, type ColumnOptions, draftCopy } from '../columns.store.js';
import { contentColumns } from '../content.js';

/**
 * Selects the people of a snapshot as rows like those of `article_people`. A merged person is replaced by the other.
 */
const people = `(SELECT p.id AS article_id, n.place AS position, coalesce(k.merged_into, k.id) AS person_id,
    n.person->>'relation' AS relation, n.person->>'titleAsPrinted' AS title_as_printed
  FROM jsonb_array_elements(p.people) WITH ORDINALITY AS n (person, place) JOIN people k ON k.id = (n.person->>'personId')::uuid)`;

/** A revision as the desk sees it. Section, people and related articles are shown as they are now. */
export const revisionCopy: ArticleCopy = { ...draftCopy, table: 'archive p', people, mentions: `'[]'::json` };

/** A revision in a preview. Related drafts are shown, but no article that is trashed, killed or under embargo. */
const previewCopy: ArticleCopy = {
  ...revisionCopy,
  table: 'preview p',
  imageView: 'preview',
  bodyView: 'preview',
  relatedSource: `articles r WHERE r.id = wanted.id AND r.status NOT IN ('trashed', 'killed')
    AND (r.embargoed_until IS NULL OR r.embargoed_until <= now())`,
};

/** Returns the properties of an article in a preview. */
export const previewColumns = (options: ColumnOptions): Columns => articleColumns(previewCopy, options);

/**
 * Returns a join that adds a row `p`, like a draft copy, made from an article `a` and its revision `r`.
 *
 * @param publishedAt SQL expression
 * @param firstPublishedAt SQL expression
 */
const buildSnapshotSql = (publishedAt: string, firstPublishedAt: string) =>
  Prisma.raw(`CROSS JOIN LATERAL (
    SELECT a.id, ${contentColumns.map(({ name, column }) => `s."${name}" AS ${column}`).join(', ')}, s.people, s."externalIds" AS external_ids,
      (s."leadImage"->>'asset')::uuid AS lead_asset_id, public.assets_in_body(s.body) AS body_assets, a.version, ${publishedAt} AS published_at, ${firstPublishedAt} AS first_published_at, r.created_at AS updated_at
    FROM jsonb_to_record(r.snapshot) AS s (${contentColumns.map(({ name, type }) => `"${name}" ${type === 'json' ? 'jsonb' : type}`).join(', ')},
      people jsonb, "externalIds" jsonb)
  ) p`);

export const snapshotSql = buildSnapshotSql('a.published_at', 'a.first_published_at');

/**
 * Like `snapshotSql`, but an article that was never published is published now, so that a preview looks like the page.
 */
export const previewSnapshotSql = buildSnapshotSql(
  'coalesce(a.published_at, now())',
  'coalesce(a.first_published_at, a.published_at, now())',
);
