import { z } from 'zod';
import type { Database } from './database.js';
import { objectsOf, readMigrations } from './migration-scripts.js';

/** How many missing objects a message names. */
const maxNamed = 5;

/**
 * Returns what is wrong with the schema as a sentence, or undefined if it is complete. @throws if the database cannot
 * be reached
 */
export type SchemaCheck = () => Promise<string | undefined>;

const schemaCheckSql = `SELECT
  (SELECT array_agg(o.kind || ' ' || o.name ORDER BY o.number) FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS o (kind, name, number)
   WHERE CASE o.kind
     WHEN 'function' THEN NOT EXISTS (SELECT FROM pg_proc p WHERE p.proname = o.name AND p.pronamespace = to_regnamespace('public'))
     ELSE to_regclass(format('public.%I', o.name)) IS NULL END) AS missing,
  (SELECT array_agg(m.name ORDER BY m.name) FROM unnest($3::text[]) AS m (name) WHERE m.name NOT IN (
     SELECT migration_name FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL)) AS pending`;

const Row = z.object({ missing: z.array(z.string()).nullable(), pending: z.array(z.string()).nullable() });

const formatNames = (names: readonly string[]) =>
  names.length <= maxNamed
    ? names.join(', ')
    : `${names.slice(0, maxNamed).join(', ')} and ${names.length - maxNamed} more`;

/**
 * Returns a check, in one statement, that every table, view and function of the migrations exists, and that each
 * migration is recorded as applied. Migrations of a newer version, which shares the database during an update, are
 * accepted.
 */
export function schemaCheck(database: Pick<Database, 'run'>, migrationsDir: string): SchemaCheck {
  let parametersPromise: Promise<unknown[]> | undefined;
  const loadParameters = async () => {
    const migrations = await readMigrations(migrationsDir);
    const objects = objectsOf(migrations);
    return [objects.map(({ kind }) => kind), objects.map(({ name }) => name), migrations.map(({ name }) => name)];
  };

  return async () => {
    parametersPromise ??= loadParameters();
    let row: z.infer<typeof Row> | undefined;
    try {
      [row] = await database.run({ text: schemaCheckSql, values: [...(await parametersPromise)] }, Row);
    } catch (error) {
      if ((error as { code?: string }).code !== '42P01') throw error;
      return 'The database has no migrations, because the table _prisma_migrations is missing. Start the server, which creates it.';
    }
    if (row?.missing) {
      return `The database is incomplete. Missing: ${formatNames(row.missing)}. If a backup was restored with errors, restore it again.`;
    }
    if (row?.pending)
      return `Migrations are not applied: ${formatNames(row.pending)}. Restart the server to apply them.`;
    return undefined;
  };
}
