import { type Columns, columnsOf, jsonArray, jsonObject, Prisma, rfc3339 } from '../../platform/db/index.js';
import { columnOf } from '../../platform/fields/index.js';
import { bodySql, type ImageView, imageSql } from '../assets/index.js';
import { deskCorrections, publicCorrections } from '../corrections/index.js';
import { lockOf } from '../locks/index.js';
import { deskMentions, deskPeopleInBody, publicMentions, publicPeopleInBody, roleOf } from '../mentions/index.js';
import { dayOf, roleOn } from '../people/index.js';
import { type NamesAt, namesAt, type StoredName } from './content.js';
import type { ArticleReadRequest } from './query.schemas.js';
import { assigneeSql, reviewSql, shownStatusSql } from './review/state.store.js';

/** The SQL that differs between the draft copy and the publication. All other columns have the same names in both. */
export type ArticleCopy = {
  id: string;
  table: string;
  people: string;
  /** The office of the person in a row `l` of people: stored in publications, looked up for draft copies. */
  role: string;
  relatedSource: string;
  mentions: string;
  peopleInBody: string;
  corrections: string;
  /** Who reads the copy, and so sees which assets. */
  imageView: ImageView;
  /** Who reads the body. Editors get it as it is stored, with references to assets. */
  bodyView: ImageView | 'stored';
};

export const publicationCopy: ArticleCopy = {
  id: 'p.article_id',
  table: 'publications p',
  people: 'publication_people',
  role: roleOf('l'),
  mentions: publicMentions('p.article_id'),
  peopleInBody: publicPeopleInBody('p.article_id'),
  corrections: publicCorrections('p.article_id'),
  relatedSource: 'publications r WHERE r.article_id = wanted.id',
  imageView: 'public',
  bodyView: 'public',
};

export const draftCopy: ArticleCopy = {
  id: 'p.id',
  table: 'articles p',
  people: 'article_people',
  role: roleOn('l.person_id', dayOf('coalesce(p.published_at, now())')),
  mentions: deskMentions('p.id'),
  peopleInBody: deskPeopleInBody('p.id'),
  corrections: deskCorrections('p.id'),
  relatedSource: 'articles r WHERE r.id = wanted.id',
  imageView: 'desk',
  bodyView: 'stored',
};

/**
 * The optional parts of an article. `named` exists only for publications: the people under whom the article is listed,
 * with their ids in other registers. `peopleInBody` is for the reader, which marks these places in the body.
 */
export type Include = 'section' | 'people' | 'related' | 'body' | 'mentions' | 'corrections' | 'named' | 'peopleInBody';

const section = (isFull: boolean) =>
  jsonObject(
    `SELECT s.id, s.slug, s.name, s.path${isFull ? ', s.description, s.parent_id AS "parentId"' : ''} FROM sections s WHERE s.id = p.section_id`,
  );

const authors = ({ id, people }: ArticleCopy) =>
  jsonArray(`SELECT n.id, n.slug, n.name FROM ${people} l JOIN people n ON n.id = l.person_id
    WHERE l.article_id = ${id} AND l.relation = 'author' ORDER BY l.position`);

const people = (copy: ArticleCopy) =>
  jsonArray(`SELECT n.id, n.slug, n.name, l.relation, l.title_as_printed AS "titleAsPrinted", ${copy.role} AS role
    FROM ${copy.people} l JOIN people n ON n.id = l.person_id
    WHERE l.article_id = ${copy.id} ${copy === publicationCopy ? 'AND NOT l.found' : ''} ORDER BY l.position`);

/**
 * All people under whom a publication is listed. A person that the linker added has the office of their first mention
 * with an office.
 */
const listedPeople = jsonArray(`SELECT n.id, n.slug, n.name, l.relation, l.title_as_printed AS "titleAsPrinted",
    coalesce(${roleOf('l')}, (SELECT ${roleOf('m')} FROM publication_mentions m
      WHERE m.article_id = l.article_id AND m.person_id = l.person_id AND m.role_title IS NOT NULL ORDER BY m.position LIMIT 1)) AS role,
    n.wikidata_id AS "wikidataId", n.same_as AS "sameAs"
  FROM publication_people l JOIN people n ON n.id = l.person_id WHERE l.article_id = p.article_id ORDER BY l.position`);

const relatedArticles = ({ relatedSource }: ArticleCopy) =>
  `CASE WHEN cardinality(p.related) > 0 THEN ${jsonArray(`SELECT wanted.id, found.slug, found.headline
    FROM unnest(p.related) WITH ORDINALITY AS wanted (id, place)
    CROSS JOIN LATERAL (SELECT r.slug, r.headline FROM ${relatedSource}) AS found ORDER BY wanted.place`)} ELSE '[]' END`;

const commentCount = ({ id }: ArticleCopy) =>
  `coalesce((SELECT c.approved FROM comment_counts c WHERE c.article_id = ${id}), 0)`;

type FieldName = NamesAt<'card' | 'article'>;

const leadAsset = 'CASE WHEN p.lead_asset_id IS NOT NULL THEN ARRAY[p.lead_asset_id] END';

/** Returns the assets on which an article `p` depends, also while they are withheld. */
export const assetsSql = (withBody: boolean): string => (withBody ? `p.body_assets || ${leadAsset}` : leadAsset);

/** What the columns of an article depend on besides its copy. */
export type ColumnOptions = {
  include?: readonly Include[];
  bodyFormat?: ArticleReadRequest['bodyFormat'];
  /** The address below which the renditions of assets are. */
  mediaUrl: string;
};

const bodyOf = ({ bodyView }: ArticleCopy, mediaUrl: string): string =>
  bodyView === 'stored'
    ? 'p.body'
    : bodySql({ body: 'p.body', assets: 'p.body_assets', lang: 'p.lang' }, bodyView, mediaUrl);

/** Returns the SQL expressions of the fields that are not simple columns. */
const expressions = (
  copy: ArticleCopy,
  { include = [], bodyFormat = 'html', mediaUrl }: ColumnOptions,
): Readonly<Record<Exclude<FieldName, StoredName | 'mentions'> | 'leadImage', string>> => ({
  id: copy.id,
  leadImage: imageSql({ image: 'p.lead_image', id: 'p.lead_asset_id', lang: 'p.lang' }, copy.imageView, mediaUrl),
  slug: 'p.slug',
  tags: 'p.tags',
  tagSlugs: 'p.tag_slugs',
  section: section(include.includes('section')),
  authors: authors(copy),
  publishedAt: rfc3339('p.published_at'),
  firstPublishedAt: rfc3339('p.first_published_at'),
  updatedAt: rfc3339('p.updated_at'),
  commentCount: commentCount(copy),
  body: bodyFormat === 'text' ? 'p.body_text' : bodyOf(copy, mediaUrl),
  bodyFormat: `'${bodyFormat}'`,
  people: people(copy),
  related: relatedArticles(copy),
  comments: jsonObject(`SELECT p.comments_open AS open, ${commentCount(copy)} AS count`),
  corrections: copy.corrections,
  version: 'p.version',
});

/** Returns the SQL expressions of these fields by name, in the same order. `mentions` is left out. */
function selectExpressions(
  names: readonly FieldName[],
  expressionByName: Readonly<Record<string, string>>,
): Record<string, string> {
  const fieldNames = names.filter((name) => name !== 'mentions');
  return Object.fromEntries(fieldNames.map((name) => [name, expressionByName[name] ?? `p.${columnOf(name)}`]));
}

const columnsByKey = new Map<string, Columns>();

function memoizeColumns(key: string, make: () => Record<string, string>): Columns {
  const cachedColumns = columnsByKey.get(key);
  if (cachedColumns !== undefined) return cachedColumns;
  const columns = columnsOf(make());
  columnsByKey.set(key, columns);
  return columns;
}

/** Returns the columns of an article card. */
export function cardColumns(copy: ArticleCopy, options: ColumnOptions): Columns {
  const includeSet = new Set(options.include);
  return memoizeColumns(`${copy.table} ${copy.bodyView} ${[...includeSet].sort()} ${options.mediaUrl}`, () => ({
    ...selectExpressions(namesAt('card'), expressions(copy, options)),
    ...(includeSet.has('people') ? { people: people(copy) } : {}),
    ...(includeSet.has('related') ? { related: relatedArticles(copy) } : {}),
    ...(includeSet.has('body') ? { body: bodyOf(copy, options.mediaUrl) } : {}),
    ...(includeSet.has('mentions') ? { mentions: copy.mentions } : {}),
    ...(includeSet.has('corrections') ? { corrections: copy.corrections } : {}),
  }));
}

/** Returns the columns of a whole article. For Markdown, the body is HTML that the caller converts. */
export function articleColumns(copy: ArticleCopy, options: ColumnOptions): Columns {
  const includeSet = new Set(options.include);
  const key = `${copy.table} ${copy.bodyView} whole ${[...includeSet].sort()} ${options.bodyFormat} ${options.mediaUrl}`;
  return memoizeColumns(key, () => ({
    ...selectExpressions(namesAt('card', 'article'), expressions(copy, options)),
    ...(includeSet.has('mentions') ? { mentions: copy.mentions } : {}),
    ...(includeSet.has('named') ? { named: listedPeople } : {}),
    ...(includeSet.has('peopleInBody') ? { peopleInBody: copy.peopleInBody } : {}),
  }));
}

/** The columns that only the desk view has. */
export const deskColumns = Prisma.raw(`${shownStatusSql('p')} AS status, p.version, p.revision,
  (p.published_revision IS NOT NULL AND p.published_revision <> p.revision) AS "hasUnpublishedChanges",
  ${rfc3339('p.created_at')} AS "createdAt", ${rfc3339('p.scheduled_for')} AS "scheduledFor", p.scheduled_revision AS "scheduledRevision",
  ${rfc3339('p.unpublish_at')} AS "unpublishAt",
  ${rfc3339('p.embargoed_until')} AS "embargoedUntil",
  (SELECT ${rfc3339('r.updated_at')} FROM publications r WHERE r.article_id = p.id) AS "publicUpdatedAt",
  ${jsonObject(`SELECT ${rfc3339('p.killed_at')} AS at, p.kill_reason AS reason, p.kill_note AS note WHERE p.killed_at IS NOT NULL`)} AS killed,
  ${reviewSql} AS review, ${assigneeSql} AS assignee,
  ${jsonArray(`SELECT e.source, e.external_id AS id FROM article_external_ids e WHERE e.article_id = p.id ORDER BY e.source, e.external_id`)} AS "externalIds"`);

/** The column with the lock of an article, which only single draft copies have. */
export const lockColumn = Prisma.raw(`${lockOf('p.id')} AS lock`);
