import {
  type Columns,
  composedFor,
  jsonText,
  Prisma,
  pageStatement,
  type Session,
  select,
} from '../../platform/db/index.js';
import {
  chooseOrder,
  type FinishedPage,
  finishPage,
  type Keyset,
  keyset,
  type Order,
  type Page,
  positionOf,
} from '../../platform/http/index.js';
import { personIdByRef } from '../people/index.js';
import { isId } from '../slugs/index.js';
import { type Copy, cardColumns, desk, deskColumns, newsstand } from './columns.store.js';
import type { Relation } from './field.schemas.js';
import type { ArticleListQuery } from './query.schemas.js';
import { readTags } from './rules.js';

/** A list as it is asked for: the query, its order, and a person's relation where the list is that person's. */
export type ListQuery = Omit<ArticleListQuery, 'sort'> & { sort: string; relation?: Relation | undefined };

export type CardRow = Record<string, unknown> & { id: string; key: string | number };

/**
 * The best matches are looked for among this many, the newest: to rank every story in which a common word occurs would
 * take seconds.
 */
const ranked = 1_000;

/** Text search configurations, one for each language that `search_config` of the schema knows. */
export const searchConfigs = [
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

const published = Prisma.sql`p.published_at`;

// Marks that no text has: they become <mark> after what is around them was escaped.
const start = '\uE000';
const stop = '\uE001';

export const sectionId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT section_id FROM section_slugs WHERE slug = ${ref})`;

/** The index for each language holds stems of its own, so a story is asked in its own language. */
function matches(q: string, lang: string | undefined): Prisma.Sql {
  if (lang !== undefined) return Prisma.sql`p.search @@ websearch_to_tsquery(search_config(${lang}), ${q})`;
  const each = searchConfigs.map(
    (config) =>
      Prisma.sql`(p.search @@ websearch_to_tsquery(${config}::regconfig, ${q}) AND search_config(p.lang) = ${config}::regconfig)`,
  );
  return Prisma.sql`(${Prisma.join(each, ' OR ')})`;
}

const rank = (q: string) => Prisma.sql`ts_rank_cd(p.search, websearch_to_tsquery(search_config(p.lang), ${q}))::float8`;

const escaped = (text: Prisma.Sql) => Prisma.sql`
  replace(replace(replace(replace(${text}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')`;

/** HTML in which <mark> holds the words found. */
function highlightColumn(q: string): Prisma.Sql {
  const marked = (text: Prisma.Sql, options: string) => Prisma.sql`
    replace(replace(${escaped(Prisma.sql`
      ts_headline(search_config(p.lang), translate(${text}, ${start + stop}, ''), websearch_to_tsquery(search_config(p.lang), ${q}), ${`StartSel=${start},StopSel=${stop},${options}`})`)},
      ${start}, '<mark>'), ${stop}, '</mark>')`;
  return Prisma.sql`(SELECT row_to_json(o) FROM (SELECT ${marked(Prisma.sql`p.headline`, 'HighlightAll=true')} AS headline,
    ${marked(Prisma.sql`left(p.body_text, 100000)`, 'MaxWords=40,MinWords=20')} AS text) o)`;
}

/**
 * Conditions on the story itself. The types are few and known: each is written out, so that the planner knows how many
 * there are of it.
 */
function sharedConditions(query: ListQuery, copy: Copy): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  if (query.lang !== undefined) parts.push(Prisma.sql`p.lang = ${query.lang}`);
  if (query.type !== undefined) parts.push(Prisma.raw(`p.type = '${query.type}'`));
  if (query.ids !== undefined) parts.push(Prisma.sql`${Prisma.raw(copy.id)} = ANY (${query.ids}::uuid[])`);
  if (query['publishedAt[gte]'] !== undefined) parts.push(Prisma.sql`${published} >= ${query['publishedAt[gte]']}`);
  if (query['publishedAt[lt]'] !== undefined) parts.push(Prisma.sql`${published} < ${query['publishedAt[lt]']}`);
  if (query['updatedAt[gte]'] !== undefined) parts.push(Prisma.sql`p.updated_at >= ${query['updatedAt[gte]']}`);
  if (query['updatedAt[lt]'] !== undefined) parts.push(Prisma.sql`p.updated_at < ${query['updatedAt[lt]']}`);
  if (query.q !== undefined) parts.push(matches(query.q, query.lang));
  return parts;
}

/** A table beside the newsstand that lists publications, and which of its rows: one range of an index, newest first. */
type Facet = { table: Prisma.Sql; where: (row: Prisma.Sql) => Prisma.Sql };

const tagged = (tag: string): Facet => ({
  table: Prisma.sql`publication_tags`,
  where: (row) => Prisma.sql`${row}.tag = ${tag}`,
});

function named(person: string, relation: Relation | undefined): Facet {
  const id = personIdByRef(person);
  return {
    table: Prisma.sql`publication_people`,
    // Somebody may be named twice in one story: `listed` is true on one of the rows.
    where: (row) =>
      Prisma.sql`${row}.person_id = ${id} AND ${relation === undefined ? Prisma.sql`${row}.listed` : Prisma.sql`${row}.relation = ${relation}`}`,
  };
}

/** What a list is narrowed to by tables beside the newsstand, each time by one facet or another; mostly the narrowest first. */
function facets(query: ListQuery): Facet[][] {
  const found: Facet[][] = [];
  if (query.author !== undefined) found.push([named(query.author, 'author')]);
  if (query.person !== undefined) found.push([named(query.person, query.relation)]);
  for (const condition of query.tag === undefined ? [] : readTags(query.tag)) {
    if ('anyOf' in condition) found.push([...new Set(condition.anyOf)].map(tagged));
  }
  if (query.section !== undefined) {
    const id = sectionId(query.section);
    found.push([{ table: Prisma.sql`publication_sections`, where: (row) => Prisma.sql`${row}.section_id = ${id}` }]);
  }
  return found.sort((a, b) => a.length - b.length);
}

const withoutTags = (query: ListQuery) =>
  (query.tag === undefined ? [] : readTags(query.tag)).flatMap((tag) => ('not' in tag ? [tagged(tag.not)] : []));

const all = (conditions: Prisma.Sql[]) =>
  conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND ');

const listing = Prisma.sql`f`;
const probe = Prisma.sql`l`;

/** Whether a facet lists the story with this id: `end` may keep the planner from making a join of it. */
const listedIn = ({ table, where }: Facet, id: Prisma.Sql, end = Prisma.empty) =>
  Prisma.sql`EXISTS (SELECT FROM ${table} l WHERE l.article_id = ${id} AND ${where(probe)}${end})`;

const listedInAny = (facet: Facet[], id: Prisma.Sql, end = Prisma.empty) =>
  Prisma.sql`(${Prisma.join(
    facet.map((one) => listedIn(one, id, end)),
    ' OR ',
  )})`;

/** All conditions of a public list on the newsstand itself. */
const publicConditions = (query: ListQuery) =>
  all([
    ...facets(query).map((facet) => listedInAny(facet, Prisma.sql`p.article_id`)),
    ...withoutTags(query).map((tag) => Prisma.sql`NOT ${listedIn(tag, Prisma.sql`p.article_id`)}`),
    ...sharedConditions(query, newsstand),
  ]);

/** The rows of a page, one more than it shows: `p.*`, `id` and `key`, in the order of the list. */
export function publicPage(query: ListQuery): { rows: Prisma.Sql; keys: Keyset } {
  const [driver, ...others] = facets(query);
  const byPublication = /^-?publishedAt$/.test(query.sort);
  const driven = driver !== undefined && byPublication;
  const order = chooseOrder(query.sort, orders(newsstand, driven, query.q));
  const keys = keyset('articles.public', order, query);
  const end = Prisma.sql`ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`;
  const shown = Prisma.sql`SELECT p.*, p.article_id AS id, ${positionOf(order)} AS key`;
  if (query.sort === '-relevance') {
    const candidates = Prisma.sql`(SELECT p.* FROM publications p WHERE ${publicConditions(query)}
      ORDER BY p.published_at DESC, p.article_id DESC LIMIT ${Prisma.raw(String(ranked))}) p`;
    return { rows: Prisma.sql`${shown} FROM ${candidates} WHERE ${keys.where} ${end}`, keys };
  }
  if (!driven) {
    return {
      rows: Prisma.sql`${shown} FROM publications p WHERE ${publicConditions(query)} AND ${keys.where} ${end}`,
      keys,
    };
  }
  const ranges = driver.map((facet) => Prisma.sql`(${rangeOf(facet, others, query, keys, end)})`);
  return {
    rows: Prisma.sql`${shown} FROM (${Prisma.join(ranges, ' UNION ')}) f JOIN publications p ON p.article_id = f.article_id ${end}`,
    keys,
  };
}

// Without it the planner gathers and sorts everything that fits, where it should go along the index until the page is full.
const oneByOne = Prisma.sql` OFFSET 0`;

/** A page of one facet, found along its index; whatever else is asked for is looked up story by story. */
function rangeOf(facet: Facet, others: Facet[][], query: ListQuery, keys: Keyset, end: Prisma.Sql): Prisma.Sql {
  const id = Prisma.sql`f.article_id`;
  const { 'publishedAt[gte]': from, 'publishedAt[lt]': to, ...rest } = query;
  const ofStory = sharedConditions(rest, newsstand);
  const conditions = [
    facet.where(listing),
    ...(from === undefined ? [] : [Prisma.sql`f.published_at >= ${from}`]),
    ...(to === undefined ? [] : [Prisma.sql`f.published_at < ${to}`]),
    ...others.map((other) => listedInAny(other, id, oneByOne)),
    ...withoutTags(query).map((tag) => Prisma.sql`NOT ${listedIn(tag, id, oneByOne)}`),
    ...(ofStory.length === 0
      ? []
      : [
          Prisma.sql`EXISTS (SELECT FROM publications p WHERE p.article_id = f.article_id AND ${all(ofStory)}${oneByOne})`,
        ]),
  ];
  return Prisma.sql`SELECT f.article_id, f.published_at FROM ${facet.table} f WHERE ${all(conditions)} AND ${keys.where} ${end}`;
}

function deskConditions(query: ListQuery): Prisma.Sql {
  const named = (
    ref: string,
    relation: string | undefined,
  ) => Prisma.sql`EXISTS (SELECT FROM article_people l WHERE l.article_id = p.id
    AND l.person_id = ${personIdByRef(ref)} AND ${relation === undefined ? Prisma.sql`TRUE` : Prisma.sql`l.relation = ${relation}`})`;
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
  const { 'scheduledFor[gte]': from, 'scheduledFor[lt]': to } = query;
  if (from !== undefined) conditions.push(Prisma.sql`p.scheduled_for >= ${from}`);
  if (to !== undefined) conditions.push(Prisma.sql`p.scheduled_for < ${to}`);
  if (query.sort.endsWith('scheduledFor')) conditions.push(Prisma.sql`p.scheduled_for IS NOT NULL`);
  return all([...conditions, ...sharedConditions(query, desk)]);
}

function orders(
  copy: Copy,
  driven: boolean,
  q: string | undefined,
): Record<string, Omit<Order, 'name' | 'descending'>> {
  const id = driven ? Prisma.sql`f.article_id` : Prisma.raw(copy.id);
  const time = (column: Prisma.Sql) => ({ column, id, type: 'timestamptz' }) as const;
  return {
    publishedAt: time(driven ? Prisma.sql`f.published_at` : published),
    firstPublishedAt: time(Prisma.sql`p.first_published_at`),
    updatedAt: time(Prisma.sql`p.updated_at`),
    createdAt: time(Prisma.sql`p.created_at`),
    scheduledFor: time(Prisma.sql`p.scheduled_for`),
    relevance: { column: rank(q ?? ''), id, type: 'float8' },
  };
}

const byChange = (query: ListQuery) => query['updatedAt[gte]'] !== undefined || query['updatedAt[lt]'] !== undefined;

/** The columns of a card in a list, with the words found where words are looked for. */
function listColumns(copy: Copy, { include = [], q }: ListQuery): Columns {
  const columns = cardColumns(copy, include);
  return q === undefined ? columns : { ...columns, highlight: highlightColumn(q) };
}

const publicStatement = composedFor((query: ListQuery) => {
  const { rows, keys } = publicPage(query);
  const statement = pageStatement({
    rows,
    item: jsonText(listColumns(newsstand, query), query.fields),
    depends: query.include?.includes('related') === true ? Prisma.sql`p.related` : undefined,
    limit: query.limit,
    backwards: keys.backwards,
    // How rare a language or a word is decides whether to go by the index of it or by that of the times.
    planned: query.lang === undefined && query.q === undefined && !byChange(query) ? undefined : 'each-time',
  });
  return { statement, keys };
});

/** What a public list counts: of a search, those that are ranked. */
function publicCount(query: ListQuery): Prisma.Sql {
  const cap = query.sort === '-relevance' ? Prisma.raw(` LIMIT ${ranked}`) : Prisma.empty;
  return Prisma.sql`(SELECT FROM publications p WHERE ${publicConditions(query)}${cap}) AS found`;
}

/** The lists of stories, public and of the desk: one statement each, whatever is included. */
export function articleLists(database: Session) {
  const count = async (from: Prisma.Sql): Promise<number | undefined> =>
    (await database.run<{ n: number }>(Prisma.sql`SELECT count(*)::int AS n FROM ${from}`))[0]?.n;

  return {
    /** A page of the newsstand, its cards as JSON. */
    listPublic(query: ListQuery): Promise<FinishedPage> {
      const { statement, keys } = publicStatement(query);
      return finishPage(database, {
        statement,
        keys,
        counted: query.count === undefined ? undefined : publicCount(query),
        tags: ['articles'],
      });
    },

    /** A page of the desk. */
    async listDesk(query: ListQuery): Promise<Page<CardRow>> {
      const order = chooseOrder(query.sort, orders(desk, false, query.q));
      const keys = keyset('articles.desk', order, query);
      const where = deskConditions(query);
      const rows = await database.run<CardRow>(Prisma.sql`
        SELECT ${select(listColumns(desk, query))}, ${deskColumns}, p.key
        FROM (SELECT p.*, ${positionOf(order)} AS key FROM articles p WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}) p
        ORDER BY ${keys.orderBy}`);
      const total = query.count === undefined ? undefined : await count(Prisma.sql`articles p WHERE ${where}`);
      return keys.page(
        rows,
        ({ key, id }) => ({ key, id }),
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
          : Prisma.sql`EXISTS (SELECT FROM people WHERE id = ${personIdByRef(ref)})`,
      );
      const [row] = await database.run<{ known: boolean[] }>(Prisma.sql`SELECT ARRAY[${Prisma.join(known)}] AS known`);
      return refs.filter((_, index) => row?.known[index] === false).map(({ parameter }) => parameter);
    },
  };
}
