import type { ClientBase } from 'pg';
import { MigrationError } from './migration-error.js';
import { type Migration, objectsOf, type SchemaObject, seededTables } from './migration-scripts.js';
import { findUsedTables } from './used-tables.js';

/** Returns which of these objects exist in the database. A function is identified by its name and parameter types. */
async function findExisting(client: ClientBase, objects: readonly SchemaObject[]) {
  const names = (kind: SchemaObject['kind']) => objects.filter((one) => one.kind === kind).map(({ name }) => name);
  const { rows } = await client.query<{ kind: SchemaObject['kind']; object: string; name: string }>(
    `SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind, format('public.%I', c.relname) AS object, c.relname AS name
     FROM pg_class c WHERE c.relnamespace = to_regnamespace('public')
       AND (c.relkind IN ('r', 'p') AND c.relname = ANY ($1) OR c.relkind = 'v' AND c.relname = ANY ($2))
     UNION ALL
     SELECT 'function', format('public.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), p.proname
     FROM pg_proc p WHERE p.pronamespace = to_regnamespace('public') AND p.proname = ANY ($3)`,
    [names('table'), names('view'), names('function')],
  );
  const ofKind = (kind: SchemaObject['kind']) => rows.filter((row) => row.kind === kind);
  return { tables: ofKind('table'), views: ofKind('view'), functions: ofKind('function') };
}

/**
 * Repairs the state that a version before 0.2 left when its migration was interrupted: a record marked as started, and
 * the effects of the first statements. Runs in one transaction.
 *
 * - If no table has data, it was the first start. Everything that the scripts create is dropped with its records, to
 *   start again.
 * - If the whole script can still be applied, none of it was applied. Its record is deleted.
 * - Otherwise only an operator can find out how far it came.
 *
 * @param unfinishedNames names of migrations that are recorded as started but not as finished
 * @throws {MigrationError} with instructions, if it cannot be repaired
 */
export async function repairInterrupted(
  client: ClientBase,
  migrations: readonly Migration[],
  unfinishedNames: readonly string[],
): Promise<void> {
  const existingObjects = await findExisting(client, objectsOf(migrations, { dropped: true }));
  const query = async <Row>(text: string) => (await client.query(text)).rows as Row[];
  const usedTables = await findUsedTables(query, existingObjects.tables, seededTables(migrations));
  if (usedTables.length === 0) {
    const { tables, views, functions } = existingObjects;
    // Dropped by one statement, so that the order of foreign keys does not matter.
    for (const [kind, objects] of [
      ['VIEW', views],
      ['TABLE', tables],
      ['FUNCTION', functions],
    ] as const) {
      if (objects.length > 0) await client.query(`DROP ${kind} ${objects.map(({ object }) => object).join(', ')}`);
    }
    await dropTextSearch(client);
    await client.query('DROP TABLE public._prisma_migrations');
    return;
  }
  for (const name of unfinishedNames) {
    const reason = await whyNotApplicable(client, migrations, name);
    if (reason !== undefined) throw createUnrepairableError(name, reason);
    await client.query(
      'DELETE FROM public._prisma_migrations WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL',
      [name],
    );
  }
}

/** Drops the text search configurations that the scripts create, and then the dictionaries that they use. */
async function dropTextSearch(client: ClientBase): Promise<void> {
  for (const [kind, catalogue, prefix] of [
    ['CONFIGURATION', 'pg_ts_config', 'cfg'],
    ['DICTIONARY', 'pg_ts_dict', 'dict'],
  ] as const) {
    const { rows } = await client.query<{ object: string }>(
      `SELECT format('public.%I', ${prefix}name) AS object FROM ${catalogue}
       WHERE ${prefix}namespace = 'public'::regnamespace AND ${prefix}name LIKE 'broadsheet\\_%'`,
    );
    for (const { object } of rows) await client.query(`DROP TEXT SEARCH ${kind} ${object}`);
  }
}

/** Runs the script and rolls it back. @returns why it cannot be applied as a whole, or undefined if it can */
async function whyNotApplicable(client: ClientBase, migrations: readonly Migration[], name: string) {
  const migration = migrations.find((candidate) => candidate.name === name);
  if (migration === undefined) return 'this version does not have that migration';
  await client.query('SAVEPOINT trial');
  try {
    await client.query(migration.script);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT trial');
  }
}

function createUnrepairableError(name: string, reason: string): MigrationError {
  return new MigrationError(
    `The migration ${name} was interrupted when an earlier version applied it, and is only partly applied (${reason}). ` +
      'Nothing was changed now. Restore the backup from before that update, and start this version with it. ' +
      `Without a backup, run the statements of prisma/migrations/${name}/migration.sql that are not applied yet, then ` +
      `UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE migration_name = '${name}' AND finished_at IS NULL; ` +
      'and start the server again.',
  );
}
