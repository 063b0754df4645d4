import { sql } from 'kysely';

/** Converts a name to snake case, as CamelCasePlugin does. */
export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Returns a table expression with the given rows, so that one statement can write or compare many.
 *
 * @param types the SQL type of each member of the rows
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
 * Returns the right side of a comparison with a list of values, which may be empty: `.where('id', '=', anyOf(ids))`.
 * The text of the statement does not depend on their number.
 */
export const anyOf = (values: readonly string[], type: 'uuid' | 'text' = 'uuid') =>
  sql<string>`ANY (${values}::${sql.raw(type)}[])`;
