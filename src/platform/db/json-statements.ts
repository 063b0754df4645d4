import { LRUCache } from 'lru-cache';
import type { BytesRow } from './bytes-reader.js';
import { Prisma } from './generated/client.js';
import { epochMilliseconds } from './json-sql.js';

type Reader = { readBytes(statement: JsonStatement): Promise<BytesRow | undefined> };

type ItemSource = {
  /** Columns of the row: its id, its slug where it has one, when it changed. */
  id: string;
  slug?: string;
  updatedAt: string;
  version: string;
  /** Ids of what the item depends on without showing it, as an array. */
  depends?: string;
  /** The JSON text of the item. */
  json: Prisma.Sql;
  /** Where the row is, from FROM on; what it is found by is `$1`. */
  from: string;
};

/** One thing whose JSON the database has made. */
export type JsonRow = {
  id: string;
  slug: string;
  version: number;
  /** Milliseconds since 1970. */
  updatedAt: number;
  /** Ids of what it depends on without showing it. */
  tags: string[];
  json: Buffer;
};

type PageSource = {
  /** The rows of the page and one more, in the order in which they are found, as a query; it has the columns `id` and `key`. */
  rows: Prisma.Sql;
  /** The JSON text of the item that a row `p` makes. */
  item: Prisma.Sql;
  /** Ids of what each item depends on without showing it: a column of `p`. */
  depends?: Prisma.Sql | undefined;
  /** How many are shown, and whether they are shown in the opposite order. */
  limit: number;
  backwards: boolean;
  planMode?: 'each-time' | undefined;
};

export type JsonPageRows = {
  /** The JSON of the items shown, joined by commas. */
  items: Buffer;
  /** Where each row found lies in the list, the one too many included. */
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
 * The statement that has the database make the JSON of one thing.
 *
 * @param shape names everything on which its text depends, for which it is composed once; undefined where that may be anything
 * @param ref what the thing is found by
 */
export function itemStatement(shape: string | undefined, source: () => ItemSource, ref: string): JsonStatement {
  const cachedText = shape === undefined ? undefined : itemTexts.get(shape);
  if (cachedText !== undefined) return { text: cachedText, values: [ref] };
  const text = itemText(source());
  if (shape !== undefined) itemTexts.set(shape, text);
  return { text, values: [ref] };
}

/** Reads one thing by the statement composed for it; undefined when there is none. */
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

/** Composes the statement that has the database make the JSON of a page, as one row. */
export function pageStatement({ rows, item, depends, limit, backwards, planMode }: PageSource): JsonStatement {
  const onPageCondition = Prisma.raw(`place <= ${limit}`);
  const position = depends === undefined ? Prisma.sql`q.key, q.id` : Prisma.sql`q.key, q.id, q.depends`;
  const { text, values } = Prisma.sql`
    SELECT string_agg(q.item, ',' ORDER BY q.place ${Prisma.raw(backwards ? 'DESC' : 'ASC')}) AS items,
      json_agg(json_build_array(${position}) ORDER BY q.place)::text AS positions
    FROM (
      SELECT p.place, p.key, p.id, CASE WHEN p.${onPageCondition} THEN ${item} END AS item${depends === undefined ? Prisma.empty : Prisma.sql`, ${depends} AS depends`}
      FROM (SELECT row_number() OVER () AS place, p.* FROM (${rows}) p) p
    ) q`;
  return { text, values, planMode };
}

/** Reads a page by the statement composed for it. */
export async function readPage(database: Reader, statement: JsonStatement): Promise<JsonPageRows> {
  const [items, positions] = (await database.readBytes(statement)) ?? [];
  const positionRows = JSON.parse(columnText(positions) || '[]') as [string | number, string, (string[] | null)?][];
  return {
    items: items ?? emptyBuffer,
    positions: positionRows.map(([key, id, dependencyIds]) => ({ key, id, depends: dependencyIds ?? [] })),
  };
}

/**
 * Remembers what was composed for a query: the same front pages are asked for all day, and to compose a statement takes
 * as long as to send it.
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
