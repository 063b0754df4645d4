import { LRUCache } from 'lru-cache';
import type { BytesRow } from './bytes-reader.js';
import { Prisma } from './generated/client.js';
import { epochMilliseconds } from './json-sql.js';

type Reader = { readBytes(statement: JsonStatement): Promise<BytesRow | undefined> };

type ItemSource = {
  /** Columns of the row. Entities without slugs have no `slug`. */
  id: string;
  slug?: string;
  updatedAt: string;
  version: string;
  /** An array of the ids of entities on which the item depends without showing them. */
  depends?: string;
  /** The JSON text of the item. */
  json: Prisma.Sql;
  /** The statement from FROM on. `$1` is the value by which the row is found. */
  from: string;
};

/** An entity with the JSON that the database built. */
export type JsonRow = {
  id: string;
  slug: string;
  version: number;
  /** In milliseconds since 1970. */
  updatedAt: number;
  /** The ids of entities on which it depends without showing them. */
  tags: string[];
  json: Buffer;
};

type PageSource = {
  /** A query for the rows of the page and one more, in the order of selection, with the columns `id` and `key`. */
  rows: Prisma.Sql;
  /** The JSON text of the item for a row `p`. */
  item: Prisma.Sql;
  /** A column of `p` with the ids of entities on which an item depends without showing them. */
  depends?: Prisma.Sql | undefined;
  /** The number of items on the page, and whether they are displayed in reverse order. */
  limit: number;
  backwards: boolean;
  planMode?: 'each-time' | undefined;
};

type SmallItemPageSource = Omit<PageSource, 'item' | 'planMode'> & {
  /** Lateral joins to a row `p`, each of which has exactly one row for it. */
  joins: Prisma.Sql;
  /** The select list of an item, for a row `p` and its joins. */
  columns: Prisma.Sql;
};

export type JsonPageRows = {
  /** The JSON of the items on the page, joined by commas. */
  items: Buffer;
  /** The position of each selected row, including the extra one. */
  positions: { id: string; key: string | number; depends: string[] }[];
};

type JsonStatement = { text: string; values: unknown[]; planMode?: 'each-time' | undefined };

const emptyBuffer = Buffer.alloc(0);

const columnText = (column: Buffer | null | undefined) => (column ?? emptyBuffer).toString();

function itemText({ id, slug, updatedAt, version, depends, json, from }: ItemSource): string {
  const dependencyColumn = depends === undefined ? 'NULL' : `array_to_string(${depends}, ' ')`;
  return Prisma.sql`SELECT ${Prisma.raw([id, slug ?? 'NULL', version, epochMilliseconds(updatedAt), dependencyColumn].join(', '))}, ${json} ${Prisma.raw(from)}`
    .text;
}

const itemTexts = new Map<string, string>();

/**
 * Returns the statement by which the database builds the JSON of one entity.
 *
 * @param shape a name for everything on which the text of the statement depends, by which it is cached; undefined for
 *   an arbitrary text
 * @param ref the value by which the entity is found
 */
export function itemStatement(shape: string | undefined, source: () => ItemSource, ref: string): JsonStatement {
  const cachedText = shape === undefined ? undefined : itemTexts.get(shape);
  if (cachedText !== undefined) return { text: cachedText, values: [ref] };
  const text = itemText(source());
  if (shape !== undefined) itemTexts.set(shape, text);
  return { text, values: [ref] };
}

/** Reads one entity with its statement. Returns undefined if it does not exist. */
export async function readItem(database: Reader, statement: JsonStatement): Promise<JsonRow | undefined> {
  const row = await database.readBytes(statement);
  if (row === undefined) return undefined;
  const [id, slug, version, updatedAt, depends, json] = row;
  return {
    id: columnText(id),
    slug: columnText(slug),
    version: Number(columnText(version)),
    updatedAt: Number(columnText(updatedAt)),
    tags: depends === null || depends?.length === 0 ? [] : columnText(depends).split(' '),
    json: json ?? emptyBuffer,
  };
}

/** Returns the statement by which the database builds the JSON of a page as one row. */
export function pageStatement({ rows, item, depends, limit, backwards, planMode }: PageSource): JsonStatement {
  // The rows have all columns of their entity, so the name of the alias must not be the name of a column.
  const onPageCondition = Prisma.raw(`page_index <= ${limit}`);
  const position = depends === undefined ? Prisma.sql`q.key, q.id` : Prisma.sql`q.key, q.id, q.depends`;
  const { text, values } = Prisma.sql`
    SELECT string_agg(q.item, ',' ORDER BY q.page_index ${Prisma.raw(backwards ? 'DESC' : 'ASC')}) AS items,
      json_agg(json_build_array(${position}) ORDER BY q.page_index)::text AS positions
    FROM (
      SELECT p.page_index, p.key, p.id, CASE WHEN p.${onPageCondition} THEN ${item} END AS item${depends === undefined ? Prisma.empty : Prisma.sql`, ${depends} AS depends`}
      FROM (SELECT row_number() OVER () AS page_index, p.* FROM (${rows}) p) p
    ) q`;
  return { text, values, planMode };
}

/**
 * Returns the statement by which the database builds the JSON of a page as one row. It also builds the JSON of the extra
 * row, but needs neither a subquery for each item nor a window, so it is faster if the items are small.
 */
export function smallItemPageStatement(source: SmallItemPageSource): JsonStatement {
  const { rows, joins, columns, depends, limit, backwards } = source;
  const position = depends === undefined ? Prisma.sql`p.key, p.id` : Prisma.sql`p.key, p.id, ${depends}`;
  const onPage = Prisma.raw(`(a.items)[:${limit}]`);
  const { text, values } = Prisma.sql`
    SELECT ${backwards ? Prisma.sql`(SELECT string_agg(i.item, ',' ORDER BY i.place DESC) FROM unnest(${onPage}) WITH ORDINALITY i(item, place))` : Prisma.sql`array_to_string(${onPage}, ',')`} AS items,
      a.positions
    FROM (
      SELECT array_agg(row_to_json(o)::text) AS items, json_agg(json_build_array(${position}))::text AS positions
      FROM (${rows}) p ${joins} CROSS JOIN LATERAL (SELECT ${columns}) o
    ) a`;
  return { text, values };
}

/** Reads a page with its statement. */
export async function readPage(database: Reader, statement: JsonStatement): Promise<JsonPageRows> {
  const [items, positions] = (await database.readBytes(statement)) ?? [];
  const positionRows = JSON.parse(columnText(positions) || '[]') as [string | number, string, (string[] | null)?][];
  return {
    items: items ?? emptyBuffer,
    positions: positionRows.map(([key, id, dependencyIds]) => ({ key, id, depends: dependencyIds ?? [] })),
  };
}

/**
 * Caches the statements of queries. The same front pages are requested all day, and composing a statement takes as long
 * as sending it.
 */
export function memoizeByQuery<Query extends object, Result extends object>(
  compose: (query: Query) => Result,
): (query: Query) => Result {
  const resultsByQuery = new LRUCache<string, Result>({ max: 500 });
  return (query) => {
    const key = JSON.stringify(query);
    const cachedResult = resultsByQuery.get(key);
    if (cachedResult !== undefined) return cachedResult;
    const result = compose(query);
    resultsByQuery.set(key, result);
    return result;
  };
}
