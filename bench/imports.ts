import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { siteOf } from '../src/content/articles/index.js';
import { articleExports } from '../src/flows/exports/index.js';
import { type ImportReport, importArticles, readArticles } from '../src/flows/imports/index.js';
import { createNewsroom, migrationsDir, type Newsroom } from '../src/newsroom.js';
import { systemActor } from '../src/platform/auth/index.js';
import { startBackground } from '../src/platform/background/index.js';
import { type Database, openDatabase } from '../src/platform/db/index.js';
import { adminToken, type Contestant, startBroadsheet, stop } from './contestants.js';
import { personAt, sections } from './directories.js';
import { languages } from './languages.js';
import { copyRows } from './load.js';
import { random } from './random.js';
import { paragraphs, tags } from './stories.js';

const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '10000' },
    people: { type: 'string', default: '2000' },
    memory: { type: 'string' },
    'round-trip': { type: 'boolean', default: false },
    linking: { type: 'boolean', default: false },
    http: { type: 'boolean', default: false },
  },
});
const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('DATABASE_URL names the PostgreSQL server on which to make a database.');
const peopleInTheNews = Number(values.people);

const relations = ['subject', 'mentioned', 'quoted', 'pictured'] as const;
const words = languages.en;

/** Returns a line of NDJSON: an article with about 3 KB of HTML, an author and four people. */
function lineAt(n: number): string {
  const by = random(7, n);
  const [first = '', ...rest] = paragraphs(by, words, 2_700);
  const body = [
    `<p><strong>${first}</strong></p>`,
    ...rest.map((text, at) =>
      at % 4 === 1
        ? `<h2>${by.pick(words.what)} &amp; more</h2><p>${text}</p>`
        : at % 4 === 2
          ? `<p>${text} <a href="https://www.example.org/${n}?a=1&amp;b=2">More</a>.</p>`
          : `<p>${text}</p>`,
    ),
  ].join('');
  const named = new Set<number>();
  while (named.size < 5) named.add(by.below(peopleInTheNews));
  const section = sections[by.below(sections.length)];
  const at = new Date(Date.UTC(2016, 0, 1) + n * 600_000).toISOString();
  return `${JSON.stringify({
    externalIds: [{ source: 'the-bench', id: String(n) }],
    headline: `${by.pick(words.who)} ${by.pick(words.did)} ${by.pick(words.what)} ${n}`,
    slug: `story-of-the-bench-${n}`,
    standfirst: rest[0]?.slice(0, 150),
    status: 'published',
    type: 'article',
    lang: 'en',
    section: { slug: section?.slug, path: section?.row.path },
    tags: [by.pick(tags), by.pick(tags)],
    people: [...named].map((who, place) => {
      const { slug, name, title } = personAt(who);
      const relation = place === 0 ? 'author' : by.pick(relations);
      return { slug, name, relation, titleAsPrinted: place < 2 ? title : null };
    }),
    related: n % 5 === 0 ? [{ source: 'the-bench', id: String(n - 1) }] : [],
    publishedAt: at,
    firstPublishedAt: at,
    updatedAt: at,
    bodyFormat: 'html',
    body,
  })}\n`;
}

/** Writes articles to a file until it has this number of articles or bytes. */
async function writeFile(file: string, { stories = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY }) {
  const out = createWriteStream(file);
  let written = 0;
  for (let n = 1; n <= stories && written < bytes; n++) {
    const line = lineAt(n);
    written += line.length;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

async function take(newsroom: Newsroom, file: string): Promise<ImportReport> {
  const { format, read } = await readArticles(createReadStream(file), { source: null, name: 'bench.ndjson' });
  const options = { mode: 'upsert', dryRun: false, keepAddresses: false } as const;
  return importArticles({ newsroom, actor: systemActor, format, read, options });
}

/**
 * Writes the published articles of a newsroom to a file.
 *
 * @returns the sorted digests of its lines, because the order of articles of the same second depends on their ids
 */
async function exported({ articles }: Newsroom, file: string): Promise<string[]> {
  const query = { format: 'ndjson', status: 'published' } as const;
  const { text } = await articleExports({ articles, site: siteOf({}) }).open(systemActor, query);
  const out = createWriteStream(file);
  const lines: string[] = [];
  for await (const part of text) {
    for (const line of part.split('\n')) if (line !== '') lines.push(createHash('sha256').update(line).digest('hex'));
    if (!out.write(part)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return lines.sort();
}

/** All tables that an import fills. Referenced tables come first. */
const tables = [
  'sections',
  'section_slugs',
  'people',
  'person_slugs',
  'articles',
  'article_slugs',
  'article_people',
  'article_external_ids',
  'revisions',
  'publications',
  'publication_sections',
  'publication_tags',
  'publication_people',
  'events',
];

type Timed<Result> = { seconds: number; cpu: number; server: number; result: Result };

/** Returns the CPU time of the backends of our databases, in seconds, if PostgreSQL runs on this machine (Linux only). */
async function serverTime(): Promise<number> {
  let ticks = 0;
  for (const pid of await readdir('/proc').catch(() => [])) {
    const title = /^\d+$/.test(pid) ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : '';
    if (!/^postgres: .*broadsheet_bench_/.test(title)) continue;
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).replace(/^.*\) /, '').split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / 100;
}

async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const before = process.cpuUsage();
  const served = await serverTime();
  const started = performance.now();
  const result = await work();
  const { user, system: kernel } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, cpu: (user + kernel) / 1e6, server: (await serverTime()) - served, result };
}

const onServer = async <Result>(database: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: `/${database}` }).href });
  await client.connect();
  return work(client).finally(() => client.end());
};

async function freshDatabase(name: string, template: string): Promise<string> {
  await onServer('postgres', async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    await client.query('CHECKPOINT');
  });
  return Object.assign(new URL(url ?? ''), { pathname: `/${name}` }).href;
}

async function withNewsroom<Result>(
  database: string,
  work: (newsroom: Newsroom, database: Database) => Promise<Result>,
  onStatement?: (text: string) => void,
): Promise<Result> {
  const opened = await openDatabase({ kind: 'postgresql', url: database, poolSize: 10 }, onStatement);
  await opened.migrate(migrationsDir);
  const newsroom = createNewsroom(opened, { secret: 'b'.repeat(32) });
  const relay = values.linking
    ? startBackground(opened, { consumers: newsroom.consumers, signals: newsroom.signals }, { error: console.error })
    : undefined;
  return work(newsroom, opened).finally(async () => {
    await relay?.stop();
    await newsroom.close();
    await opened.close();
  });
}

/** Copies the rows of one database to another by COPY, without generated columns, and measures it. */
async function copyAll(from: string, to: string): Promise<{ rows: number; seconds: number; server: number }> {
  return onServer(from, (source) =>
    onServer(to, async (target) => {
      let [rows, seconds, server] = [0, 0, 0];
      for (const table of tables) {
        const { rows: columns } = await source.query<{ name: string }>(
          `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
          [table],
        );
        const list = columns.map(({ name }) => `"${name}"`).join(', ');
        const chunks = await copyRows.out(source, `COPY ${table} (${list}) TO STDOUT`);
        const copied = await timed(() => copyRows.in(target, `COPY ${table} (${list}) FROM STDIN`, chunks));
        const { rows: counted } = await target.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
        rows += counted[0]?.n ?? 0;
        seconds += copied.seconds;
        server += copied.server;
      }
      return { rows, seconds, server };
    }),
  );
}

const writes = /^\s*(?:WITH\b[\s\S]*\b)?(?:INSERT INTO|UPDATE|DELETE FROM)\s/i;

async function measureSpeed(file: string): Promise<void> {
  const stories = Number(values.stories);
  await writeFile(file, { stories });
  const { size } = await stat(file);
  const model = await freshDatabase('broadsheet_bench_model', 'template0');
  await withNewsroom(model, async () => {});
  const database = await freshDatabase('broadsheet_bench_import', 'broadsheet_bench_model');
  let written = 0;
  const { first, again } = await withNewsroom(
    database,
    async (newsroom) => {
      const first = await timed(() => take(newsroom, file));
      written = 0;
      return { first, again: await timed(() => take(newsroom, file)) };
    },
    (text) => {
      if (writes.test(text)) written += 1;
    },
  );
  await freshDatabase('broadsheet_bench_copy', 'broadsheet_bench_model');
  const copied = await copyAll('broadsheet_bench_import', 'broadsheet_bench_copy');
  const { created, failed, people, sections: made } = first.result;
  const rate = (rows: number, seconds: number) => Math.round(rows / seconds).toLocaleString('en');
  console.log(`${stories} stories, ${(size / stories / 1000).toFixed(1)} kB a line, ${people} people and ${made} sections made; ${created} created, ${failed.length} reasons to refuse.

| | seconds | stories/s | rows/s | CPU of the importer, s | CPU of PostgreSQL, s |
| --- | --- | --- | --- | --- | --- |
| import | ${first.seconds.toFixed(2)} | ${rate(stories, first.seconds)} | ${rate(copied.rows, first.seconds)} | ${first.cpu.toFixed(2)} | ${first.server.toFixed(2)} |
| the same again (${again.result.unchanged} unchanged, ${written} statements that write) | ${again.seconds.toFixed(2)} | ${rate(stories, again.seconds)} | | ${again.cpu.toFixed(2)} | ${again.server.toFixed(2)} |
| COPY of the same ${copied.rows} rows | ${copied.seconds.toFixed(2)} | ${rate(stories, copied.seconds)} | ${rate(copied.rows, copied.seconds)} | | ${copied.server.toFixed(2)} |

Import ÷ COPY: ${(copied.seconds / first.seconds).toFixed(2)}. Again ÷ import: ${(first.seconds / again.seconds).toFixed(1)} × as fast.`);
}

type Job = { status: string; created: number; unchanged: number; failed: number };

/** Sends the file to a server, and waits until it has imported it. */
async function sendTo({ url: server }: Contestant, file: string): Promise<{ received: number; job: Job }> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const started = performance.now();
  const answer = await fetch(`${server}/v1/imports`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  } as RequestInit);
  if (answer.status !== 202) throw new Error(`POST /v1/imports: ${answer.status} ${await answer.text()}`);
  const received = (performance.now() - started) / 1000;
  const at = new URL(answer.headers.get('location') ?? '', server);
  for (;;) {
    const job = (await (await fetch(new URL(at.pathname, server), { headers })).json()) as Job;
    if (job.status !== 'queued' && job.status !== 'running') return { received, job };
    await sleep(50);
  }
}

/** Measures an import over HTTP, from the first byte of the request until the job is done. */
async function measureHttp(file: string): Promise<void> {
  const stories = Number(values.stories);
  await writeFile(file, { stories });
  const model = await freshDatabase('broadsheet_bench_model', 'template0');
  await withNewsroom(model, async () => {});
  const database = await freshDatabase('broadsheet_bench_import', 'broadsheet_bench_model');
  const server = await startBroadsheet('import', { DATABASE_URL: database }, {});
  const [first, again] = [await timed(() => sendTo(server, file)), await timed(() => sendTo(server, file))];
  await stop(server);
  await freshDatabase('broadsheet_bench_copy', 'broadsheet_bench_model');
  const copied = await copyAll('broadsheet_bench_import', 'broadsheet_bench_copy');
  const line = (what: string, { seconds, result }: typeof first) =>
    `${what}: ${result.job.status}, ${result.job.created} created, ${result.job.unchanged} unchanged, ${result.job.failed} failed; received after ${result.received.toFixed(2)} s, done after ${seconds.toFixed(2)} s, ${Math.round(stories / seconds)} stories/s.`;
  console.log(`${line('Through HTTP', first)}
${line('The same again', again)}
COPY of the same ${copied.rows} rows: ${copied.seconds.toFixed(2)} s, ${Math.round(stories / copied.seconds)} stories/s.
Import ÷ COPY: ${(copied.seconds / first.seconds).toFixed(2)}. Again ÷ import: ${(first.seconds / again.seconds).toFixed(1)} × as fast.`);
}

/** Checks that an export, imported into another newsroom and exported again, is the same. */
async function measureRoundTrip(file: string): Promise<void> {
  await writeFile(file, { stories: Number(values.stories) });
  const model = await freshDatabase('broadsheet_bench_model', 'template0');
  await withNewsroom(model, async () => {});
  const [one, other] = [
    await freshDatabase('broadsheet_bench_import', 'broadsheet_bench_model'),
    await freshDatabase('broadsheet_bench_copy', 'broadsheet_bench_model'),
  ];
  const before = await withNewsroom(one, async (newsroom) => {
    await take(newsroom, file);
    return exported(newsroom, file);
  });
  const after = await withNewsroom(other, async (newsroom) => {
    await take(newsroom, file);
    return exported(newsroom, file);
  });
  const same = before.filter((line, at) => line === after[at]).length;
  console.log(`${same} of ${before.length} stories are the same line of an export there; ${after.length} came out.`);
}

async function measureMemory(file: string, megabytes: number): Promise<void> {
  await writeFile(file, { bytes: megabytes * 1e6 });
  const database = await freshDatabase('broadsheet_bench_import', 'template0');
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(process.memoryUsage.rss() / 2 ** 20), 500);
  const { seconds, result } = await withNewsroom(database, (newsroom) => timed(() => take(newsroom, file)));
  clearInterval(sampling);
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  const part = (from: number, to: number) =>
    Math.max(...samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to))).toFixed(0);
  console.log(
    `${megabytes} MB, ${result.created} stories in ${seconds.toFixed(0)} s. Resident memory in MB, the most in each quarter: ${part(0, 0.25)}, ${part(0.25, 0.5)}, ${part(0.5, 0.75)}, ${part(0.75, 1)}; ${peak.toFixed(0)} at most.`,
  );
}

const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'));
try {
  const file = join(folder, 'bench.ndjson');
  if (values.memory !== undefined) await measureMemory(file, Number(values.memory));
  else if (values['round-trip']) await measureRoundTrip(file);
  else if (values.http) await measureHttp(file);
  else await measureSpeed(file);
} finally {
  await rm(folder, { recursive: true });
}
for (const name of ['model', 'import', 'copy'])
  await onServer('postgres', (client) => client.query(`DROP DATABASE IF EXISTS broadsheet_bench_${name}`));
