import { LRUCache } from 'lru-cache';
import { Prisma } from './generated/client.js';

type Reader = { read<Row extends object>(statement: Asked): Promise<Row[]> };

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
  planned?: 'each-time' | undefined;
};

export type FinishedRows = {
  /** The JSON of the items shown, joined by commas. */
  items: string;
  /** Where each row found lies in the list, the one too many included. */
  positions: { id: string; key: string | number; depends: string[] }[];
};

type Asked = { text: string; values: unknown[]; planned?: 'each-time' | undefined };

/** Composes the statement that has the database make the JSON of a page, as one row. */
export function pageStatement({ rows, item, depends, limit, backwards, planned }: PageSource): Asked {
  const shown = Prisma.raw(`place <= ${limit}`);
  const position = depends === undefined ? Prisma.sql`q.key, q.id` : Prisma.sql`q.key, q.id, q.depends`;
  const { text, values } = Prisma.sql`
    SELECT string_agg(q.item, ',' ORDER BY q.place ${Prisma.raw(backwards ? 'DESC' : 'ASC')}) AS items,
      json_agg(json_build_array(${position}) ORDER BY q.place) AS positions
    FROM (
      SELECT p.place, p.key, p.id, CASE WHEN p.${shown} THEN ${item} END AS item${depends === undefined ? Prisma.empty : Prisma.sql`, ${depends} AS depends`}
      FROM (SELECT row_number() OVER () AS place, p.* FROM (${rows}) p) p
    ) q`;
  return { text, values, planned };
}

/** Reads a page by the statement composed for it. */
export async function readPage(database: Reader, statement: Asked): Promise<FinishedRows> {
  const [page] = await database.read<{
    items: string | null;
    positions: [string | number, string, (string[] | null)?][] | null;
  }>(statement);
  return {
    items: page?.items ?? '',
    positions: (page?.positions ?? []).map(([key, id, needed]) => ({ key, id, depends: needed ?? [] })),
  };
}

/**
 * Remembers what was composed for a query: the same front pages are asked for all day, and to compose a statement takes
 * as long as to send it.
 */
export function composedFor<Query extends object, Composed extends object>(
  compose: (query: Query) => Composed,
): (query: Query) => Composed {
  const known = new LRUCache<string, Composed>({ max: 500 });
  return (query) => {
    const key = JSON.stringify(query);
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const composed = compose(query);
    known.set(key, composed);
    return composed;
  };
}
