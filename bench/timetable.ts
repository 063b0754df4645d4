import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { adminToken, startBroadsheet, stop } from './contestants.js';

/** The number of articles that are scheduled for the same second, and its minimum distance from now in milliseconds. */
const stories = 500;
const ahead = 5_000;

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('The timetable needs DATABASE_URL: an empty PostgreSQL database.');
const isKilling = process.argv.includes('--kill');

const servers = [
  await startBroadsheet('first', { DATABASE_URL: url }, { DATABASE_POOL: '4' }),
  await startBroadsheet('second', { DATABASE_URL: url }, { DATABASE_POOL: '4' }),
];
const worker: ChildProcess = spawn(process.execPath, ['dist/worker.js'], {
  env: {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DATABASE_URL: url,
    DATABASE_POOL: '4',
    SECRET_KEY: 'a key for the bench, of 32 characters or more',
    LOG_LEVEL: 'info',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('exit', () => worker.kill());
await once(worker.stdout as NodeJS.ReadableStream, 'data');

const base = servers[0]?.url ?? '';

async function send(path: string, body: object): Promise<{ id: string }> {
  const answer = await fetch(`${base}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

/** Calls `act` once per article, a few at a time. */
async function each(act: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const hand = async () => {
    while (next < stories) await act(next++);
  };
  await Promise.all([hand(), hand(), hand(), hand()]);
}

const run = process.pid;
const section = await send('/sections', { name: `Timetable ${run}` });
const person = await send('/people', { name: `Ada Timetable ${run}` });
const body = `<p>${'Ferries leave the harbour of Wexley at night. '.repeat(65)}</p>`;
const ids: string[] = [];
const begun = Date.now();
await each(async (n) => {
  const { id } = await send('/articles', {
    headline: `Planned ${run} ${n}`,
    body,
    section: section.id,
    tags: [`run-${run}`, 'ferries'],
    people: [{ person: person.id, relation: 'author' }],
  });
  ids.push(id);
});

// Scheduling takes about as long as writing, so the planned time is after the end of scheduling.
const at = new Date(Math.ceil((Date.now() + 4 * (Date.now() - begun) + ahead) / 1_000) * 1_000);
await each(async (n) => void (await send(`/articles/${ids[n]}/schedule`, { at })));

const database = new pg.Client({ connectionString: url });
await database.connect();
const live = async () => {
  const { rows } = await database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM publications WHERE article_id = ANY ($1::uuid[])',
    [ids],
  );
  return rows[0]?.n ?? 0;
};

const early = await live();
await sleep(Math.max(0, at.getTime() - Date.now() - 50));
const seen: { after: number; out: number }[] = [];
let killedAt: number | undefined;
for (let out = 0; out < stories; ) {
  out = await live();
  const after = Date.now() - at.getTime();
  seen.push({ after, out });
  if (isKilling && killedAt === undefined && out > 0) {
    worker.kill('SIGKILL');
    killedAt = after;
  }
  if (after > 60_000) throw new Error(`After a minute ${out} of ${stories} are out.`);
  await sleep(10);
}

while ((await database.query('SELECT FROM events WHERE position IS NULL LIMIT 1')).rowCount !== 0) await sleep(50);
const { rows } = await database.query<{ id: string; types: string[] }>(
  `SELECT subject_id AS id, array_agg(type ORDER BY position) AS types FROM events
   WHERE subject_id = ANY ($1::uuid[]) AND type IN ('article.created', 'article.scheduled', 'article.published') GROUP BY subject_id`,
  [ids],
);
const life = 'article.created,article.scheduled,article.published';
const wrong = rows.filter(({ types }) => types.join() !== life);
const shown = await Promise.all(
  servers.map(async (server) => {
    const answer = await fetch(`${server.url}/v1/articles?tag=run-${run}&count=exact&limit=1`);
    return ((await answer.json()) as { page: { total: number } }).page.total;
  }),
);
const moment = (share: number) => seen.find(({ out }) => out >= stories * share && out > 0)?.after;
process.stdout.write(
  `${JSON.stringify({
    stories,
    outBeforeTheHour: early,
    firstMs: moment(0),
    halfMs: moment(0.5),
    lastMs: moment(1),
    workerKilledMs: killedAt,
    publishedOnce: rows.length - wrong.length,
    shownByEachServer: shown,
  })}\n`,
);
await database.end();
worker.kill();
for (const server of servers) await stop(server);
process.exit(early === 0 && wrong.length === 0 && shown.every((n) => n === stories) ? 0 : 1);
