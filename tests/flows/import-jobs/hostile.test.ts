import { gzipSync } from 'node:zlib';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { tarOf, zipOf } from '../imports/formats/fixtures/archives.js';

const { request, newsroom, database } = await openNewsroom(t, { environment: { IMPORT_MAX_MB: '24' } });

const megabyte = 1024 * 1024;
const story = (more: object = {}) =>
  JSON.stringify({ externalIds: [{ source: 'x', id: '1' }], headline: 'Ferry', body: '<p>Yes.</p>', ...more });
const rss = (doctype: string, title: string) =>
  `<?xml version="1.0"?>${doctype}<rss version="2.0"><channel><title>T</title><link>https://t.example/</link><description>d</description><item><guid>1</guid><title>${title}</title><description>Text.</description></item></channel></rss>`;
const laughs = `<!DOCTYPE rss [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('')}]>`;
const post = '---\ntitle: A post\n---\nText.';

type Sent = { raw: string | Buffer; query?: string; headers?: Record<string, string> };

/** Sends a file and imports it. @returns the refusal, or the job and its items */
async function importing({ raw, query = '', headers = {} }: Sent) {
  const type = { 'content-type': 'application/octet-stream', ...headers };
  const answer = await request('POST', `/v1/imports?${query}`, { as: 'importer', raw, headers: type });
  if (answer.status !== 202) return { refused: answer, job: undefined, items: [] };
  for (const task of [...newsroom.queues, ...newsroom.jobs])
    while ((await task.work(new AbortController().signal)) === 'more');
  const job = (await request('GET', `/v1/imports/${answer.body.id}`, { as: 'importer' })).body;
  const items = (await request('GET', `/v1/imports/${answer.body.id}/items`, { as: 'importer' })).body.data;
  return { refused: undefined, job, items };
}

const stored = async () => ({
  articles: await database.prisma.article.count(),
  people: await database.prisma.person.count(),
  chunks: await database.prisma.importChunk.count(),
});

const broken: [what: string, sent: Sent, reason: string][] = [
  ['billion laughs', { raw: rss(laughs, '&j;') }, 'broken-file'],
  [
    'an external entity',
    { raw: rss('<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '&e;') },
    'broken-file',
  ],
  ['a path out of a .zip', { raw: zipOf({ '../../etc/slip.md': post }) }, 'path-climbs'],
  [
    'a path out of a .tar.gz',
    { raw: gzipSync(await tarOf({ '../slip.md': post })), query: 'format=markdown' },
    'path-climbs',
  ],
  [
    'a file of a .zip that is far larger than the archive',
    { raw: zipOf({ 'a.md': '\n'.repeat(20 * megabyte) }) },
    'too-long',
  ],
  [
    'one that says that it is small',
    { raw: zipOf({ 'a.md': '\n'.repeat(20 * megabyte) }, { lie: 10 }) },
    'broken-file',
  ],
  [
    'a .tar.gz of the same kind',
    { raw: gzipSync(await tarOf({ 'a.md': '\n'.repeat(20 * megabyte) })), query: 'format=markdown' },
    'too-long',
  ],
  [
    'one line of many megabytes',
    { raw: `{"headline":"${'x'.repeat(20 * megabyte)}"}`, query: 'format=ndjson' },
    'too-long',
  ],
  [
    'front matter that is code',
    { raw: '---js\n{ title: process.exit(1) }\n---\nText.', query: 'format=markdown&name=a.md' },
    'bad-front-matter',
  ],
  [
    'an item ten thousand levels deep',
    {
      raw: story().replace('"body"', `"seo":${'['.repeat(10_000)}${']'.repeat(10_000)},"body"`),
      query: 'format=ndjson',
    },
    'too-deep',
  ],
];

for (const [what, sent, reason] of broken) {
  t.test(`reports ${what} with its reason, and writes nothing`, async (t) => {
    const before = await stored();
    const memory = process.memoryUsage().rss;
    const { refused, job, items } = await importing(sent);
    t.equal(refused?.text, undefined);
    t.match(job, { status: /done|failed/, created: 0 }, JSON.stringify(items).slice(0, 300));
    t.match(items[0], { outcome: 'failed', reason, detail: String });
    t.same(await stored(), before);
    const grown = (process.memoryUsage().rss - memory) / megabyte;
    t.ok(grown < 250, `memory grew by ${grown.toFixed(0)} MB`);
  });
}

t.test('refuses a file that holds no articles immediately', async (t) => {
  const before = await stored();
  const none: [Sent, number, string][] = [
    [{ raw: zipOf({ 'inner.zip': zipOf({ 'a.md': post }) }) }, 422, 'unknown-format'],
    [{ raw: Buffer.from(story({ headline: 'Fähre' }), 'latin1'), query: 'format=ndjson' }, 400, 'invalid-request'],
    [{ raw: Buffer.from('---\ntitle: Fähre\n---\nText.', 'latin1'), query: 'format=markdown' }, 400, 'invalid-request'],
    [{ raw: Buffer.alloc(1000) }, 422, 'unknown-format'],
    [{ raw: gzipSync('x').subarray(0, 15), headers: { 'content-encoding': 'gzip' } }, 400, 'invalid-request'],
    [{ raw: gzipSync(Buffer.alloc(30 * megabyte)), headers: { 'content-encoding': 'gzip' } }, 413, 'too-large'],
    [{ raw: gzipSync(await tarOf({ 'a.md': post })).subarray(0, -30) }, 400, 'invalid-request'],
    [{ raw: 'no gzip', headers: { 'content-encoding': 'gzip' } }, 400, 'invalid-request'],
  ];
  for (const [sent, status, code] of none) t.match((await importing(sent)).refused, { status, body: { code } });
  t.same(await stored(), before);
});

t.test('fails to import a file that is not in the stated format', async (t) => {
  const before = await stored();
  for (const format of ['wxr', 'rss', 'atom', 'nitf', 'ghost', 'json-feed', 'ninjs', 'news-article']) {
    const { job, items } = await importing({ raw: 'No such thing.', query: `format=${format}` });
    t.match(job, { status: 'failed', created: 0, failed: 1, total: 1, problem: { detail: String } }, format);
    t.match(items, [{ outcome: 'failed', reason: String, detail: String }], format);
  }
  t.same(await stored(), before);
});

t.test('does not store NUL or lone surrogates', async (t) => {
  const raw = `{"externalIds":[{"source":"x","id":"7"}],"headline":"a\\u0000b\\ud800","body":"<p>\\udc00</p>"}`;
  const { job } = await importing({ raw, query: 'format=ndjson' });
  t.match(job, { status: 'done', done: 1 });
  const rows = await database.prisma.article.findMany({ select: { headline: true } });
  t.notMatch(JSON.stringify(rows), /\\u0000|\\ud800/);
});

t.test('reads UTF-16 with and without a byte order mark', async (t) => {
  for (const [id, mark] of ['\ufeff', ''].entries()) {
    const { job } = await importing({
      raw: Buffer.from(
        `${mark}${story({ headline: 'Fähre', externalIds: [{ source: 'x', id: `u${id}` }] })}`,
        'utf16le',
      ),
      query: 'format=ndjson',
    });
    t.match(job, { created: 1 });
  }
  t.equal(await database.prisma.article.count({ where: { headline: 'Fähre' } }), 2);
});
