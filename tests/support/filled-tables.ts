import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../../src/platform/db/index.js';

/** How many rows each table gets. */
export const rowsPerTable = 3;

/** Values that constraints demand, by column. A list has a value for each row. */
const demandedValues: Record<string, string | null | (string | null)[]> = {
  'articles.status': 'draft',
  'articles.scheduled_for': null,
  'articles.scheduled_revision': null,
  'articles.unpublish_at': null,
  'asset_people.role': 'pictured',
  'assets.kind': 'image',
  'assets.visibility': 'public',
  'assets.focal_x': ['0.30000000000000004', '0.5', '1'],
  'assets.focal_y': ['0.30000000000000004', '0.5', '1'],
  'comments.status': ['pending', 'approved', 'spam'],
  'corrections.kind': 'correction',
  'import_jobs.status': 'done',
  'list_pins.position': ['1', '2', '100'],
  'lists.size': ['1', '2', '100'],
};

const Column = z.object({
  table: z.string(),
  column: z.string(),
  type: z.string(),
  foreignTable: z.string().nullable(),
  foreignColumn: z.string().nullable(),
});
type Column = z.infer<typeof Column>;

const columnsSql = `SELECT c.relname::text AS table, a.attname::text AS column, format_type(a.atttypid, NULL) AS type,
    f.relname::text AS "foreignTable", fa.attname::text AS "foreignColumn"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  LEFT JOIN LATERAL (SELECT k.confrelid, k.confkey[array_position(k.conkey, a.attnum)] AS attnum FROM pg_constraint k
    WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey) LIMIT 1) AS k ON true
  LEFT JOIN pg_class f ON f.oid = k.confrelid
  LEFT JOIN pg_attribute fa ON fa.attrelid = k.confrelid AND fa.attnum = k.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY 1, a.attnum`;

const hardText = 'tab\t newline\n return\r backslash \\ \\N \\. quote " \' null NULL é \u{1d11e} \u2028 日本';

function freshValue({ table, column, type }: Column, row: number): string {
  const name = `${table}.${column} ${row}`;
  const hash = createHash('md5').update(name).digest('hex');
  const uuid = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const text = `${name} ${hardText}`;
  const values: Record<string, string> = {
    bigint: String(9_007_199_254_740_993n + BigInt(row)),
    boolean: String(row % 2 === 0),
    bytea: `\\x00ff5c0a${hash}`,
    'double precision': String(0.1 + 0.2 + row),
    integer: String(row + 1),
    json: `{"b": 1.10, "a":  ${JSON.stringify(text)}, "b": 2}`,
    jsonb: `{"exact": 12345678901234567890.1230, "small": 1e-7, "text": ${JSON.stringify(text)}}`,
    text,
    'text[]': `{${JSON.stringify(text)},NULL,""}`,
    'timestamp with time zone': `2026-03-29 01:30:0${row}.789012+00`,
    tsvector: `'naïve':1A,3 'it''s':2 'row${row}':4C`,
    uuid,
    'uuid[]': `{${uuid}}`,
  };
  const value = values[type];
  if (value === undefined) throw new Error(`There is no test value of the type ${type}, which ${name} has.`);
  return value;
}

/**
 * Fills every table that has no row, from the catalogue, so that a new table is filled too. Rows refer to rows that are
 * stored later, also of the same table. The database must be embedded.
 *
 * @returns the names of all tables
 */
export async function fillTables(database: Database): Promise<string[]> {
  const columns = await database.run({ text: columnsSql, values: [] }, Column);
  const byName = new Map(columns.map((column) => [`${column.table}.${column.column}`, column]));

  const chooseValue = (column: Column, row: number): string | null => {
    const { foreignTable, foreignColumn } = column;
    if (foreignTable !== null && foreignColumn !== null) {
      const target = byName.get(`${foreignTable}.${foreignColumn}`);
      if (target === undefined) throw new Error(`${foreignTable}.${foreignColumn} does not exist.`);
      return chooseValue(target, foreignTable === column.table ? (row + 1) % rowsPerTable : row);
    }
    const demanded = demandedValues[`${column.table}.${column.column}`];
    if (Array.isArray(demanded)) return demanded[row] ?? null;
    return demanded === undefined ? freshValue(column, row) : demanded;
  };

  const tables = [...new Set(columns.map(({ table }) => table))];
  await database.run({ text: 'SET session_replication_role = replica', values: [] });
  for (const table of tables) {
    const existing = await database.run({ text: `SELECT FROM "${table}" LIMIT 1`, values: [] });
    if (existing.length > 0) continue;
    const own = columns.filter((column) => column.table === table);
    for (let row = 0; row < rowsPerTable; row += 1) {
      await database.run({
        text: `INSERT INTO "${table}" (${own.map(({ column }) => `"${column}"`).join(', ')})
          VALUES (${own.map(({ type }, index) => `$${index + 1}::text::${type}`).join(', ')})`,
        values: own.map((column) => chooseValue(column, row)),
      });
    }
  }
  await database.run({ text: 'RESET session_replication_role', values: [] });
  return tables;
}

const Text = z.object({ text: z.string() });

/** Returns each row as text, without computed columns, in an order that does not depend on the database. */
export async function readRows(database: Database, table: string): Promise<string[]> {
  const [columns] = await database.run(
    {
      text: `SELECT string_agg(quote_ident(column_name), ', ' ORDER BY column_name) AS text FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
      values: [table],
    },
    Text,
  );
  const rows = await database.run(
    { text: `SELECT ROW(${columns?.text})::text AS text FROM "${table}"`, values: [] },
    Text,
  );
  return rows.map(({ text }) => text).sort();
}
