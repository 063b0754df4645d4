import { sql } from 'kysely';

/** A name as CamelCasePlugin writes it in statements. */
export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Rows of this process as a table of a statement, so that one statement writes or compares many.
 *
 * @param types the type in SQL of each member of the rows
 */
export function recordset<Row extends object, Name extends string>(
  name: Name,
  rows: readonly Row[],
  types: { readonly [Column in keyof Row]-?: string },
) {
  const columns = Object.entries<string>(types);
  const records = rows.map((row) =>
    Object.fromEntries(columns.map(([column]) => [snakeCase(column), row[column as keyof Row]])),
  );
  const columnDefinitions = columns.map(([column, type]) => `"${snakeCase(column)}" ${type}`).join(', ');
  return sql<Row>`jsonb_to_recordset(${JSON.stringify(records)}::jsonb)`.as<Name>(
    sql.raw(`${name}(${columnDefinitions})`),
  );
}

/**
 * Compares with every value of a list, which may be empty: `.where('id', '=', anyOf(ids))`. However many there are, the statement has
 * the same text.
 */
export const anyOf = (values: readonly string[], type: 'uuid' | 'text' = 'uuid') =>
  sql<string>`ANY (${values}::${sql.raw(type)}[])`;
