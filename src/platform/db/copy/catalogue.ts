import pg from 'pg';

/** Runs a statement and returns its rows. All columns must be text or JSON, which both clients read in the same way. */
export type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** A table, and the columns that are stored and not computed. */
export type Table = { name: string; columns: string[] };

/** How many rows a table has, and a checksum of their contents that does not depend on their order. */
export type Summary = { rows: number; checksum: string };

/** Belongs to the migrations. The target has its own after they were applied there. */
export const migrationsTable = '_prisma_migrations';

const quoteName = (name: string) => `public.${pg.escapeIdentifier(name)}`;
const formatColumns = ({ columns }: Table) => columns.map((column) => pg.escapeIdentifier(column)).join(', ');

/** Returns the part of COPY and SELECT that names a table and its columns. */
export const copyInto = (table: Table) => `${quoteName(table.name)} (${formatColumns(table)})`;
export const copyableColumns = (table: Table) => `SELECT ${formatColumns(table)} FROM ${quoteName(table.name)}`;
export const listTables = (tables: readonly Table[]) => tables.map(({ name }) => quoteName(name)).join(', ');

/** Reads all tables in the schema `public`, except those of extensions and that of the migrations. Sorted by name. */
export const readTables = (query: Query): Promise<Table[]> =>
  query<Table>(
    `SELECT c.relname::text AS name, json_agg(a.attname ORDER BY a.attname) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
       AND c.relname <> '${migrationsTable}' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     GROUP BY c.oid, c.relname ORDER BY c.relname::text COLLATE "C"`,
  );

/** Returns the number of 8 KiB blocks of a table, without values that are stored out of line. */
export async function countBlocks(query: Query, { name }: Table): Promise<number> {
  const rows = await query<{ blocks: string }>(
    `SELECT (pg_relation_size($1::text::regclass) / current_setting('block_size')::int)::text AS blocks`,
    [quoteName(name)],
  );
  return Number(rows[0]?.blocks);
}

/** Reads how many rows a table has, and the sum of hashes of the text of each row. */
export async function summarise(query: Query, table: Table): Promise<Summary> {
  const [row] = await query<{ rows: string; checksum: string }>(
    `SELECT count(*)::text AS rows, coalesce(sum(
       ('x' || left(encode(sha256(convert_to(moved_row::text, 'UTF8')), 'hex'), 15))::bit(60)::bigint), 0)::text AS checksum
     FROM (${copyableColumns(table)}) AS moved_row`,
  );
  return { rows: Number(row?.rows), checksum: row?.checksum ?? '' };
}

/** A sequence and its next value. */
export type Sequence = { name: string; next: string };

/** Returns the next value of each sequence in the schema `public`, by its name. */
export async function readSequences(query: Query): Promise<Sequence[]> {
  const sequences = await query<{ name: string; step: string }>(
    `SELECT c.relname::text AS name, s.seqincrement::text AS step FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
     WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  return Promise.all(
    sequences.map(async ({ name, step }) => {
      const [row] = await query<{ next: string }>(
        `SELECT (last_value + CASE WHEN is_called THEN ${step} ELSE 0 END)::text AS next FROM ${quoteName(name)}`,
      );
      return { name, next: row?.next ?? '1' };
    }),
  );
}

/** Sets the next value of a sequence. Unlike `setval`, this is undone if the transaction fails. */
export const restartSequence = async (query: Query, { name, next }: Sequence): Promise<void> => {
  await query(`ALTER SEQUENCE ${quoteName(name)} RESTART WITH ${BigInt(next)}`);
};

/**
 * Drops all foreign keys of the schema `public`, because rows may refer to rows that are copied later.
 *
 * @returns a function that creates them again, which checks all rows
 */
export async function dropForeignKeys(query: Query): Promise<() => Promise<void>> {
  const keys = await query<{ table: string; key: string; definition: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS table, quote_ident(k.conname) AS key, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype = 'f' AND n.nspname = 'public' ORDER BY 1, 2`,
  );
  for (const { table, key } of keys) await query(`ALTER TABLE ${table} DROP CONSTRAINT ${key}`);
  return async () => {
    for (const { table, key, definition } of keys)
      await query(`ALTER TABLE ${table} ADD CONSTRAINT ${key} ${definition}`);
  };
}
