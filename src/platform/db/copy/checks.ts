import pg from 'pg';
import { type Migration, objectsOf, seededTables } from '../migration-scripts.js';
import { findUsedTables } from '../used-tables.js';
import type { Header } from './backup-format.js';
import { migrationsTable, type Query, type Table } from './catalogue.js';
import { CopyError } from './copy-error.js';
import { checkFingerprint, checkKey, type NewsroomKey } from './key-check.js';

/** How many names a message contains. */
const maxNamed = 5;

const formatNames = (names: readonly string[]) =>
  names.length <= maxNamed
    ? names.join(', ')
    : `${names.slice(0, maxNamed).join(', ')} and ${names.length - maxNamed} more`;

async function readAppliedMigrations(query: Query): Promise<string[]> {
  const [table] = await query<{ name: string | null }>(`SELECT to_regclass('public.${migrationsTable}')::text AS name`);
  if (table?.name == null) return [];
  const rows = await query<{ name: string }>(
    `SELECT migration_name::text AS name FROM public.${migrationsTable} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return rows.map(({ name }) => name);
}

async function findUnknownMigrations(query: Query, migrations: readonly Migration[]): Promise<string[]> {
  const knownNames = new Set(migrations.map(({ name }) => name));
  return (await readAppliedMigrations(query)).filter((name) => !knownNames.has(name)).sort();
}

/** @throws {CopyError} if a database has not exactly the migrations of this version, or was used with another key */
export async function checkSource(query: Query, migrations: readonly Migration[], key: NewsroomKey): Promise<void> {
  const unknownNames = await findUnknownMigrations(query, migrations);
  if (unknownNames.length > 0)
    throw new CopyError(
      `The database is of a newer version of Broadsheet, because it has migrations that this version does not have: ${formatNames(unknownNames)}. Use that version.`,
    );
  const appliedNames = new Set(await readAppliedMigrations(query));
  const pendingNames = migrations.map(({ name }) => name).filter((name) => !appliedNames.has(name));
  if (pendingNames.length > 0)
    throw new CopyError(
      `The database is of an earlier version of Broadsheet. Make a copy of it, start this version with it once or run the command migrate, and try again. Missing migrations: ${formatNames(pendingNames)}.`,
    );
  await checkKey(query, key);
}

/**
 * Checks that the target can receive a newsroom.
 *
 * @throws {CopyError} if a table of Broadsheet has rows, if the target is of another version, or if it cannot store all
 *   characters
 */
export async function checkTarget(query: Query, migrations: readonly Migration[]): Promise<void> {
  const [server] = await query<{ encoding: string }>(`SELECT current_setting('server_encoding') AS encoding`);
  if (server?.encoding !== 'UTF8')
    throw new CopyError(
      `The target database has the encoding ${server?.encoding}. Create a database with the encoding UTF8.`,
    );
  const unknownNames = await findUnknownMigrations(query, migrations);
  if (unknownNames.length > 0)
    throw new CopyError(
      `The target database is of another version of Broadsheet, because it has migrations that this version does not have: ${formatNames(unknownNames)}. Create an empty database.`,
    );
  const tableNames = objectsOf(migrations, { dropped: true }).flatMap(({ kind, name }) =>
    kind === 'table' ? [name] : [],
  );
  const existingTables = await query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class
     WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p') AND relname::text IN (SELECT json_array_elements_text($1::text::json)) ORDER BY 1`,
    [JSON.stringify(tableNames)],
  );
  const usedTables = await findUsedTables(
    query,
    existingTables.map(({ name }) => ({ name, object: `public.${pg.escapeIdentifier(name)}` })),
    seededTables(migrations),
  );
  if (usedTables.length > 0)
    throw new CopyError(
      `The target database is not empty. These tables have rows: ${formatNames(usedTables)}. Nothing was changed. Create an empty database, and use it as the target.`,
    );
}

/** @throws {CopyError} if the target lacks a table or a column of the source, or has a column more */
export function checkSameTables(sourceTables: readonly Table[], targetTables: readonly Table[]): void {
  const targetColumns = new Map(targetTables.map(({ name, columns }) => [name, JSON.stringify(columns)]));
  const differentNames = sourceTables
    .filter(({ name, columns }) => targetColumns.get(name) !== JSON.stringify(columns))
    .map(({ name }) => name);
  if (differentNames.length > 0)
    throw new CopyError(
      `These tables are not in the target, or have other columns there: ${formatNames(differentNames)}. Only tables that the migrations create can be copied.`,
    );
}

/** @throws {CopyError} if a backup was made with another version of Broadsheet or another key */
export function checkBackup(header: Header, migrations: readonly Migration[], key: NewsroomKey): void {
  const ownNames = migrations.map(({ name }) => name);
  const unknownNames = header.migrations.filter((name) => !ownNames.includes(name));
  if (unknownNames.length > 0)
    throw new CopyError(
      `The backup is of a newer version of Broadsheet, because it has migrations that this version does not have: ${formatNames(unknownNames)}. Restore it with that version.`,
    );
  const missingNames = ownNames.filter((name) => !header.migrations.includes(name));
  if (missingNames.length > 0)
    throw new CopyError(
      `The backup is of an earlier version of Broadsheet. Restore it with that version, and start this version with the restored database. Missing migrations: ${formatNames(missingNames)}.`,
    );
  checkFingerprint(header.keyFingerprint, key);
}
