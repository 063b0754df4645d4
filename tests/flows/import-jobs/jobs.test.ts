import { gzipSync } from 'node:zlib';
import t from 'tap';
import { z } from 'zod';
import type { Role } from '../../../src/platform/auth/index.js';
import { noRequest, Prisma } from '../../../src/platform/db/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, newsroom, database } = await openNewsroom(t, { environment: { IMPORT_MAX_MB: '2' } });

const story = (n: number, more: object = {}) =>
  JSON.stringify({
    externalIds: [{ source: 'paper', id: String(n) }],
    headline: `Ferry ${n} sails`,
    body: '<p>Yes.</p>',
    ...more,
  });
const stories = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${story(from + index)}\n`).join('');

type Sending = { as?: Role; query?: string; headers?: Record<string, string> };
const send = (raw: string | Buffer, { as = 'importer', query = '', headers = {} }: Sending = {}) =>
  request('POST', `/v1/imports${query}`, { as, raw, headers: { 'content-type': 'application/x-ndjson', ...headers } });
const job = async (id: string) => (await request('GET', `/v1/imports/${id}`, { as: 'importer' })).body;
const items = async (id: string, query = '') =>
  (await request('GET', `/v1/imports/${id}/items?limit=100${query}`, { as: 'importer' })).body.data;
const count = (table: string) =>
  database
    .run({ text: `SELECT count(*)::int AS n FROM ${table}`, values: [] }, z.object({ n: z.int() }))
    .then(([row]) => row?.n);

/** Runs the background work until nothing is left. */
async function work(signal = new AbortController().signal): Promise<void> {
  for (const task of [...newsroom.queues, ...newsroom.jobs])
    while ((await task.work(signal)) === 'more' && !signal.aborted);
}

t.test('imports a file after the response, and reports every item', async (t) => {
  const sent = await send(`${stories(1, 3)}not json\n`);
  t.match(sent, { status: 202, body: { status: 'queued', format: 'ndjson', mode: 'upsert', total: null, done: 0 } });
  t.equal(sent.headers.location, `/v1/imports/${sent.body.id}`);
  t.equal(await count('import_chunks'), 1);
  await work();
  const over = await request('GET', sent.headers.location ?? '', { as: 'importer' });
  t.match(over.body, {
    status: 'done',
    total: 4,
    done: 4,
    created: 3,
    skipped: 0,
    failed: 1,
    createdBy: 'The importer',
  });
  t.equal(over.body.read, over.body.size);
  t.match(over.headers.etag, /^"\d+\.[\w-]+"$/);
  const known = { as: 'importer', headers: { 'if-none-match': over.headers.etag ?? '' } } as const;
  t.equal((await request('GET', sent.headers.location ?? '', known)).status, 304);
  const all = await items(sent.body.id);
  t.same(
    all.map(({ index }: { index: number }) => index),
    [0, 1, 2, 3],
  );
  t.match(all[0], { from: 'line 1', key: { source: 'paper', id: '1' }, outcome: 'created', reason: null });
  t.match(all[3], { from: 'line 4', outcome: 'failed', reason: String, detail: String });
  t.match(await items(sent.body.id, '&outcome=failed'), [{ index: 3 }]);
  t.equal(
    (await request('GET', `/v1/desk/articles/${all[0].articleId}`, { as: 'editor' })).body.headline,
    'Ferry 1 sails',
  );
  t.equal(await count('import_chunks'), 0, 'the file is deleted');
  const told = await database.prisma.event.findMany({ where: { subjectId: sent.body.id }, orderBy: { seq: 'asc' } });
  t.same(
    told.map(({ type }) => type),
    ['import.started', 'import.finished'],
  );
});

t.test('changes nothing on a second import, or skips or refuses known articles when asked to', async (t) => {
  for (const [mode, counts] of [
    ['upsert', { unchanged: 3, created: 0 }],
    ['skip', { skipped: 3 }],
    ['create', { failed: 3 }],
  ] as const) {
    const { id } = (await send(stories(1, 3), { query: `?mode=${mode}` })).body;
    await work();
    t.match(await job(id), { status: 'done', mode, ...counts });
    if (mode !== 'upsert') t.match(await items(id), [{ reason: 'already-here' }]);
  }
});

t.test('writes nothing on a dry run', async (t) => {
  const before = await count('articles');
  const { id } = (await send(stories(3, 6), { query: '?dryRun=true' })).body;
  await work();
  t.match(await job(id), { status: 'done', dryRun: true, done: 4, created: 3 });
  t.equal(await count('articles'), before);
});

t.test('puts articles without a section into the requested section', async (t) => {
  await request('POST', '/v1/sections', { as: 'editor', body: { name: 'Harbour' } });
  await send(story(7), { query: '?section=harbour' });
  await work();
  t.match((await request('GET', '/v1/desk/articles/ferry-7-sails', { as: 'editor' })).body, {
    section: { slug: 'harbour' },
  });
  const missing = await send(story(7), { query: '?section=nowhere' });
  t.match(missing, { status: 422, body: { code: 'unknown-reference', errors: [{ parameter: 'section' }] } });
});

t.test('detects the format by bytes, name or type, and decompresses the body', async (t) => {
  const rss =
    '<rss version="2.0"><channel><title>T</title><link>https://t.example/</link><description>d</description></channel></rss>';
  const told = [
    await send(stories(1, 1), { headers: { 'content-type': 'application/octet-stream' } }),
    await send(rss, { headers: { 'content-type': 'application/xml' } }),
    await send('# A title', { headers: { 'content-type': 'text/markdown' } }),
    await send('# A title', { query: '?name=a.md', headers: { 'content-type': 'text/plain' } }),
    await send('Toll rises\n\nThe toll rises by a tenth in May, the port said.\n', {
      headers: { 'content-type': 'text/plain' },
    }),
    await send('Toll rises', { query: '?format=text', headers: { 'content-type': 'text/plain' } }),
    await send(gzipSync(stories(1, 2)), { headers: { 'content-encoding': 'gzip' } }),
  ];
  t.same(
    told.map(({ body }) => body.format),
    ['ndjson', 'rss', 'markdown', 'markdown', 'text', 'text', 'ndjson'],
  );
  t.equal(told.at(-1)?.body.size, stories(1, 2).length);
  await work();
  t.match(await send('what is this', { headers: { 'content-type': 'text/plain' } }), {
    status: 422,
    body: { code: 'unknown-format' },
  });
  t.match(await send('x', { query: '?format=docx' }), { status: 400, body: { errors: [{ parameter: 'format' }] } });
  t.match(await send('x', { headers: { 'content-type': 'image/png' } }), {
    status: 415,
    body: { detail: /application\/x-ndjson/ },
  });
  t.match(await send('x', { headers: { 'content-encoding': 'br' } }), { status: 415, body: { detail: /gzip/ } });
  t.match(await send(''), { status: 400, body: { errors: [{ code: 'empty-body' }] } });
});

t.test('refuses a body above the limit, compressed or not, and keeps nothing', async (t) => {
  const before = [await count('import_jobs'), await count('import_chunks')];
  const large = Buffer.alloc(3 * 1024 * 1024, ' ');
  t.match(await send(large), { status: 413, body: { detail: /2 MiB/ } });
  t.match(await send(gzipSync(large), { headers: { 'content-encoding': 'gzip' } }), { status: 413 });
  const cut = gzipSync(stories(1, 50)).subarray(0, -20);
  t.match(await send(cut, { headers: { 'content-encoding': 'gzip' } }), {
    status: 400,
    body: { errors: [{ code: 'broken-gzip' }] },
  });
  t.same([await count('import_jobs'), await count('import_chunks')], before);
});

t.test('creates one import per Idempotency-Key, and refuses the key for another file', async (t) => {
  const key = { 'idempotency-key': 'file-1' };
  const first = await send(stories(1, 2), { headers: key });
  const again = await send(stories(1, 2), { headers: key });
  t.match(again, { status: 202, headers: { 'idempotency-replayed': 'true' } });
  t.equal(again.text, first.text);
  t.match(await send(stories(1, 3), { headers: key }), { status: 422, body: { code: 'idempotency-key-reused' } });
  t.match(await send(stories(1, 2), { headers: key, query: '?dryRun=true' }), { status: 422 });
  t.match(
    await send(gzipSync('x').subarray(0, 9), { headers: { 'idempotency-key': 'file-2', 'content-encoding': 'gzip' } }),
    { status: 400 },
  );
  await work();
  const two = await Promise.all([
    send(stories(1, 2), { headers: { 'idempotency-key': 'file-3' } }),
    send(stories(1, 2), { headers: { 'idempotency-key': 'file-3' } }),
  ]);
  t.equal(new Set(two.filter(({ status }) => status === 202).map(({ body }) => body.id)).size, 1);
  await work();
});

t.test('refuses tokens without permission before reading, and gives an import no more scopes', async (t) => {
  t.equal((await send('x', { as: 'editor' })).status, 403);
  const make = (scopes: string[]) =>
    request('POST', '/v1/tokens', { as: 'admin', body: { name: `With ${scopes}`, scopes } });
  const narrow = (await make(['import'])).body;
  const raw = { token: narrow.token, raw: stories(1, 1), headers: { 'content-type': 'application/x-ndjson' } };
  t.match(await request('POST', '/v1/imports', raw), { status: 403, body: { scope: 'content:write' } });
  t.match(await request('POST', '/v1/imports?dryRun=true', raw), { status: 403, body: { scope: 'content:read' } });
  const short = (await make(['import', 'content:write'])).body;
  const { id } = (await request('POST', '/v1/imports', { ...raw, token: short.token, raw: stories(20, 21) })).body;
  await request('DELETE', `/v1/tokens/${short.id}`, { as: 'admin' });
  await work();
  t.match(await job(id), { status: 'failed', done: 0, problem: { code: 'token-gone' } });
  t.equal(await count('import_chunks'), 0);
});

t.test('stops before the next batch when its token is revoked', async (t) => {
  const body = { name: 'Revoked meanwhile', role: 'importer' };
  const { token, id: tokenId } = (await request('POST', '/v1/tokens', { as: 'admin', body })).body;
  const raw = { token, raw: stories(1000, 1600), headers: { 'content-type': 'application/x-ndjson' } };
  const { id } = (await request('POST', '/v1/imports', raw)).body;
  // The trigger revokes the token when the first batch is written.
  for (const sql of [
    `CREATE FUNCTION revoke_it() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN DELETE FROM tokens WHERE id = '${tokenId}'; RETURN NULL; END $$`,
    `CREATE TRIGGER revoke_it AFTER UPDATE OF done ON import_jobs FOR EACH ROW WHEN (NEW.done > 0) EXECUTE FUNCTION revoke_it()`,
  ])
    await database.prisma.$executeRawUnsafe(sql);
  await work();
  await database.prisma.$executeRawUnsafe('DROP TRIGGER revoke_it ON import_jobs');
  const over = await job(id);
  t.match(over, { status: 'failed', problem: { code: 'token-gone' } });
  t.ok(over.done > 0 && over.done < 601, `${over.done} items were imported by then`);
  t.equal(
    await database.prisma.articleExternalId.count({
      where: { source: 'paper', externalId: { gte: '1000', lte: '1600' } },
    }),
    over.done,
  );
});

t.test('lists, cancels and deletes imports', async (t) => {
  const { id, version } = (await send(stories(30, 32))).body;
  t.match(await request('DELETE', `/v1/imports/${id}`, { as: 'importer' }), {
    status: 409,
    body: { code: 'import-not-over' },
  });
  const stale = { as: 'importer', headers: { 'if-match': `"${version + 1}"` } } as const;
  t.equal((await request('POST', `/v1/imports/${id}/cancel`, stale)).status, 412);
  t.match(await request('POST', `/v1/imports/${id}/cancel`, { as: 'importer' }), {
    status: 200,
    body: { status: 'cancelled' },
  });
  t.match(await request('POST', `/v1/imports/${id}/cancel`, { as: 'importer' }), {
    status: 409,
    body: { code: 'import-over' },
  });
  t.equal(await count('import_chunks'), 0);
  await work();
  t.equal((await job(id)).created, 0);
  const list = (await request('GET', '/v1/imports?status=cancelled&count=exact', { as: 'importer' })).body;
  t.match(list, { data: [{ id }], page: { total: 1 } });
  const first = (await request('GET', '/v1/imports?limit=2', { as: 'importer' })).body;
  const second = (await request('GET', `/v1/imports?limit=2&after=${first.page.next}`, { as: 'importer' })).body;
  t.equal(new Set([...first.data, ...second.data].map((one: { id: string }) => one.id)).size, 4);
  t.equal((await request('DELETE', `/v1/imports/${id}`, { as: 'importer' })).status, 204);
  t.equal((await request('GET', `/v1/imports/${id}`, { as: 'importer' })).status, 404);
});

t.test('writes nothing more after a running job is cancelled', async (t) => {
  const { id } = (await send(stories(1_000, 2_400))).body;
  const running = work();
  while ((await job(id)).done < 3);
  t.equal((await request('POST', `/v1/imports/${id}/cancel`, { as: 'importer' })).status, 200);
  const { done } = await job(id);
  await running;
  t.match(await job(id), { status: 'cancelled', done });
  t.ok(done < 1_401, `the job ended after ${done} items`);
  t.equal((await items(id)).length, Math.min(100, done));
});

t.test('continues a job in another process after the last stored item', async (t) => {
  const { id } = (await send(stories(3_000, 4_200))).body;
  const ending = new AbortController();
  const running = work(ending.signal);
  while ((await job(id)).done < 3);
  ending.abort();
  await running.catch(() => {});
  const { done, status } = await job(id);
  t.equal(status, 'running');
  t.ok(done < 1_201, `the job ended after ${done} items`);
  await work();
  t.match(await job(id), { status: 'done', total: 1_201, created: 1_201 });
  t.same(
    (await items(id)).map(({ index }: { index: number }) => index),
    Array.from({ length: 100 }, (_, n) => n),
  );
});

// The embedded database has one process, which takes over the job itself.
const skip = database.kind === 'embedded' && 'one process';

t.test('writes nothing more after the lease of a job is lost', { skip }, async (t) => {
  const { id } = (await send(stories(5_000, 6_200))).body;
  const running = work();
  while ((await job(id)).done < 3);
  await database.write(noRequest, ({ run }) =>
    run(Prisma.sql`UPDATE import_jobs SET leased_by = gen_random_uuid() WHERE id = ${id}::uuid`),
  );
  const { done } = await job(id);
  await running;
  t.equal((await job(id)).done, done);
  await database.write(noRequest, ({ run }) =>
    run(Prisma.sql`UPDATE import_jobs SET leased_until = NULL WHERE id = ${id}::uuid`),
  );
  await work();
  t.match(await job(id), { status: 'done', total: 1_201 });
});

t.test('runs jobs one at a time in order, and deletes old ones', async (t) => {
  const first = (await send(stories(800, 810))).body.id;
  const second = (await send(stories(800, 810))).body.id;
  const running = Promise.all([work(), work()]);
  await running;
  t.match(await job(first), { created: 11 });
  t.match(await job(second), { unchanged: 11 });
  await database.write(noRequest, ({ run }) =>
    run(Prisma.sql`UPDATE import_jobs SET finished_at = now() - interval '31 days' WHERE id = ${first}::uuid`),
  );
  await work();
  t.equal((await request('GET', `/v1/imports/${first}`, { as: 'importer' })).status, 404);
});
