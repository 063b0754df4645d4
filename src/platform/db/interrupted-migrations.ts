import type { ClientBase } from 'pg';
import { MigrationError } from './migration-error.js';
import { type Migration, objectsOf, type SchemaObject, seededTables } from './migration-scripts.js';

/** Which of these objects are in the database; a function by its name and the types of its parameters. */
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

/** Whether no table holds anything but the first row that a script puts into it. */
async function isUnused(
  client: ClientBase,
  tables: readonly { name: string; object: string }[],
  seededTableNames: ReadonlySet<string>,
) {
  for (const { name, object } of tables) {
    const { rows } = await client.query(`SELECT FROM ${object} LIMIT 2`);
    if (rows.length > (seededTableNames.has(name) ? 1 : 0)) return false;
  }
  return true;
}

/**
 * Repairs what a version before 0.2 left when it was interrupted while it migrated: a record that says "started", and the first
 * statements of that script. Runs in one transaction with everything that it does.
 *
 * - No table holds anything: it was the first start. All that the scripts make is dropped, with its records, to begin again.
 * - The whole script can still be applied, so that nothing of it was: its record is forgotten.
 * - Otherwise nobody but an operator can say how far it came.
 *
 * @param unfinishedNames names of migrations that are recorded as started and not as finished
 * @throws {MigrationError} with what to do, where it cannot be repaired
 */
export async function repairInterrupted(
  client: ClientBase,
  migrations: readonly Migration[],
  unfinishedNames: readonly string[],
): Promise<void> {
  const existingObjects = await findExisting(client, objectsOf(migrations, { dropped: true }));
  if (await isUnused(client, existingObjects.tables, seededTables(migrations))) {
    const { tables, views, functions } = existingObjects;
    // Foreign keys between them need no order when all are dropped by one statement.
    for (const [kind, objects] of [
      ['VIEW', views],
      ['TABLE', tables],
      ['FUNCTION', functions],
    ] as const) {
      if (objects.length > 0) await client.query(`DROP ${kind} ${objects.map(({ object }) => object).join(', ')}`);
    }
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

/** Tries the script and takes it back. @returns why it cannot be applied as a whole, if it cannot */
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
    `The migration ${name} was interrupted when an earlier version applied it, and was applied in part (${reason}). ` +
      'Nothing has been changed now. Restore the backup that you made before that update, and start this version on it. ' +
      `Without a backup: run those statements of prisma/migrations/${name}/migration.sql that are not applied yet, then ` +
      `UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE migration_name = '${name}' AND finished_at IS NULL; ` +
      'and start again.',
  );
}
