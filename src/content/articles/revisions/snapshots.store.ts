import { type Columns, Prisma } from '../../../platform/db/index.js';
import { type ArticleCopy, articleColumns, draftCopy, type Include } from '../columns.store.js';
import { contentColumns } from '../content.js';
import type { ArticleReadRequest } from '../query.schemas.js';

/** Whom a snapshot names, as rows like those of `article_people`: who has turned out to be another is that other one. */
const people = `(SELECT p.id AS article_id, n.place AS position, coalesce(k.merged_into, k.id) AS person_id,
    n.person->>'relation' AS relation, n.person->>'titleAsPrinted' AS title_as_printed
  FROM jsonb_array_elements(p.people) WITH ORDINALITY AS n (person, place) JOIN people k ON k.id = (n.person->>'personId')::uuid)`;

/** A revision as the desk sees it: what it names is shown as it is now. */
export const revisionCopy: ArticleCopy = { ...draftCopy, table: 'archive p', people, mentions: `'[]'::json` };

/** A revision as a preview shows it: with the drafts that it leads to, and nothing of what was thrown away or is under embargo. */
const previewCopy: ArticleCopy = {
  ...revisionCopy,
  table: 'preview p',
  relatedSource: `articles r WHERE r.id = wanted.id AND r.status NOT IN ('trashed', 'killed')
    AND (r.embargoed_until IS NULL OR r.embargoed_until <= now())`,
};

/** The properties of a story in a preview. */
export const previewColumns = (include: readonly Include[], bodyFormat: ArticleReadRequest['bodyFormat']): Columns =>
  articleColumns(previewCopy, include, bodyFormat);

/** Makes a row `p`, like one of the desk, of an article `a` and its revision `r`. @param publishedAt, firstPublishedAt expressions */
const buildSnapshotSql = (publishedAt: string, firstPublishedAt: string) =>
  Prisma.raw(`CROSS JOIN LATERAL (
    SELECT a.id, ${contentColumns.map(({ name, column }) => `s."${name}" AS ${column}`).join(', ')}, s.people, s."externalIds" AS external_ids,
      a.version, ${publishedAt} AS published_at, ${firstPublishedAt} AS first_published_at, r.created_at AS updated_at
    FROM jsonb_to_record(r.snapshot) AS s (${contentColumns.map(({ name, type }) => `"${name}" ${type === 'json' ? 'jsonb' : type}`).join(', ')},
      people jsonb, "externalIds" jsonb)
  ) p`);

export const snapshotSql = buildSnapshotSql('a.published_at', 'a.first_published_at');

/** The same, as if what was never published were published now: a front end shows it as it will be. */
export const previewSnapshotSql = buildSnapshotSql(
  'coalesce(a.published_at, now())',
  'coalesce(a.first_published_at, a.published_at, now())',
);
