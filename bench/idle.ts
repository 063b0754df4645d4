import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { adminToken, startBroadsheet, stop } from './contestants.js';
import { median } from './measure.js';

// What an idle server asks of PostgreSQL, and how soon work in the background follows a commit of another process.

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('Name an empty database by DATABASE_URL.');
const seconds = 30;
const writes = 40;

const client = new pg.Client({ connectionString: url });
await client.connect();

async function transactions(): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    'SELECT xact_commit + xact_rollback AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]?.n);
}

/** Milliseconds from a commit of one process until a consumer of another has read its event. */
async function reaction(writer: string): Promise<number> {
  const response = await fetch(`${writer}/v1/sections`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `Section ${Math.random()}` }),
  });
  const { id } = (await response.json()) as { id: string };
  const committed = performance.now();
  for (;;) {
    const { rows } = await client.query(
      `SELECT FROM events e WHERE e.subject_id = $1 AND e.position <= (SELECT position FROM event_consumers WHERE name = 'webhooks')`,
      [id],
    );
    if (rows.length > 0) return performance.now() - committed;
    await sleep(1);
  }
}

const [holder, writer] = [
  await startBroadsheet('holder', { DATABASE_URL: url }, {}),
  await startBroadsheet('writer', { DATABASE_URL: url }, {}),
];
try {
  await sleep(15_000);
  const times: number[] = [];
  for (let write = 0; write < writes; write += 1) {
    times.push(await reaction(writer.url));
    await sleep(50 + Math.random() * 200);
  }
  times.sort((a, b) => a - b);
  console.log(
    `A consumer of another process follows a commit within ${median(times).toFixed(0)} ms (median), ${times[Math.floor(writes * 0.95)]?.toFixed(0)} ms (p95).`,
  );
  await stop(writer);
  await sleep(15_000);
  const before = await transactions();
  await sleep(seconds * 1000);
  // Asking is one of them.
  console.log(`An idle server: ${(((await transactions()) - before - 1) / seconds).toFixed(2)} transactions a second.`);
} finally {
  await Promise.all([stop(holder), stop(writer)]);
  await client.end();
}
