import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Contestant, startBroadsheet, stop } from './contestants.js';

/**
 * `npm run build && DATABASE_URL=… npx tsx bench/import-memory.ts [megabytes]`: measures the resident memory of a server
 * while it receives, imports and exports NDJSON of this size over HTTP, in a database of its own. Linux only.
 */
const [megabytes = 200] = process.argv.slice(2).map(Number);
const base = process.env.DATABASE_URL;
if (base === undefined) throw new Error('DATABASE_URL names a server on which databases can be made.');

const name = `broadsheet_memory_${randomBytes(4).toString('hex')}`;
const admin = new pg.Client({ connectionString: base });
await admin.connect();
await admin.query(`CREATE DATABASE ${name}`);
const token = 'm'.repeat(32);

/** Yields articles of about 3 KB, each with five of 5,000 people. */
async function* stories(bytes: number) {
  for (let [n, sent] = [0, 0]; sent < bytes; n += 1) {
    const line = `${JSON.stringify({
      externalIds: [{ source: 'bench', id: String(n) }],
      headline: `Story ${n} of the archive`,
      body: `<p>${`Sentence ${n} of a story that is as long as most. `.repeat(55)}</p>`,
      people: Array.from({ length: 5 }, (_, m) => ({ name: `Person ${(n * 5 + m) % 5000}`, relation: 'mentioned' })),
      publishedAt: '2017-07-07T12:00:00Z',
    })}\n`;
    sent += line.length;
    yield Buffer.from(line);
  }
}

async function resident(server: Contestant): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Describes the maximum of the samples and the means of their quarters. Rising means show that memory grows. */
function told(what: string, seconds: number, samples: readonly number[], more: string): string {
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const some = samples.slice(
      Math.floor((quarter * samples.length) / 4),
      Math.floor(((quarter + 1) * samples.length) / 4),
    );
    return some.reduce((sum, one) => sum + one, 0) / Math.max(1, some.length);
  });
  return `${what}: ${seconds.toFixed(0)} s, ${Math.max(...samples).toFixed(0)} MB at most, by quarters ${quarters.map((one) => one.toFixed(0)).join(', ')} MB; ${more}\n`;
}

async function measured<Result>(
  server: Contestant,
  what: string,
  work: () => Promise<Result>,
  more: (result: Result) => string,
): Promise<Result> {
  const [samples, begun, over] = [[] as number[], Date.now(), new AbortController()];
  const sampling = (async () => {
    for (; !over.signal.aborted; await sleep(250)) samples.push(await resident(server));
  })();
  const result = await work();
  over.abort();
  await sampling;
  process.stdout.write(told(what, (Date.now() - begun) / 1000, samples, more(result)));
  return result;
}

const url = Object.assign(new URL(base), { pathname: `/${name}` }).href;
const server = await startBroadsheet('memory', { DATABASE_URL: url }, { ADMIN_TOKEN: token });
try {
  const headers = { authorization: `Bearer ${token}` };
  process.stdout.write(`idle: ${(await resident(server)).toFixed(0)} MB\n`);
  const { id } = await measured(
    server,
    `${megabytes} MB received`,
    async () => {
      const body = Readable.toWeb(Readable.from(stories(megabytes * 1024 * 1024), { objectMode: false }));
      const answer = await fetch(`${server.url}/v1/imports`, {
        ...{ method: 'POST', body: body as never, duplex: 'half' },
        headers: { ...headers, 'content-type': 'application/x-ndjson' },
      } as RequestInit);
      return (await answer.json()) as { id: string };
    },
    (job) => `import ${job.id}`,
  );
  await measured(
    server,
    'taken in',
    async () => {
      for (;;) {
        const job = (await (await fetch(`${server.url}/v1/imports/${id}`, { headers })).json()) as {
          status: string;
          created: number;
          failed: number;
        };
        if (job.status !== 'queued' && job.status !== 'running') return job;
        await sleep(500);
      }
    },
    ({ status, created, failed }) => `${status}, ${created} stories, ${failed} refused`,
  );
  await measured(
    server,
    'exported',
    async () => {
      const answer = await fetch(`${server.url}/v1/exports?format=ndjson`, { headers });
      let bytes = 0;
      for await (const part of answer.body ?? []) bytes += (part as Uint8Array).length;
      return bytes;
    },
    (bytes) => `${(bytes / 1024 / 1024).toFixed(0)} MB`,
  );
} finally {
  await stop(server);
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
}
