import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from './postgres-programs.js';
import { freePort } from './server-process.js';

/** Whether PgBouncer is installed. */
export const hasPgbouncer = await runProgram('pgbouncer', ['--version']).then(
  () => true,
  () => false,
);

/** Starts PgBouncer in transaction mode in front of a server, and returns the URL of a database through it. */
export async function startPgbouncer(
  test: { teardown(after: () => unknown): void },
  databaseUrl: string,
  poolSize: number,
): Promise<string> {
  const { hostname, port, username, password } = new URL(databaseUrl);
  // The user to whom root switches needs access.
  const folder = await mkdtemp('/tmp/broadsheet-pgbouncer-');
  await chmod(folder, 0o755);
  const ownPort = await freePort();
  await writeFile(join(folder, 'users.txt'), `"${username}" "${decodeURIComponent(password)}"\n`);
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    [
      '[databases]',
      `* = host=${hostname} port=${port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${ownPort}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${join(folder, 'users.txt')}`,
      'pool_mode = transaction',
      `default_pool_size = ${poolSize}`,
      'max_client_conn = 200',
    ].join('\n'),
  );
  // PgBouncer refuses to run as root.
  const asUser = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn('pgbouncer', ['-q', ...asUser, join(folder, 'pgbouncer.ini')]);
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  test.teardown(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });
  for (let tries = 0; ; tries++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(ownPort, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
    if (isOpen) break;
    if (tries > 100) throw new Error(`PgBouncer did not start: ${output}`);
    await sleep(50);
  }
  return Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${ownPort}` }).href;
}
