import { Prisma } from './generated/client.js';

/** RFC 3339 in UTC with milliseconds, as the API prints every time. Written out in place: a function would not be inlined. */
export const rfc3339 = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Milliseconds since 1970. */
export const epochMilliseconds = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** One JSON object from a query of one row, or null from none; its members are the columns, in their order. */
export const jsonObject = (query: string) => `(SELECT row_to_json(o) FROM (${query}) o)`;

/** A JSON array of objects from a query, in its order; without the white space that `json_agg` adds. */
export const jsonArray = (query: string) => `array_to_json(ARRAY(SELECT row_to_json(o) FROM (${query}) o))`;

/** The properties of a thing in the API's names and order, each with the expression that makes it. */
export type Columns = Readonly<Record<string, Prisma.Sql>>;

/** Columns whose expressions hold no values. */
export const columnsOf = (expressions: Readonly<Record<string, string>>): Columns =>
  Object.fromEntries(Object.entries(expressions).map(([name, expression]) => [name, Prisma.raw(expression)]));

const selectListCache = new WeakMap<Columns, Prisma.Sql>();

function joinColumns(columns: Columns, names: readonly string[]): Prisma.Sql {
  if (names.length === 0) return Prisma.empty;
  return Prisma.join(names.map((name) => Prisma.sql`${columns[name]} AS ${Prisma.raw(`"${name}"`)}`));
}

/** A list of columns for SELECT: all of them, or those of `fields` that there are, in the order of `fields`. */
export function select(columns: Columns, fields?: readonly string[]): Prisma.Sql {
  if (fields !== undefined)
    return joinColumns(
      columns,
      [...new Set(fields)].filter((name) => name in columns),
    );
  const cachedList = selectListCache.get(columns);
  if (cachedList !== undefined) return cachedList;
  const all = joinColumns(columns, Object.keys(columns));
  selectListCache.set(columns, all);
  return all;
}

/** The text of a JSON object with these columns. */
export const jsonText = (columns: Columns, fields?: readonly string[]) =>
  Prisma.sql`(SELECT row_to_json(o)::text FROM (SELECT ${select(columns, fields)}) o)`;
