import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

export type ServerProcess = {
  url: string;
  process: ChildProcess;
  /** Everything that the server has printed so far. */
  output(): string;
  exit: Promise<number | null>;
  /** Resolves once the server responds and has printed its greeting. */
  ready(): Promise<void>;
};

/** Asks over a connection of its own, which does not stay open. */
const isReady = (url: string) =>
  new Promise<boolean>((resolve) => {
    get(`${url}/health/ready`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });

/** Starts a server process, on a free port unless one is given. It ends with the test at the latest. */
export async function startServer(
  test: { teardown(after: () => unknown): void },
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const port = environment.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['dist/server.js'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...inherited, DEMO: 'off', RATE_LIMIT: 'off', SHUTDOWN_DELAY_SECONDS: '0', ...environment, PORT: port },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  test.teardown(() => child.kill('SIGKILL'));
  return {
    url,
    process: child,
    output: () => output,
    exit: once(child, 'exit').then(([code]) => code as number | null),
    async ready() {
      for (let tries = 0; tries < 600; tries++) {
        if (child.exitCode !== null) break;
        if ((await isReady(url)) && output.includes('Try:')) return;
        await sleep(100);
      }
      throw new Error(`The server did not get ready: ${output}`);
    },
  };
}

/** Starts a worker process that ends with the test at the latest. Resolves once it is running. */
export async function startWorker(
  test: { teardown(after: () => unknown): void },
  environment: Record<string, string>,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['dist/worker.js'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, ...environment },
  });
  test.teardown(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  for (let tries = 0; tries < 600; tries += 1) {
    if (output.includes('the worker is running')) return child;
    await sleep(100);
  }
  throw new Error(`The worker did not get ready: ${output}`);
}
