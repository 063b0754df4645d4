import { Prisma } from './generated/client.js';
import { toKysely } from './tables.js';

/** Returns an expression for a time in RFC 3339, in UTC with milliseconds. An SQL function would not be inlined. */
export const rfc3339 = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Returns an expression for a time in milliseconds since 1970. */
export const epochMilliseconds = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Returns an expression for the only row of a query as a JSON object, or null without a row. */
export const jsonObject = (query: string) => `(SELECT row_to_json(o) FROM (${query}) o)`;

/**
 * Returns an expression for the rows of a query as a JSON array, in their order and without the white space that
 * `json_agg` adds.
 */
export const jsonArray = (query: string) => `array_to_json(ARRAY(SELECT row_to_json(o) FROM (${query}) o))`;

/** The properties of an entity by their API names, in order, each with its SQL expression. */
export type Columns = Readonly<Record<string, Prisma.Sql>>;

/** Creates columns from expressions without parameters. */
export const columnsOf = (expressions: Readonly<Record<string, string>>): Columns =>
  Object.fromEntries(Object.entries(expressions).map(([name, expression]) => [name, Prisma.raw(expression)]));

const selectListCache = new WeakMap<Columns, Prisma.Sql>();

function joinColumns(columns: Columns, names: readonly string[]): Prisma.Sql {
  if (names.length === 0) return Prisma.empty;
  return Prisma.join(names.map((name) => Prisma.sql`${columns[name]} AS ${Prisma.raw(`"${name}"`)}`));
}

/** Returns the columns for SELECT: all of them, or the existing ones of `fields`, in the order of `fields`. */
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

/** Returns an expression for the text of a JSON object with these columns. */
export const jsonText = (columns: Columns, fields?: readonly string[]) =>
  Prisma.sql`(SELECT row_to_json(o)::text FROM (SELECT ${select(columns, fields)}) o)`;

/** Converts columns to a Kysely selection. */
export const selection = (some: Columns) =>
  Object.entries(some).map(([name, expression]) => toKysely(expression).as(name));
