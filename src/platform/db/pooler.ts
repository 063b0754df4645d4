import pg from 'pg';
import { limitedSettings } from './session.js';

/** A pooler is not set up as Broadsheet needs it. The message is for the operator of the server. */
export class PoolerError extends Error {}

type Client = Pick<pg.ClientBase, 'query'>;

/**
 * Makes the session settings the defaults of a role in this database. A pooler that assigns connections to transactions
 * accepts neither startup options nor settings that outlast a transaction.
 *
 * @param client a connection to the server itself
 * @param pooledUrl the URL of the pooler, which names the role
 */
export async function storeRoleSettings(client: Client, pooledUrl: string): Promise<void> {
  // The parameters of an extension exist once a session has used it.
  await client.query("SELECT similarity('', '')");
  const { rows } = await client.query<{ database: string; role: string; settings: string[] }>(
    `SELECT current_database() AS database, r.rolname AS role, coalesce(s.setconfig, '{}') AS settings
     FROM pg_roles r LEFT JOIN pg_db_role_setting s
       ON s.setrole = r.oid AND s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
     WHERE r.rolname = coalesce($1, current_user)`,
    [new pg.Client({ connectionString: pooledUrl }).user ?? null],
  );
  const [roleRow] = rows;
  if (roleRow === undefined)
    throw new PoolerError('The role in DATABASE_URL does not exist on the server of DATABASE_DIRECT_URL.');
  for (const [name, value] of Object.entries(limitedSettings)) {
    if (roleRow.settings.some((setting) => setting.toLowerCase() === `${name}=${value}`.toLowerCase())) continue;
    await client.query(
      `ALTER ROLE ${pg.escapeIdentifier(roleRow.role)} IN DATABASE ${pg.escapeIdentifier(roleRow.database)} SET ${name} = ${pg.escapeLiteral(value)}`,
    );
  }
}

const withoutSpaces = (value: string) => value.replaceAll(' ', '').toLowerCase();

/**
 * Checks that the connections of a pooler have the session settings. Connections that were opened before the settings
 * were stored do not have them.
 *
 * @throws an error that says what to do
 */
export async function checkPooledSettings(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE lower(name) = ANY ($1::text[])',
    [Object.keys(limitedSettings)],
  );
  const current = new Map(rows.map(({ name, setting }) => [name.toLowerCase(), setting]));
  for (const [name, value] of Object.entries(limitedSettings)) {
    const setting = current.get(name);
    // Until a session uses an extension, it does not know the parameters of the extension.
    if (setting === undefined || withoutSpaces(setting) === withoutSpaces(value)) continue;
    throw new PoolerError(
      `The pooler in DATABASE_URL has connections with ${name} = ${setting} instead of ${value}. Close its connections, for PgBouncer with RECONNECT, and start again.`,
    );
  }
}

/** Explains why a pooler refused the startup options, which are sent only without `DATABASE_DIRECT_URL`. */
export function explainPooler(error: unknown): never {
  if (!/unsupported startup parameter/.test((error as Error).message)) throw error;
  throw new PoolerError(
    'DATABASE_URL leads to a pooler that does not accept session settings, such as PgBouncer. Set DATABASE_DIRECT_URL to the URL of the database server itself.',
    { cause: error },
  );
}
