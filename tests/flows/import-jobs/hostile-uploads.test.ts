import { gzipSync } from 'node:zlib';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { tarOf, zipOf } from '../imports/formats/fixtures/archives.js';

const { request, newsroom, database } = await openNewsroom(t);

const megabyte = 1024 * 1024;
const post = (title: string) => `---\ntitle: ${title}\ndate: 2016-07-01\n---\nThe ferry sails at noon.`;

t.test('refuses an endless NDJSON file while it arrives, and keeps nothing of it', async (t) => {
  const raw = gzipSync(Buffer.concat([Buffer.from('{"headline":"'), Buffer.alloc(40 * megabyte, 'a')]));
  const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' };
  const refused = await request('POST', '/v1/imports?format=ndjson', { as: 'importer', raw, headers });
  t.match(refused, { status: 413, body: { code: 'too-large', detail: /32 MiB without a line break/ } });
  t.equal(await database.prisma.importChunk.count(), 0);
  t.equal(await database.prisma.importJob.count(), 0);
});

t.test('refuses a file in an unknown format, and keeps nothing of it', async (t) => {
  const raw = gzipSync(Buffer.alloc(40 * megabyte));
  const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' };
  const refused = await request('POST', '/v1/imports', { as: 'importer', raw, headers });
  t.match(refused, { status: 422, body: { code: 'unknown-format' } });
  t.equal(await database.prisma.importJob.count(), 0);
});

t.test('keeps the connection usable after a refused upload', async (t) => {
  const raw = Buffer.alloc(60 * megabyte, 'a');
  const headers = { 'content-type': 'application/octet-stream' };
  for (let count = 0; count < 2; count += 1) {
    const refused = await request('POST', '/v1/imports?format=ndjson', { as: 'importer', raw, headers });
    t.equal(refused.status, 413);
    t.equal((await request('GET', '/v1/articles')).status, 200);
  }
});

const archives: [what: string, raw: Buffer][] = [
  [
    'a .zip',
    zipOf({ 'a.md': post('A'), 'b\0.md': post('B'), '/c.md': post('C'), '../d.md': post('D'), 'e.md': post('E') }),
  ],
  ['a .tar', await tarOf({ 'a.md': post('A'), '/c.md': post('C'), '../d.md': post('D'), 'e.md': post('E') })],
];

for (const [what, raw] of archives)
  t.test(`skips the entry of ${what} with a name that cannot be stored, and reads the others`, async (t) => {
    const headers = { 'content-type': 'application/octet-stream' };
    const sent = await request('POST', `/v1/imports?format=markdown&source=${what.slice(-3)}`, {
      as: 'importer',
      raw,
      headers,
    });
    t.equal(sent.status, 202);
    for (const task of [...newsroom.queues, ...newsroom.jobs])
      while ((await task.work(new AbortController().signal)) === 'more');
    const job = (await request('GET', `/v1/imports/${sent.body.id}`, { as: 'importer' })).body;
    t.match(job, { status: 'done', created: 2, skipped: 0, problem: null });
    const { data } = (await request('GET', `/v1/imports/${sent.body.id}/items?outcome=failed`, { as: 'importer' }))
      .body;
    t.equal(data.length, job.failed);
    for (const item of data) t.match(item, { reason: 'path-climbs', from: /^[^\0]+$/ });
  });
