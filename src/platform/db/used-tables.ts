type Query = <Row>(text: string) => Promise<readonly Row[]>;

/**
 * Returns the names of the tables that contain data. The first row of a table into which a migration inserts defaults
 * does not count as data.
 *
 * @param tables names, and how a statement names the table
 * @param seededTableNames the tables into which a migration inserts a first row
 */
export async function findUsedTables(
  query: Query,
  tables: readonly { name: string; object: string }[],
  seededTableNames: ReadonlySet<string>,
): Promise<string[]> {
  const usedTables: string[] = [];
  for (const { name, object } of tables) {
    const rows = await query(`SELECT FROM ${object} LIMIT 2`);
    if (rows.length > (seededTableNames.has(name) ? 1 : 0)) usedTables.push(name);
  }
  return usedTables;
}
