import { gzipSync } from 'node:zlib';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { rssOf } from '../imports/formats/fixtures/files.js';

// One database is enough: it does not read files, and jobs.test.ts imports files into both.
const { request, newsroom, database } = await openNewsroom(t);

type Sending = { query?: string; type?: string };
const send = (raw: string | Buffer, { query = '', type = 'application/rss+xml' }: Sending = {}) =>
  request('POST', `/v1/imports?${query}`, { as: 'importer', raw, headers: { 'content-type': type } });

async function work(): Promise<void> {
  for (const task of [...newsroom.queues, ...newsroom.jobs])
    while ((await task.work(new AbortController().signal)) === 'more');
}

/** Sends a file, imports it, and returns the job and its items. */
async function importFile(raw: string | Buffer, sending?: Sending) {
  const sent = await send(raw, sending);
  if (sent.status !== 202) throw new Error(sent.text);
  await work();
  const job = (await request('GET', `/v1/imports/${sent.body.id}`, { as: 'importer' })).body;
  const items = (await request('GET', `/v1/imports/${sent.body.id}/items?limit=100`, { as: 'importer' })).body.data;
  return { job, items };
}

const headlines = async () =>
  (await database.prisma.article.findMany({ select: { headline: true }, orderBy: { headline: 'asc' } })).map(
    ({ headline }) => headline,
  );

const dated = (file: string): string =>
  file.replaceAll('<description>', '<pubDate>Tue, 02 Mar 2021 10:00:00 GMT</pubDate><description>');

t.test('ends incomplete if the file is broken, keeps the items before, and names the place', async (t) => {
  const file = dated(rssOf(['One', 'Two', 'Ports & tolls', 'Four']));
  const counts = { total: 3, done: 3, created: 2, failed: 1, skipped: 0 };
  const preview = await importFile(file, { query: 'dryRun=true' });
  t.match(preview.job, { status: 'incomplete', ...counts });
  t.strictSame(await headlines(), []);
  const { job, items } = await importFile(file);
  t.match(job, {
    status: 'incomplete',
    ...counts,
    problem: { code: 'broken-file', title: String, detail: /line 3, character \d+ on: an ampersand/ },
  });
  t.match(items, [{ outcome: 'created' }, { outcome: 'created' }, { outcome: 'failed', reason: 'broken-file' }]);
  t.strictSame(await headlines(), ['One', 'Two']);
  const again = await importFile(file);
  t.match(again.job, { status: 'incomplete', total: 3, created: 0, updated: 0, unchanged: 2, failed: 1 });
  const told = await database.prisma.event.findMany({ where: { subjectId: job.id }, orderBy: { seq: 'asc' } });
  t.strictSame(
    told.map(({ type }) => type),
    ['import.started', 'import.failed'],
  );
  const listed = await request('GET', '/v1/imports?status=incomplete', { as: 'importer' });
  t.equal(listed.body.data.length, 3);
  t.equal((await request('DELETE', `/v1/imports/${job.id}`, { as: 'importer' })).status, 204);
});

t.test('fails if the file has no items or nothing of it can be read', async (t) => {
  t.match((await importFile(rssOf([]))).job, { status: 'failed', total: 1, failed: 1, problem: { code: 'no-items' } });
  t.match((await importFile('<rss><channel><item>')).job, {
    status: 'failed',
    problem: { code: 'broken-file' },
  });
});

t.test('refuses a text that is not in its encoding, and stores nothing of it', async (t) => {
  const before = await headlines();
  const file = Buffer.from(rssOf(['Inquérito']), 'latin1');
  const refused = await send(file);
  t.match(refused, { status: 400, body: { code: 'invalid-request', errors: [{ code: 'not-utf8' }] } });
  t.match(JSON.stringify(refused.body), new RegExp(`at byte ${file.indexOf(0xe9)}.*ISO-8859-1`));
  t.equal((await send(file, { type: 'application/rss+xml; charset=utf-8' })).status, 400);
  const line = Buffer.from('{"headline":"Inqu\xe9rito","body":"x","id":"1"}\n', 'latin1');
  t.equal((await send(line, { type: 'application/x-ndjson' })).status, 400);
  t.strictSame(await headlines(), before);
  t.equal(await database.prisma.importChunk.count(), 0);
});

t.test('refuses Latin-1 bytes in each type of a text, with the offset, also if the format is unknown', async (t) => {
  const before = await headlines();
  const story = 'F\xe4hre legt ab\n\nVon Jana Beispiel\n\nDie F\xe4hre legte am Montag im Hafen ab.\n';
  const page = `<!doctype html><html><head><meta charset="utf-8"><title>F\xe4hre</title></head><body><p>F\xe4hre</p></body></html>`;
  const post = '---\ntitle: F\xe4hre\n---\nText.';
  const texts = Object.entries({
    'text/plain': story,
    'text/plain; charset=utf-8': story,
    'application/octet-stream': story,
    'text/markdown': post,
    'text/html': page,
    'text/xml': rssOf(['F\xe4hre']),
    'application/atom+xml': `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>F\xe4hre</title></entry></feed>`,
    'application/nitf+xml': '<nitf><head><title>F\xe4hre</title></head></nitf>',
    'application/json': '{"uri":"u:1","headline":"F\xe4hre","body_text":"x"}',
    'application/x-ndjson': '{"headline":"F\xe4hre","body":"x","id":"1"}\n',
    'application/feed+json': '{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"F\xe4hre"}]}',
    'application/ld+json': '{"@type":"NewsArticle","headline":"F\xe4hre"}',
  });
  for (const [type, text] of texts) {
    const refused = await send(Buffer.from(text, 'latin1'), { type });
    t.match(refused, { status: 400, body: { code: 'invalid-request', errors: [{ code: 'not-utf8' }] } }, type);
    t.match(refused.body.detail, new RegExp(`at byte ${text.indexOf('\xe4')}\\b`), type);
  }
  t.equal(
    (await send(Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1'), { type: 'application/octet-stream' })).status,
    422,
  );
  t.strictSame(await headlines(), before);
  const { job } = await importFile(Buffer.from(story, 'latin1'), {
    type: 'text/plain; charset=iso-8859-1',
    query: 'name=story.txt',
  });
  t.match(job, { status: 'done', created: 1, format: 'text' });
});

t.test('reads a text in the charset of Content-Type', async (t) => {
  for (const [index, charset] of ['iso-8859-1', '"windows-1252"'].entries()) {
    const file = rssOf([`Inquérito ${index}`]).replace('<guid>1', `<guid>c${index}`);
    const { job } = await importFile(Buffer.from(file, 'latin1'), { type: `text/xml; charset=${charset}` });
    t.match(job, { status: 'done', created: 1 });
    t.ok((await headlines()).includes(`Inquérito ${index}`));
  }
});

t.test('keeps the lines before the place where NDJSON is cut off', async (t) => {
  const line = (id: number) =>
    JSON.stringify({ id: `n${id}`, headline: `Line ${id}`, body: 'Text.', publishedAt: '2020-01-02T10:00:00Z' });
  const cut = `${line(1)}\n${line(2)}\n${line(3).slice(0, -20)}`;
  const { job } = await importFile(cut, { type: 'application/x-ndjson' });
  t.match(job, {
    status: 'incomplete',
    total: 3,
    created: 2,
    failed: 1,
    problem: { code: 'broken-file', detail: /line 3/ },
  });
});

t.test('reads a file that is compressed with gzip, and refuses one that is cut off', async (t) => {
  const packed = gzipSync(rssOf(['Packed']).replace('<guid>1', '<guid>z1'));
  const gzip = { type: 'application/gzip', query: 'name=feed.xml.gz' };
  t.match((await importFile(packed, gzip)).job, { status: 'done', format: 'rss', created: 1 });
  t.match(await send(packed.subarray(0, -10), gzip), { status: 400, body: { errors: [{ code: 'broken-gzip' }] } });
});

t.test('lists the formats if a file is in none of them', async (t) => {
  const refused = await send('What is this?', { type: 'application/octet-stream' });
  t.match(refused, { status: 422, body: { code: 'unknown-format', detail: /wxr, rss, atom, .*ndjson/ } });
});

t.test('reports that an article without a date becomes a draft', async (t) => {
  const { job, items } = await importFile(rssOf(['Undated']).replace('<guid>1', '<guid>u1'));
  t.match(job, { status: 'done', created: 1 });
  t.match(items, [{ dropped: [{ what: 'status published', reason: 'draft-for-want-of-a-date' }] }]);
});

t.test('keeps sites apart if they are sent with different sources', async (t) => {
  const file = rssOf(['Same id']).replace('<guid>1', '<guid>s1');
  for (const source of ['site-a', 'site-b']) {
    const { job, items } = await importFile(file, { query: `source=${source}` });
    t.match(job, { created: 1 });
    t.match(items, [{ key: { source, id: 's1' } }]);
  }
  t.match((await importFile(file, { query: 'source=site-a' })).job, { created: 0, unchanged: 1 });
});

t.test('completes addresses with the URL of the site', async (t) => {
  const ghost = (html: string) =>
    JSON.stringify({
      db: [{ meta: { exported_on: 1 }, data: { posts: [{ id: 'g1', title: 'G', html, status: 'draft' }] } }],
    });
  const file = ghost('<p>Text.</p><img src="__GHOST_URL__/a.jpg">');
  const json = { type: 'application/json' };
  t.match((await importFile(file, json)).items, [{ outcome: 'created', dropped: [{ reason: 'no-site-url' }] }]);
  const { job, items } = await importFile(file, { ...json, query: 'siteUrl=https://g.example/' });
  t.match(job, { siteUrl: 'https://g.example/', updated: 1 });
  const article = await database.prisma.article.findUniqueOrThrow({ where: { id: items[0].articleId } });
  t.match(article.body, 'src="https://g.example/a.jpg"');
});

t.test('updates one article from all versions of an item, and never from an older one', async (t) => {
  const item = (version: number) => ({
    guid: 'urn:newsml:n.example:1',
    version: String(version),
    headline: `Version ${version}`,
    body_html: '<p>Text.</p>',
    versioncreated: '2017-08-24T06:00:00Z',
    pubstatus: 'usable',
  });
  const json = { type: 'application/json' };
  const file = JSON.stringify([item(1), item(3)]);
  t.match((await importFile(file, json)).job, { created: 1, updated: 1 });
  const again = await importFile(file, json);
  t.match(again.job, { created: 0, updated: 0, unchanged: 1, skipped: 1 });
  t.match(again.items, [{ outcome: 'skipped', reason: 'older-version' }, { outcome: 'unchanged' }]);
  t.match((await importFile(JSON.stringify(item(2)), json)).job, { skipped: 1 });
  t.match((await importFile(JSON.stringify(item(4)), json)).job, { updated: 1 });
  t.strictSame(
    (await headlines()).filter((headline) => headline.startsWith('Version')),
    ['Version 4'],
  );
});
