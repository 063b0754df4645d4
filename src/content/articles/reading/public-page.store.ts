import { Prisma } from '../../../platform/db/index.js';
import { chooseOrder, type Keyset, keyset, type Order, positionOf } from '../../../platform/paging/index.js';
import { personIdByRef } from '../../people/index.js';
import { isId } from '../../slugs/index.js';
import { type ArticleCopy, publicationCopy } from '../columns.store.js';
import type { Relation } from '../field.schemas.js';
import type { ArticleListRequest } from '../query.schemas.js';
import { readTags } from '../rules.js';
import { matchesSearch, searchedTable, searchRank } from './search.store.js';

/** The parameters of a list, its order, and the relation in a list of the articles of one person. */
export type ListQuery = Omit<ArticleListRequest, 'sort'> & { sort: string; relation?: Relation | undefined };

/**
 * The number of matches, the newest first, that a search ranks. Ranking every article with a common word would take
 * seconds.
 */
export const maxRankedMatches = 1_000;

const publishedAtColumn = Prisma.sql`p.published_at`;

export const sectionId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT section_id FROM section_slugs WHERE slug = ${ref})`;

/**
 * Returns the conditions on the columns of the article itself. The type is a literal instead of a parameter, so that
 * the planner can estimate how many articles have it.
 */
export function sharedConditions(query: ListQuery, copy: ArticleCopy): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  if (query.lang !== undefined) parts.push(Prisma.sql`p.lang = ${query.lang}`);
  if (query.type !== undefined) parts.push(Prisma.raw(`p.type = '${query.type}'`));
  if (query.ids !== undefined) parts.push(Prisma.sql`${Prisma.raw(copy.id)} = ANY (${query.ids}::uuid[])`);
  if (query['publishedAt[gte]'] !== undefined)
    parts.push(Prisma.sql`${publishedAtColumn} >= ${query['publishedAt[gte]']}`);
  if (query['publishedAt[lt]'] !== undefined)
    parts.push(Prisma.sql`${publishedAtColumn} < ${query['publishedAt[lt]']}`);
  if (query['updatedAt[gte]'] !== undefined) parts.push(Prisma.sql`p.updated_at >= ${query['updatedAt[gte]']}`);
  if (query['updatedAt[lt]'] !== undefined) parts.push(Prisma.sql`p.updated_at < ${query['updatedAt[lt]']}`);
  if (query.q !== undefined) parts.push(matchesSearch(query.q, query.lang));
  return parts;
}

/** A table that lists publications, and the condition that selects one range of its index, newest first. */
type Facet = { table: Prisma.Sql; where: (row: Prisma.Sql) => Prisma.Sql };

const tagFacet = (tag: string): Facet => ({
  table: Prisma.sql`publication_tags`,
  where: (row) => Prisma.sql`${row}.tag = ${tag}`,
});

function personFacet(person: string, relation: Relation | undefined): Facet {
  const id = personIdByRef(person);
  return {
    table: Prisma.sql`publication_people`,
    // An article may name a person twice: `listed` is true on one of the rows.
    where: (row) =>
      Prisma.sql`${row}.person_id = ${id} AND ${relation === undefined ? Prisma.sql`${row}.listed` : Prisma.sql`${row}.relation = ${relation}`}`,
  };
}

/**
 * Returns the facets of a list in groups. An article must match one facet of each group. The groups with the fewest
 * facets come first.
 */
function facets(query: ListQuery): Facet[][] {
  const facetGroups: Facet[][] = [];
  if (query.author !== undefined) facetGroups.push([personFacet(query.author, 'author')]);
  if (query.person !== undefined) facetGroups.push([personFacet(query.person, query.relation)]);
  for (const condition of query.tag === undefined ? [] : readTags(query.tag)) {
    if ('anyOf' in condition) facetGroups.push([...new Set(condition.anyOf)].map(tagFacet));
  }
  if (query.section !== undefined) {
    const id = sectionId(query.section);
    facetGroups.push([
      { table: Prisma.sql`publication_sections`, where: (row) => Prisma.sql`${row}.section_id = ${id}` },
    ]);
  }
  return facetGroups.sort((a, b) => a.length - b.length);
}

const excludedTagFacets = (query: ListQuery) =>
  (query.tag === undefined ? [] : readTags(query.tag)).flatMap((tag) => ('not' in tag ? [tagFacet(tag.not)] : []));

export const allOf = (conditions: Prisma.Sql[]) =>
  conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND ');

const facetAlias = Prisma.sql`f`;
const probeAlias = Prisma.sql`l`;

/** Returns the condition that a facet lists the article with this id. `end` may be a fence against a join. */
const listedIn = ({ table, where }: Facet, id: Prisma.Sql, end = Prisma.empty) =>
  Prisma.sql`EXISTS (SELECT FROM ${table} l WHERE l.article_id = ${id} AND ${where(probeAlias)}${end})`;

const listedInAny = (facet: Facet[], id: Prisma.Sql, end = Prisma.empty) =>
  Prisma.sql`(${Prisma.join(
    facet.map((one) => listedIn(one, id, end)),
    ' OR ',
  )})`;

/** Returns all conditions of a public list as conditions on the publication `p`. */
export const publicConditions = (query: ListQuery) =>
  allOf([
    ...facets(query).map((facet) => listedInAny(facet, Prisma.sql`p.article_id`)),
    ...excludedTagFacets(query).map((tag) => Prisma.sql`NOT ${listedIn(tag, Prisma.sql`p.article_id`)}`),
    ...sharedConditions(query, publicationCopy),
  ]);

/**
 * Returns the statement for the rows of a page: `p.*`, `id` and `key`, in the order of the list. It selects one row
 * more than the page shows.
 */
export function publicPage(query: ListQuery): { rows: Prisma.Sql; keys: Keyset } {
  const [drivingFacets, ...others] = facets(query);
  const byPublication = /^-?publishedAt$/.test(query.sort);
  const isFacetDriven = drivingFacets !== undefined && byPublication;
  const order = chooseOrder(query.sort, orders(publicationCopy, isFacetDriven));
  const keys = keyset('articles.public', order, query);
  const end = Prisma.sql`ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`;
  const selectClause = Prisma.sql`SELECT p.*, p.article_id AS id, ${positionOf(order)} AS key`;
  const table = searchedTable('publications', query.q);
  if (query.sort === '-relevance') {
    const candidates = Prisma.sql`(SELECT p.* FROM ${table} WHERE ${publicConditions(query)}
      ORDER BY p.published_at DESC, p.article_id DESC LIMIT ${Prisma.raw(String(maxRankedMatches))}) p`;
    return { rows: Prisma.sql`${selectClause} FROM ${candidates} WHERE ${keys.where} ${end}`, keys };
  }
  if (!isFacetDriven) {
    return {
      rows: Prisma.sql`${selectClause} FROM ${table} WHERE ${publicConditions(query)} AND ${keys.where} ${end}`,
      keys,
    };
  }
  const ranges = drivingFacets.map((facet) => Prisma.sql`(${facetRange(facet, others, query, keys, end)})`);
  return {
    rows: Prisma.sql`${selectClause} FROM (${Prisma.join(ranges, ' UNION ')}) f JOIN ${table} ON p.article_id = f.article_id ${end}`,
    keys,
  };
}

// Without this, the planner collects and sorts all matches instead of reading the index until the page is full.
const optimizerFence = Prisma.sql` OFFSET 0`;

/** Selects a page along the index of one facet. All other conditions are checked article by article. */
function facetRange(facet: Facet, others: Facet[][], query: ListQuery, keys: Keyset, end: Prisma.Sql): Prisma.Sql {
  const id = Prisma.sql`f.article_id`;
  const { 'publishedAt[gte]': from, 'publishedAt[lt]': to, ...rest } = query;
  const articleConditions = sharedConditions(rest, publicationCopy);
  const conditions = [
    facet.where(facetAlias),
    ...(from === undefined ? [] : [Prisma.sql`f.published_at >= ${from}`]),
    ...(to === undefined ? [] : [Prisma.sql`f.published_at < ${to}`]),
    ...others.map((other) => listedInAny(other, id, optimizerFence)),
    ...excludedTagFacets(query).map((tag) => Prisma.sql`NOT ${listedIn(tag, id, optimizerFence)}`),
    ...(articleConditions.length === 0
      ? []
      : [
          Prisma.sql`EXISTS (SELECT FROM publications p WHERE p.article_id = f.article_id AND ${allOf(articleConditions)}${optimizerFence})`,
        ]),
  ];
  return Prisma.sql`SELECT f.article_id, f.published_at FROM ${facet.table} f WHERE ${allOf(conditions)} AND ${keys.where} ${end}`;
}

export function orders(
  copy: ArticleCopy,
  isFacetDriven: boolean,
): Record<string, Omit<Order, 'name' | 'isDescending'>> {
  const id = isFacetDriven ? Prisma.sql`f.article_id` : Prisma.raw(copy.id);
  const time = (column: Prisma.Sql) => ({ column, id, type: 'timestamptz' }) as const;
  return {
    publishedAt: time(isFacetDriven ? Prisma.sql`f.published_at` : publishedAtColumn),
    firstPublishedAt: time(Prisma.sql`p.first_published_at`),
    updatedAt: time(Prisma.sql`p.updated_at`),
    createdAt: time(Prisma.sql`p.created_at`),
    scheduledFor: time(Prisma.sql`p.scheduled_for`),
    relevance: { column: searchRank, id, type: 'float8' },
  };
}
