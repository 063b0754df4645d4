import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../../../tests/support/server-process.js';

const run = promisify(execFile);

/** A separate PostgreSQL server on loopback. Its data survives a stop. */
export type Postgres = {
  port: number;
  /** The folder of `pg_dump`, `pg_restore` and `psql`. */
  bin: string;
  /** Returns the URL of a database of this server, optionally with another port. */
  url(database: string, port?: number): string;
  /** Runs one statement as the superuser, over a connection of its own. */
  query<Row extends object>(sql: string, database?: string): Promise<Row[]>;
  /** @returns the name of a new, empty database */
  createDatabase(name: string, options?: string): Promise<string>;
  start(): Promise<void>;
  stop(mode: 'smart' | 'fast' | 'immediate'): Promise<void>;
  /** Ends all its processes abruptly, like a failure of the machine. */
  kill(): Promise<void>;
  /** Creates and starts a standby that follows it. */
  startStandby(): Promise<Postgres>;
  /** Promotes a standby to a primary. */
  promote(): Promise<void>;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
};

/** Finds the newest PostgreSQL on this machine. @throws if there is none */
async function postgresBin(): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const newest = versions
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => b - a)[0];
  if (newest === undefined) throw new Error('The fault scripts need PostgreSQL: apt-get install postgresql.');
  return `/usr/lib/postgresql/${newest}/bin`;
}

const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root. */
const asPostgres = (command: string, args: readonly string[]): [string, string[]] =>
  isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, [...args]];

/**
 * Starts a PostgreSQL server with an empty data directory, or with that of a primary that it follows.
 *
 * @param settings of postgresql.conf, such as `timezone=America/New_York`
 */
export async function startPostgres(settings: readonly string[] = [], primaryPort?: number): Promise<Postgres> {
  const bin = await postgresBin();
  const folder = await mkdtemp('/tmp/broadsheet-faults-');
  const port = await freePort();
  if (isRoot) {
    const { stdout } = await run('id', ['-u', 'postgres']);
    await chown(folder, Number(stdout), -1);
  }
  await chmod(folder, 0o700);
  const data = join(folder, 'data');
  const command = async (name: string, ...args: string[]) => {
    const [file, all] = asPostgres(join(bin, name), args);
    await run(file, all, { cwd: '/', timeout: 60_000 });
  };
  const empty = ['-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  const copied = ['-h', '127.0.0.1', '-p', String(primaryPort), '-U', 'postgres', '-R', '-c', 'fast', '--no-sync'];
  await (primaryPort === undefined
    ? command('initdb', '-D', data, ...empty)
    : command('pg_basebackup', '-D', data, ...copied));

  const url = (database: string, by = port) => `postgresql://postgres@127.0.0.1:${by}/${database}`;

  async function query<Row extends object>(sql: string, database = 'postgres'): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url(database) });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function start(): Promise<void> {
    const options = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...settings];
    const [file, all] = asPostgres(join(bin, 'postgres'), [
      '-D',
      data,
      '-p',
      String(port),
      ...options.flatMap((option) => ['-c', option]),
    ]);
    const child = spawn(file, all, { cwd: '/', stdio: 'ignore' });
    await once(child, 'spawn');
    for (let tries = 0; tries < 600; tries += 1) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ended with code ${child.exitCode}.`);
      const isUp = await query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (isUp) return;
      await sleep(50);
    }
    throw new Error('PostgreSQL did not start within 30 s.');
  }

  async function stop(mode: 'smart' | 'fast' | 'immediate'): Promise<void> {
    await command('pg_ctl', '-D', data, '-m', mode, '-t', '30', 'stop');
  }

  await start();
  return {
    port,
    bin,
    url,
    query,
    async createDatabase(name, options = '') {
      await query(`CREATE DATABASE ${name} ${options}`);
      return name;
    },
    start,
    stop,
    startStandby: () => startPostgres(settings, port),
    promote: () => command('pg_ctl', '-D', data, '-w', '-t', '30', 'promote'),
    // An immediate stop sends SIGQUIT to every process: no checkpoint, and recovery at the next start.
    kill: () => stop('immediate'),
    async remove() {
      await stop('immediate').catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}
