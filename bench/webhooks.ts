import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Webhook } from 'standardwebhooks';

// Runs two servers and a worker on the empty PostgreSQL database of DATABASE_URL, with three receivers: a fast one, one
// that takes five seconds, and one that never responds. The worker is killed in the middle.
const { values } = parseArgs({ options: { events: { type: 'string', default: '500' } } });
const events = Number(values.events);
const token = 'the-token-of-the-bench';
const environment = {
  ...process.env,
  SECRET_KEY: 'k'.repeat(32),
  ADMIN_TOKEN: token,
  DEMO: 'off',
  RATE_LIMIT: 'off',
  LOG_LEVEL: 'warn',
  WEBHOOK_ALLOW_PRIVATE: 'on',
};

const children: ChildProcess[] = [];
function run(script: string, more: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--import=tsx', script], {
    env: { ...environment, ...more },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if ((await fetch(`${url}/health/ready`).catch(() => undefined))?.ok) return;
    await sleep(100);
  }
  throw new Error(`${url} does not get ready.`);
}

type Receiver = {
  name: string;
  url: string;
  secret: string;
  first: Map<string, number>;
  messages: number;
  unsigned: number;
};

async function receiver(name: string, wait: number): Promise<Receiver> {
  const self: Receiver = { name, url: '', secret: '', first: new Map(), messages: 0, unsigned: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    self.messages += 1;
    try {
      const said = new Webhook(self.secret).verify(text, request.headers as Record<string, string>) as {
        timestamp: string;
      };
      const id = String(request.headers['webhook-id']);
      if (!self.first.has(id)) self.first.set(id, Date.now() - Date.parse(said.timestamp));
    } catch {
      self.unsigned += 1;
    }
    if (wait === Number.POSITIVE_INFINITY) return;
    await sleep(wait);
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return self;
}

async function post(url: string, path: string, body: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; secret: string };
}

function say({ name, first, messages, unsigned }: Receiver, since: number): void {
  const waits = [...first.values()].sort((a, b) => a - b);
  const at = (part: number) =>
    ((waits[Math.min(waits.length - 1, Math.floor(waits.length * part))] ?? 0) / 1_000).toFixed(2);
  const took = ((Date.now() - since) / 1_000).toFixed(1);
  process.stdout.write(
    `${name}: ${first.size} of ${events} events after ${took} s, in ${messages} messages, ${unsigned} not signed; from change to receiver: median ${at(0.5)} s, 99 % ${at(0.99)} s, longest ${at(1)} s\n`,
  );
}

try {
  const urls = ['http://127.0.0.1:3471', 'http://127.0.0.1:3472'];
  run('src/server.ts', { PORT: '3471' });
  await ready(urls[0] ?? '');
  run('src/server.ts', { PORT: '3472' });
  await ready(urls[1] ?? '');
  const worker = run('src/worker.ts');
  const receivers = [
    await receiver('dead', Number.POSITIVE_INFINITY),
    await receiver('slow, 5 s', 5_000),
    await receiver('well', 0),
  ];
  for (const one of receivers)
    one.secret = (await post(urls[0] ?? '', '/v1/webhooks', { url: one.url, types: ['person.created'] })).secret;
  await sleep(3_000);

  const started = Date.now();
  let next = 0;
  const writer = async (url: string) => {
    while (next < events) {
      const number = next++;
      if (number === Math.floor(events / 2)) worker.kill('SIGKILL');
      await post(url, '/v1/people', { name: `Person ${number}` });
    }
  };
  await Promise.all([...urls, ...urls].map(writer));
  process.stdout.write(
    `${events} changes in ${((Date.now() - started) / 1_000).toFixed(1)} s; the worker was killed (-9) after ${Math.floor(events / 2)}\n`,
  );
  for (const one of [...receivers].reverse().slice(0, 2)) {
    while (one.first.size < events && Date.now() - started < 300_000) await sleep(100);
    say(one, started);
  }
  if (receivers[0] !== undefined) say(receivers[0], started);
} finally {
  for (const child of children) child.kill('SIGKILL');
  process.exit();
}
