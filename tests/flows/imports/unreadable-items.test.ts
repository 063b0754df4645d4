import t from 'tap';
import type { ReadResult } from '../../../src/flows/imports/draft.js';
import { tgzOf } from './formats/fixtures/archives.js';
import { readFile } from './formats/fixtures/files.js';

/** Returns how each item of a file ends: `draft`, or the outcome and the reason. */
const outcomesOf = (reads: readonly ReadResult[]): string[] =>
  reads.map((read) => (read.kind === 'draft' ? 'draft' : `${read.isFailure ? 'failed' : 'skipped'} ${read.reason}`));

const read = async (file: string | Buffer, options: Parameters<typeof readFile>[1] = {}): Promise<string[]> =>
  outcomesOf((await readFile(file, options)).reads);

const article = JSON.stringify({ headline: 'H', body: 'Text.', publishedAt: null });
const jsonFeedOf = (...items: string[]): string =>
  `{"version":"https://jsonfeed.org/version/1.1","items":[${items.join()}]}`;
const ghostOf = (...posts: string[]): string => `{"db":[{"data":{"posts":[${posts.join()}]}}]}`;
const post = '{"id":"1","title":"H","html":"<p>T</p>","status":"draft"}';

t.test('an item that cannot be read counts as failed', async (t) => {
  t.strictSame(await read(`${article}\n{"headline":\n${article.replace('"H"', '"I"')}\n`, { format: 'ndjson' }), [
    'draft',
    'failed not-json',
    'draft',
  ]);
  t.strictSame(await read(`${article}\n{"headline":1}\n`, { format: 'ndjson' }), ['draft', 'failed wrong-type']);
  t.strictSame(await read(jsonFeedOf('{"id":"1","content_text":"T"}', '2')), ['draft', 'failed wrong-type']);
  t.strictSame(await read(ghostOf(post, '2')), ['draft', 'failed wrong-type']);
  t.strictSame(await read(`[{"uri":"u:1","headline":"H","body_text":"T"}, 2]`, { format: 'ninjs' }), [
    'draft',
    'failed not-an-item',
  ]);
  const archive = await tgzOf({ 'a.md': '---\ntitle: A\n---\nText.', 'b.md': '---\ntitle: "B\n---\nText.' });
  t.strictSame(await read(archive, { name: 'posts.tar.gz' }), ['draft', 'failed bad-front-matter']);
  const long = `<rss version="2.0"><channel><item><title>x</title><description>${'x'.repeat(1_000_001)}</description></item></channel></rss>`;
  t.strictSame(await read(long), ['failed too-long']);
});

t.test('an item that is understood and is not an article counts as skipped', async (t) => {
  t.strictSame(await read('{"@type":"Person","name":"P"}', { format: 'news-article' }), ['skipped not-an-article']);
  t.strictSame(await read('{"uri":"u:1","type":"picture","headline":"H"}', { format: 'ninjs' }), [
    'skipped not-a-story',
  ]);
  const archive = await tgzOf({ 'a.md': '---\ntitle: A\n---\nText.', 'README.md': '# The site' });
  t.strictSame(await read(archive, { name: 'posts.tar.gz' }), ['draft', 'skipped not-a-story']);
});

t.test('half a surrogate pair in a text makes the item fail and says where it is', async (t) => {
  const half = '"\\ud83d"';
  const files: readonly (readonly [pointer: string, file: string, format?: string])[] = [
    ['/headline', `{"headline":${half},"body":"T"}`, 'ndjson'],
    ['/seo/title', `{"headline":"H","seo":{"title":${half}}}`, 'ndjson'],
    ['/tags/1', `{"headline":"H","tags":["a",${half}]}`, 'ndjson'],
    ['', `{"headline":"H",${half}:1}`, 'ndjson'],
    ['/items/0/content_text', jsonFeedOf(`{"id":"1","content_text":${half}}`)],
    ['/items/0/authors/0/name', jsonFeedOf(`{"id":"1","content_text":"T","authors":[{"name":${half}}]}`)],
    ['/db/0/data/posts/0/title', ghostOf(post.replace('"H"', half))],
    ['/body_text', `{"uri":"u:1","headline":"H","body_text":${half}}`, 'ninjs'],
    ['/articleBody', `{"@type":"NewsArticle","headline":"H","articleBody":${half}}`, 'news-article'],
    ['/title', `---\ntitle: ${half}\n---\nText.`, 'markdown'],
    [
      '/db/0/data/posts/0',
      ghostOf(post.replace('"html"', '"author_id":"u","html"')).replace(
        '"posts"',
        `"users":[{"id":"u","name":"Jo\\ud83d"}],"posts"`,
      ),
    ],
  ];
  for (const [pointer, file, format] of files) {
    const [result, ...others] = (await readFile(file, { format })).reads;
    t.strictSame(others, [], file);
    t.match(
      result,
      { kind: 'skipped', isFailure: true, reason: 'lone-surrogate', pointer, detail: /half a surrogate pair/ },
      file,
    );
  }
  t.strictSame(await read(jsonFeedOf('{"id":"1","content_text":"\\ud83d\\ude00"}')), ['draft'], 'a whole pair is kept');
});

t.test('a page without an article is a fault of the file', async (t) => {
  const page = '<!doctype html><html><body><nav><a href="/">Home</a></nav></body></html>';
  t.match((await readFile(page)).reads, [{ reason: 'no-story', isFileFault: true, isFailure: true }]);
});
