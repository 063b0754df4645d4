import { type Database, Prisma } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Order, type Page } from '../../platform/http/index.js';
import { isId } from '../slugs/index.js';
import { type Copy, cardColumns, desk, deskColumns, newsstand } from './columns.store.js';
import type { ArticleListQuery } from './query.schemas.js';
import { readTags } from './rules.js';
import type { Relation } from './schemas.js';

/** A list as it is asked for: the query, its order, and a person's relation where the list is that person's. */
export type ListQuery = Omit<ArticleListQuery, 'sort'> & { sort: string; relation?: Relation | undefined };

export type CardRow = Record<string, unknown> & {
  id: string;
  publishedAt: string;
  updatedAt: string;
  key: string | number;
};

/** Text search configurations, one for each language that `search_config` of the schema knows. */
const configs = [
  'simple',
  'arabic',
  'danish',
  'german',
  'english',
  'spanish',
  'finnish',
  'french',
  'hungarian',
  'italian',
  'norwegian',
  'dutch',
  'portuguese',
  'romanian',
  'russian',
  'swedish',
  'turkish',
];

// Marks that no text has: the service puts escaped HTML and <mark> in their place.
export const highlightMarks = { start: '\uE000', stop: '\uE001' };

const sectionId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT section_id FROM section_slugs WHERE slug = ${ref})`;
const personId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT person_id FROM person_slugs WHERE slug = ${ref})`;

/** The index for each language holds stems of its own, so a story is asked in its own language. */
function matches(q: string, lang: string | undefined): Prisma.Sql {
  if (lang !== undefined) return Prisma.sql`p.search @@ websearch_to_tsquery(search_config(${lang}), ${q})`;
  const each = configs.map(
    (config) =>
      Prisma.sql`(p.search @@ websearch_to_tsquery(${config}::regconfig, ${q}) AND search_config(p.lang) = ${config}::regconfig)`,
  );
  return Prisma.sql`(${Prisma.join(each, ' OR ')})`;
}

const rank = (q: string) => Prisma.sql`ts_rank_cd(p.search, websearch_to_tsquery(search_config(p.lang), ${q}))::float8`;

function highlightColumn(q: string): Prisma.Sql {
  const { start, stop } = highlightMarks;
  const headline = (text: Prisma.Sql, options: string) => Prisma.sql`
    ts_headline(search_config(p.lang), translate(${text}, ${start + stop}, ''), websearch_to_tsquery(search_config(p.lang), ${q}), ${`StartSel=${start},StopSel=${stop},${options}`})`;
  return Prisma.sql`json_build_object('headline', ${headline(Prisma.sql`p.headline`, 'HighlightAll=true')},
    'text', ${headline(Prisma.sql`left(p.body_text, 100000)`, 'MaxWords=40,MinWords=20')}) AS highlight`;
}

function sharedConditions(query: ListQuery, copy: Copy): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  if (query.lang !== undefined) parts.push(Prisma.sql`p.lang = ${query.lang}`);
  if (query.type !== undefined) parts.push(Prisma.sql`p.type = ${query.type}`);
  if (query.ids !== undefined) parts.push(Prisma.sql`${copy.id} = ANY (${query.ids}::uuid[])`);
  if (query['publishedAt[gte]'] !== undefined) parts.push(Prisma.sql`p.published_at >= ${query['publishedAt[gte]']}`);
  if (query['publishedAt[lt]'] !== undefined) parts.push(Prisma.sql`p.published_at < ${query['publishedAt[lt]']}`);
  if (query['updatedAt[gte]'] !== undefined) parts.push(Prisma.sql`p.updated_at >= ${query['updatedAt[gte]']}`);
  if (query['updatedAt[lt]'] !== undefined) parts.push(Prisma.sql`p.updated_at < ${query['updatedAt[lt]']}`);
  if (query.q !== undefined) parts.push(matches(query.q, query.lang));
  return parts;
}

type Facet = { table: Prisma.Sql; where: Prisma.Sql };

/** The tables beside a publication that list it: each condition on them is one index range. */
function facets(query: ListQuery): Facet[] {
  const found: Facet[] = [];
  const people = Prisma.sql`publication_people`;
  if (query.author !== undefined) {
    found.push({ table: people, where: Prisma.sql`f.person_id = ${personId(query.author)} AND f.relation = 'author'` });
  }
  if (query.person !== undefined) {
    // Somebody may be named twice in one story: `listed` is true on one of the rows.
    const which = query.relation === undefined ? Prisma.sql`f.listed` : Prisma.sql`f.relation = ${query.relation}`;
    found.push({ table: people, where: Prisma.sql`f.person_id = ${personId(query.person)} AND ${which}` });
  }
  if (query.section !== undefined) {
    found.push({
      table: Prisma.sql`publication_sections`,
      where: Prisma.sql`f.section_id = ${sectionId(query.section)}`,
    });
  }
  for (const tag of query.tag === undefined ? [] : readTags(query.tag)) {
    if ('anyOf' in tag && tag.anyOf.length === 1)
      found.push({ table: Prisma.sql`publication_tags`, where: Prisma.sql`f.tag = ${tag.anyOf[0]}` });
  }
  return found;
}

function tagConditions(query: ListQuery): Prisma.Sql[] {
  return (query.tag === undefined ? [] : readTags(query.tag)).flatMap((tag) => {
    const having = (tags: string[]) =>
      Prisma.sql`EXISTS (SELECT FROM publication_tags t WHERE t.article_id = p.article_id AND t.tag = ANY (${tags}))`;
    if ('not' in tag) return [Prisma.sql`NOT ${having([tag.not])}`];
    return tag.anyOf.length === 1 ? [] : [having(tag.anyOf)];
  });
}

function publicSource(query: ListQuery): { from: Prisma.Sql; where: Prisma.Sql; driven: boolean } {
  const [driver, ...others] = facets(query);
  const conditions = [
    ...(driver === undefined ? [] : [driver.where]),
    ...others.map(
      ({ table, where }) => Prisma.sql`EXISTS (SELECT FROM ${table} f WHERE f.article_id = p.article_id AND ${where})`,
    ),
    ...tagConditions(query),
    ...sharedConditions(query, newsstand),
  ];
  const from =
    driver === undefined
      ? newsstand.table
      : Prisma.sql`${driver.table} f JOIN publications p ON p.article_id = f.article_id`;
  return {
    from,
    where: conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND '),
    driven: driver !== undefined,
  };
}

function deskSource(query: ListQuery): { from: Prisma.Sql; where: Prisma.Sql; driven: boolean } {
  const named = (
    ref: string,
    relation: string | undefined,
  ) => Prisma.sql`EXISTS (SELECT FROM article_people l WHERE l.article_id = p.id
    AND l.person_id = ${personId(ref)} AND ${relation === undefined ? Prisma.sql`TRUE` : Prisma.sql`l.relation = ${relation}`})`;
  const conditions = [
    query.status === undefined ? Prisma.sql`p.status <> 'trashed'` : Prisma.sql`p.status = ANY (${query.status})`,
  ];
  if (query.section !== undefined) {
    conditions.push(
      Prisma.sql`p.section_id IN (SELECT s.id FROM sections s WHERE ${sectionId(query.section)} = ANY (s.lineage))`,
    );
  }
  if (query.author !== undefined) conditions.push(named(query.author, 'author'));
  if (query.person !== undefined) conditions.push(named(query.person, query.relation));
  for (const tag of query.tag === undefined ? [] : readTags(query.tag)) {
    conditions.push(
      'not' in tag ? Prisma.sql`NOT p.tags @> ARRAY[${tag.not}]` : Prisma.sql`p.tags && ${tag.anyOf}::text[]`,
    );
  }
  return {
    from: desk.table,
    where: Prisma.join([...conditions, ...sharedConditions(query, desk)], ' AND '),
    driven: false,
  };
}

function orders(
  copy: Copy,
  driven: boolean,
  q: string | undefined,
): Record<string, Omit<Order, 'name' | 'descending'>> {
  const id = driven ? Prisma.sql`f.article_id` : copy.id;
  const time = (column: Prisma.Sql) => ({ column, id, type: 'timestamptz' }) as const;
  return {
    publishedAt: time(driven ? Prisma.sql`f.published_at` : Prisma.sql`p.published_at`),
    firstPublishedAt: time(Prisma.sql`p.first_published_at`),
    updatedAt: time(Prisma.sql`p.updated_at`),
    createdAt: time(Prisma.sql`p.created_at`),
    relevance: { column: rank(q ?? ''), id, type: 'float8' },
  };
}

/** The lists of stories, public and of the desk: one statement each, whatever is included. */
export function articleLists(database: Database) {
  return {
    async list(query: ListQuery): Promise<Page<CardRow>> {
      const onDesk = query.view === 'desk';
      const copy = onDesk ? desk : newsstand;
      const { from, where, driven } = onDesk ? deskSource(query) : publicSource(query);
      const order = chooseOrder(query.sort, orders(copy, driven, query.q));
      const keys = keyset(`articles.${query.view}`, order, query);
      const key = order.type === 'timestamptz' ? Prisma.sql`rfc3339(${order.column})` : order.column;
      const columns = [
        cardColumns(copy, query.include ?? []),
        ...(onDesk ? [deskColumns] : []),
        ...(query.q === undefined ? [] : [highlightColumn(query.q)]),
      ];
      // The page is found first, by its keys alone: what is costly is made for the items shown.
      const rows = await database.read<CardRow>(Prisma.sql`
        WITH page AS MATERIALIZED (
          SELECT ${copy.id} AS id, ${key} AS key, row_number() OVER (ORDER BY ${keys.orderBy}) AS place
          FROM ${from} WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}
        )
        SELECT ${Prisma.join(columns)}, page.key FROM page JOIN ${copy.table} ON ${copy.id} = page.id ORDER BY page.place`);
      const total =
        query.count === undefined
          ? undefined
          : (await database.read<{ n: number }>(Prisma.sql`SELECT count(*)::int AS n FROM ${from} WHERE ${where}`))[0]
              ?.n;
      return keys.page(
        rows,
        (row) => ({ key: row.key, id: row.id }),
        (row) => row,
        total,
      );
    },

    /** Which of these references name nothing: asked only when a list is empty. */
    async unknown(refs: { parameter: 'section' | 'person' | 'author'; ref: string }[]): Promise<string[]> {
      if (refs.length === 0) return [];
      const known = refs.map(({ parameter, ref }) =>
        parameter === 'section'
          ? Prisma.sql`EXISTS (SELECT FROM sections WHERE id = ${sectionId(ref)})`
          : Prisma.sql`EXISTS (SELECT FROM people WHERE id = ${personId(ref)})`,
      );
      const [row] = await database.read<{ known: boolean[] }>(Prisma.sql`SELECT ARRAY[${Prisma.join(known)}] AS known`);
      return refs.filter((_, index) => row?.known[index] === false).map(({ parameter }) => parameter);
    },
  };
}
