import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

export type Contestant = { name: string; url: string; pid: number; process: ChildProcess };

/** The database of the newsroom: `DATABASE_URL`, or `DATA_DIR`, which only one process can use. */
export type Where = { DATABASE_URL: string } | { DATA_DIR: string };

export const adminToken = 'the-administrator-of-the-bench';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/articles`);
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** The delay between attempts to reach a starting server. Milliseconds. */
const patience = 2;

/** Starts Broadsheet as in production, and waits until it responds. */
export async function startBroadsheet(
  name: string,
  where: Where,
  settings: Record<string, string>,
): Promise<Contestant> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['dist/server.js'], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'silent',
      DEMO: 'off',
      ADMIN_TOKEN: adminToken,
      SECRET_KEY: 'a key for the bench, of 32 characters or more',
      ...where,
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Ends the server together with this process.
  process.once('exit', () => child.kill());
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${name} did not start.`);
    await new Promise((resolve) => setTimeout(resolve, patience));
  }
  return { name, url, pid: child.pid ?? 0, process: child };
}

/** Starts a server of the benchmark, which reports its address. */
export async function startOwn(
  name: string,
  file: string,
  where: Where | object,
  ...args: string[]
): Promise<Contestant> {
  const child = fork(new URL(file, import.meta.url), args, {
    execArgv: ['--import=tsx'],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...where },
  });
  const { url } = await told<{ url: string }>(child);
  return { name, url, pid: child.pid ?? 0, process: child };
}

/** Sends a message to a server of the benchmark and returns its reply. */
export async function tell<Reply>({ process: child }: Contestant, message: object): Promise<Reply> {
  const reply = told<Reply>(child);
  child.send(message);
  return reply;
}

async function told<Reply>(child: ChildProcess): Promise<Reply> {
  const ended = new AbortController();
  const [reply] = await Promise.race([
    once(child, 'message', { signal: ended.signal }),
    once(child, 'exit', { signal: ended.signal }).then(() => Promise.reject(new Error('A server of the bench ended.'))),
  ]);
  ended.abort();
  return reply as Reply;
}

export async function stop({ process: child }: Contestant): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
