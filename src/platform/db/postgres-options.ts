import { connect, type Socket } from 'node:net';
import pg from 'pg';
import type postgres from 'postgres';
import type { SessionSettings } from './session.js';

/**
 * Returns the options of Postgres.js for a server. `pg` parses the URL, so that both clients interpret it in the same
 * way, including the settings of TLS.
 *
 * @param session the server and the session settings
 * @param applicationName the name of the connections in `pg_stat_activity`
 * @param onSocket receives each socket before it is connected
 */
export function postgresOptions<Types extends Record<string, postgres.PostgresType>>(
  { connectionString, options }: SessionSettings,
  applicationName: string,
  onSocket: (socket: Socket) => void = () => {},
): postgres.Options<Types> {
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString });

  /** Data that is written before the socket is connected is buffered. */
  function socket(): Socket {
    const newSocket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    newSocket.setNoDelay(true);
    onSocket(newSocket);
    // Postgres.js uses `host` as the name of the server in TLS.
    return Object.assign(newSocket, { host });
  }

  return {
    host,
    port,
    socket,
    user: user ?? '',
    password: typeof password === 'string' ? password : '',
    database: database ?? '',
    ssl: ssl as boolean | object,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: applicationName, ...(options === undefined ? {} : { options }) },
  } as postgres.Options<Types>;
}
