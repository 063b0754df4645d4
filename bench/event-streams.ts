import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { adminToken, startBroadsheet, stop } from './contestants.js';
import { processorTime } from './measure.js';
import { residentMegabytes } from './memory.js';

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    stories: { type: 'string', default: '50' },
    silent: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
  },
});
const [clients, stories, silent, seconds] = [options.clients, options.stories, options.silent, options.seconds].map(
  Number,
) as [number, number, number, number];

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('The bench of streams needs DATABASE_URL: an empty PostgreSQL database.');

const server = await startBroadsheet('streams', { DATABASE_URL: url }, { EVENT_STREAMS: String(clients + silent) });
const port = Number(new URL(server.url).port);
const memory = () => residentMegabytes(server.pid);

/** Opens an event stream. @param onStory receives the id of each announced article, and when the event arrived */
async function open(onStory: (id: string, at: number) => void): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /v1/events HTTP/1.1\r\nhost: bench\r\n\r\n');
  let begun: () => void = () => {};
  const live = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let rest = '';
  socket.on('data', (bytes) => {
    const at = performance.now();
    const text = rest + bytes.toString('latin1');
    if (text.includes(': live')) begun();
    for (const [, id = ''] of text.matchAll(/"article\.published".{0,80}?"id":"([0-9a-f-]{36})"[^\n]*\n/g))
      onStory(id, at);
    const cut = text.lastIndexOf('\n\n');
    rest = cut === -1 ? text : text.slice(cut);
  });
  socket.on('error', () => {});
  await live;
  return socket;
}

async function write(path: string, body?: object): Promise<{ id: string }> {
  const answer = await fetch(`${server.url}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

async function processorShare(of: () => Promise<unknown>): Promise<number> {
  const [before, began] = [(await processorTime(server.pid)) ?? 0, performance.now()];
  await of();
  const after = (await processorTime(server.pid)) ?? 0;
  return ((after - before) * 1000) / (performance.now() - began);
}

const at = (sorted: readonly number[], share: number) =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);

// Warm up: memory is measured only after the code is compiled and the pools are filled.
for (let n = 0; n < 20; n += 1)
  await write(`/articles/${(await write('/articles', { headline: `Before ${n}` })).id}/publish`);
await sleep(3_000);
const idle = await memory();
const idleShare = await processorShare(() => sleep(5_000));

const acknowledged = new Map<string, number>();
const sent = new Map<string, number>();
const heard: { id: string; at: number }[] = [];
const sockets: Socket[] = [];
for (let n = 0; n < clients; n += 50)
  sockets.push(
    ...(await Promise.all(
      Array.from({ length: Math.min(50, clients - n) }, () => open((id, at) => heard.push({ id, at }))),
    )),
  );
await sleep(3_000);
const held = await memory();
const heldShare = await processorShare(() => sleep(seconds * 1000));
const afterBeats = await memory();

const publishing = await processorShare(async () => {
  for (let n = 0; n < stories; n += 1) {
    const { id } = await write('/articles', { headline: `Story ${n}` });
    sent.set(id, performance.now());
    await write(`/articles/${id}/publish`);
    acknowledged.set(id, performance.now());
    await sleep(200);
  }
  for (let tries = 0; tries < 200 && heard.length < clients * stories; tries += 1) await sleep(50);
});
const late = heard.map(({ id, at }) => at - (acknowledged.get(id) ?? at)).sort((a, b) => a - b);
const last = new Map<string, number>();
for (const { id, at } of heard) last.set(id, Math.max(last.get(id) ?? 0, at));
const all = [...last].map(([id, at]) => at - (acknowledged.get(id) ?? at)).sort((a, b) => a - b);
const published = await memory();

// Clients that never read, while more data is sent than the buffers hold.
const deaf: Socket[] = [];
for (let n = 0; n < silent; n += 1) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.pause().on('error', () => {});
  socket.write('GET /v1/events HTTP/1.1\r\nhost: bench\r\n\r\n');
  deaf.push(socket);
}
for (const socket of sockets) socket.destroy();
await sleep(2_000);
const database = new pg.Client({ connectionString: url });
await database.connect();
let most = 0;
for (let round = 0; round < 40; round += 1) {
  await database.query(`
    INSERT INTO events (type, subject_id, payload, public_kind, public_id, public_slug, tombstone)
    SELECT 'section.updated', gen_random_uuid(), '{}', 'section', gen_random_uuid(), repeat('x', 4000), false FROM generate_series(1, 100)`);
  await sleep(250);
  most = Math.max(most, await memory());
}
await sleep(1_000);
const left = await fetch(`${server.url}/v1/events`, { method: 'HEAD' });
await database.end();
for (const socket of deaf) socket.destroy();
await stop(server);

const each = (((held - idle) * 1024) / clients).toFixed(1);
process.stdout.write(`${clients} clients, Node ${process.versions.node}.
Resident memory in MB: ${idle.toFixed(0)} without clients, ${held.toFixed(0)} with all of them (${each} KB each), ${afterBeats.toFixed(0)} after ${seconds} s more, ${published.toFixed(0)} after ${stories} stories.
Processor: ${(idleShare * 100).toFixed(1)} % without clients, ${(heldShare * 100).toFixed(1)} % with all of them idle, ${(publishing * 100).toFixed(1)} % while stories are published.
Told: ${heard.length} of ${clients * stories}. After the answer to the publishing, in ms: median ${at(late, 0.5)}, 99th percentile ${at(late, 0.99)}, at most ${at(late, 1)}; to the last client of each story: median ${at(all, 0.5)}, at most ${at(all, 1)}.
${silent} clients that never read, 16 MB told to each: ${most.toFixed(0)} MB at most; the server answers ${left.status}.
`);
process.exitCode = heard.length === clients * stories ? 0 : 1;
process.exit();
