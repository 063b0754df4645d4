import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { adminToken, startBroadsheet, stop } from './contestants.js';

/** How long to wait before a server is measured, because the database updates its statistics with a delay. Milliseconds. */
const settleMs = 20_000;
const seconds = 30;
const rounds = 20;

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('The bench of idle servers needs DATABASE_URL: an empty PostgreSQL database.');
const name = new URL(url).pathname.slice(1);
// Connects to another database, so that the measurement does not count itself.
const outside = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
await outside.connect();
const database = new pg.Client({ connectionString: url });

async function transactionsPerSecond(): Promise<string> {
  const count = async () =>
    Number(
      (await outside.query('SELECT xact_commit + xact_rollback AS n FROM pg_stat_database WHERE datname = $1', [name]))
        .rows[0]?.n,
    );
  await sleep(settleMs);
  const before = await count();
  await sleep(seconds * 1_000);
  return (((await count()) - before) / seconds).toFixed(2);
}

const server = await startBroadsheet('idle', { DATABASE_URL: url }, { WEBHOOK_ALLOW_PRIVATE: 'on' });
process.stdout.write(`One idle server: ${await transactionsPerSecond()} transactions a second over ${seconds} s.\n`);
const other = await startBroadsheet('other', { DATABASE_URL: url }, { WEBHOOK_ALLOW_PRIVATE: 'on' });
process.stdout.write(`Two idle servers: ${await transactionsPerSecond()} together.\n`);
await database.connect();

async function send<Body = { id: string }>(path: string, body: unknown, type = 'application/json'): Promise<Body> {
  const answer = await fetch(`${server.url}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}

/** Returns when each event arrived, by its type and its subject. */
async function stream(of: string): Promise<Map<string, number>> {
  const heard = new Map<string, number>();
  const answer = await fetch(`${of}/v1/desk/events`, { headers: { authorization: `Bearer ${adminToken}` } });
  void (async () => {
    let rest = '';
    for await (const bytes of answer.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + Buffer.from(bytes).toString()).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        const change = JSON.parse(data) as { type: string; subject: { id: string } };
        heard.set(`${change.type} ${change.subject.id}`, performance.now());
      }
    }
  })().catch(() => {});
  return heard;
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + 60_000; performance.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(1);
  }
  throw new Error('It did not happen within a minute.');
}

const arrived = new Map<string, number>();
const receiver = createServer(async (request, response) => {
  const at = performance.now();
  let text = '';
  for await (const part of request) text += String(part);
  arrived.set((JSON.parse(text) as { data: { id: string } }).data.id, at);
  response.writeHead(204).end();
}).listen(0, '127.0.0.1');
await once(receiver, 'listening');

const here = await stream(server.url);
const there = await stream(other.url);
const publicOf = (id: string) => fetch(`${other.url}/v1/articles/${id}`).then(({ status }) => status);

type Kind = { what: string; run(round: number): Promise<number> };
const kinds: Kind[] = [
  {
    what: 'a draft is begun → its event is on the streams of both servers',
    async run(round) {
      const { id } = await send('/articles', { headline: `Draft ${round}` });
      const at = performance.now();
      const key = `article.created ${id}`;
      await until(() => here.get(key) && there.get(key));
      return Math.max(here.get(key) ?? 0, there.get(key) ?? 0) - at;
    },
  },
  {
    what: 'an article is published → every event consumer has read of it',
    async run(round) {
      const { id } = await send('/articles', { headline: `Published ${round}`, body: '<p>Words.</p>' });
      await send(`/articles/${id}/publish`, undefined);
      const at = performance.now();
      await until(async () => {
        const { rows } = await database.query(`
          SELECT FROM event_consumers c WHERE c.name <> 'periodic-jobs' AND position < (SELECT max(position) FROM events)
          UNION ALL SELECT FROM events WHERE position IS NULL`);
        return rows.length === 0 || undefined;
      });
      return performance.now() - at;
    },
  },
  {
    what: 'an article is published → the other server, which had cached that there is none, shows it',
    async run(round) {
      const { id } = await send('/articles', { headline: `Shown ${round}` });
      await publicOf(id);
      await send(`/articles/${id}/publish`, undefined);
      const at = performance.now();
      await until(async () => (await publicOf(id)) === 200 || undefined);
      return performance.now() - at;
    },
  },
  {
    what: 'a section is made → its webhook delivery arrives',
    async run(round) {
      const { id } = await send('/sections', { name: `Section ${round}` });
      const at = performance.now();
      return (await until(() => arrived.get(id))) - at;
    },
  },
  {
    what: 'a file is sent → its import has begun',
    async run(round) {
      const line = JSON.stringify({
        externalIds: [{ source: 'bench', id: String(round) }],
        headline: `Import ${round}`,
      });
      const { id } = await send(`/imports?format=ndjson`, `${line}\n`, 'application/x-ndjson');
      const at = performance.now();
      return (await until(() => here.get(`import.started ${id}`))) - at;
    },
  },
  {
    what: 'the hour of a scheduled article → it is published',
    async run(round) {
      const { id } = await send('/articles', { headline: `Scheduled ${round}`, body: '<p>Words.</p>' });
      const hour = Date.now() + 1_500;
      await send(`/articles/${id}/schedule`, { at: new Date(hour).toISOString() });
      const at = await until(() => here.get(`article.published ${id}`));
      return performance.timeOrigin + at - hour;
    },
  },
];

await send('/webhooks', {
  url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  types: ['section.created'],
});
process.stdout.write(`Milliseconds after the response, ${rounds} times each, the servers idle before:\n`);
for (const { what, run } of kinds) {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await sleep(500 + Math.random() * 500);
    took.push(await run(round));
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => Math.max(0, took[Math.floor((rounds - 1) * share)] ?? 0).toFixed(0);
  process.stdout.write(`${what}: p50 ${at(0.5)}, p95 ${at(0.95)}\n`);
}
receiver.close();
receiver.closeAllConnections();
for (const one of [server, other]) await stop(one);
await Promise.all([database.end(), outside.end()]);
process.exit(0);
