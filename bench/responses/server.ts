import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../tests/support/server-process.js';

const adminToken = 'the-administrator-of-the-recorded-responses';

export type Sent = { token?: string | null; body?: unknown; headers?: Record<string, string> };

export type Server = {
  url: string;
  /** Sends a request, with the administrator's token unless another is given (`null` for none). */
  send(method: string, path: string, sent?: Sent): Promise<Response>;
  stop(): Promise<void>;
};

/** Starts a built server on an embedded database, and waits until it is ready. */
export async function startServer(serverFile: string, dataDir: string): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [serverFile], {
    cwd: dirname(dirname(serverFile)),
    stdio: 'inherit',
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      DEMO: 'on',
      ADMIN_TOKEN: adminToken,
      SECRET_KEY: 'a key for recorded responses, of 32 characters or more',
      PUBLIC_URL: 'http://newsroom.example',
      DATA_DIR: dataDir,
      PORT: String(port),
    },
  });
  const exit = once(child, 'exit');
  process.once('exit', () => child.kill('SIGKILL'));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with exit code ${child.exitCode}.`);
    const health = await fetch(`${url}/health/ready`).catch(() => undefined);
    await health?.arrayBuffer();
    if (health?.ok) break;
    await sleep(100);
  }
  return {
    url,
    send(method, path, { token = adminToken, body, headers = {} } = {}) {
      const isRaw = typeof body === 'string';
      return fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(30_000),
      });
    },
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
