import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../tests/support/server-process.js';

const adminToken = 'the-administrator-of-the-fault-scripts';

// biome-ignore lint/suspicious/noExplicitAny: scripts read responses of every shape
type Body = any;
export type Response = { status: number; headers: Headers; body: Body; milliseconds: number };
type Sent = {
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
  /** The timeout after which the request counts as unanswered, in milliseconds. The default is 15,000. */
  within?: number;
};

export type Server = {
  url: string;
  pid: number;
  process: ChildProcess;
  /** Everything that it has printed so far. */
  output(): string;
  exit: Promise<number | null>;
  /**
   * Sends a request with the administrator's token unless another is given (`null` for none).
   *
   * @throws if there is no response
   */
  request(method: string, path: string, sent?: Sent): Promise<Response>;
  /** Waits until `/health/ready` returns 200. @throws after one minute, or if the process ends */
  ready(): Promise<void>;
  kill(): Promise<void>;
  /** Sends SIGTERM. @returns the exit code @throws if the process is still running after `within` milliseconds */
  terminate(within?: number): Promise<number | null>;
};

/** Sends a request to a server. @throws if there is no response */
async function send(
  url: string,
  method: string,
  path: string,
  { token = adminToken, body, headers = {}, within = 15_000 }: Sent = {},
): Promise<Response> {
  const begun = performance.now();
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(within),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
    milliseconds: performance.now() - begun,
  };
}

/** Starts the built server as in production, in a separate process. */
export async function startServer(environment: Record<string, string>): Promise<Server> {
  const port = environment.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['dist/server.js'], {
    cwd: join(import.meta.dirname, '../../..'),
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      DEMO: 'off',
      ADMIN_TOKEN: adminToken,
      SECRET_KEY: 'a key for fault scripts, of 32 characters or more',
      ...environment,
      PORT: port,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  // Ends the server together with this process.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  void exit.then(() => process.removeListener('exit', onExit));

  return {
    url,
    pid: child.pid ?? 0,
    process: child,
    output: () => output,
    exit,
    request: (method, path, sent) => send(url, method, path, sent),
    async ready() {
      for (let tries = 0; tries < 600; tries += 1) {
        if (child.exitCode !== null || child.signalCode !== null) break;
        const health = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
          () => undefined,
        );
        await health?.arrayBuffer();
        if (health?.ok) return;
        await sleep(100);
      }
      throw new Error(`The server did not get ready: ${output}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async terminate(within = 20_000) {
      child.kill('SIGTERM');
      const late = sleep(within, 'late' as const, { ref: false });
      const code = await Promise.race([exit, late]);
      if (code === 'late') throw new Error(`The server was still there ${within} ms after SIGTERM.`);
      return code;
    },
  };
}
