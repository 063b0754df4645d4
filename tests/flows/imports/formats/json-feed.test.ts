import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import type { ReadResult } from '../../../../src/flows/imports/draft.js';
import { jsonFeed } from '../../../../src/flows/imports/formats/json-feed/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const feed = (items: unknown, about: Record<string, unknown> = {}): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Paper',
    home_page_url: 'https://paper.example/',
    language: 'en',
    ...about,
    items,
  });

const whole = feed(
  [
    {
      id: 'story-1',
      url: 'https://paper.example/2017/night-ferry',
      external_url: 'https://agency.example/x',
      title: 'Ferries & <fog>',
      content_html: '<p>It sailed.</p><img src="https://paper.example/b.jpg">',
      content_text: 'It sailed.',
      summary: 'In short.',
      image: 'https://paper.example/a.jpg',
      banner_image: 'https://paper.example/banner.jpg',
      date_published: '2017-07-07T18:00:00+02:00',
      date_modified: '2017-07-09T08:00:00Z',
      authors: [{ name: 'Paula Sands', url: 'https://paper.example/ps' }, { name: 'Kim Lund' }, {}, 'x'],
      tags: ['Sea', 'Fog', 7],
      language: 'sv',
      attachments: [
        { url: 'https://paper.example/a.mp3', mime_type: 'audio/mpeg', title: 'Listen' },
        { url: 'https://paper.example/c.jpg', mime_type: 'image/jpeg' },
      ],
      _own: { anything: true },
    },
  ],
  {},
);

const pointersOf = (reads: readonly ReadResult[]): (string | null)[] =>
  reads.flatMap((read) => (read.kind === 'skipped' ? [read.pointer] : []));

t.test('reads an item with all its fields', async (t) => {
  const draft = await only(jsonFeed, whole);
  t.equal(refusalOf(draft), null);
  const at = new Date('2017-07-07T16:00:00Z');
  t.match(draft, {
    from: 'item 1',
    key: { source: 'json-feed:paper.example', id: 'story-1' },
    headline: 'Ferries & <fog>',
    slug: 'night-ferry',
    standfirst: 'In short.',
    body: '<p>It sailed.</p><img src="https://paper.example/b.jpg">',
    lang: 'sv',
    status: 'published',
    publishedAt: at,
    firstPublishedAt: at,
    updatedAt: new Date('2017-07-09T08:00:00Z'),
    tags: ['Sea', 'Fog', '7'],
    leadImage: { url: 'https://paper.example/a.jpg' },
    sources: [{ name: 'agency.example', url: 'https://agency.example/x', relation: 'cited' }],
    omissions: [],
  });
  t.strictSame(
    draft.people.map(({ name }) => name),
    ['Paula Sands', 'Kim Lund'],
  );
  t.strictSame(
    draft.media.map(({ url, caption }) => [url.replace(/^.*\//, ''), caption]),
    [
      ['banner.jpg', null],
      ['c.jpg', null],
      ['b.jpg', null],
      ['a.mp3', null],
    ],
  );
});

t.test('reads the single author of version 1.0, and takes missing values from the feed', async (t) => {
  const draft = await only(
    jsonFeed,
    feed([{ id: 7, content_text: 'One\n\ntwo' }], {
      version: 'https://jsonfeed.org/version/1',
      author: { name: 'Dora Lang' },
      home_page_url: null,
      feed_url: 'https://feeds.example/x.json',
    }),
  );
  t.match(draft, {
    key: { source: 'json-feed:feeds.example', id: '7' },
    headline: 'One two',
    body: '<p>One</p>\n<p>two</p>',
    lang: 'en',
    people: [{ name: 'Dora Lang' }],
    publishedAt: null,
  });
});

t.test('omits and reports values of the wrong type', async (t) => {
  const reads = await readAll(
    jsonFeed,
    feed([
      null,
      { id: 'a', title: { x: 1 }, content_html: ['x'], content_text: 'text', tags: 'x', date_published: 'soon' },
      { id: 'b' },
      { id: 'a', title: 'again' },
      { title: 'no id' },
    ]),
  );
  const [draft, other] = draftsOf(reads);
  t.strictSame(reasonsOf(draft), [
    'field title: wrong-type',
    'field content_html: wrong-type',
    'field tags: wrong-type',
    'date soon: not-a-date',
    'headline: made-from-the-first-words',
  ]);
  t.match(other?.key.id, /^sha256:/);
  t.strictSame(skippedOf(reads), ['item 1: wrong-type', 'item 3: no-text', 'item 4: duplicate-id']);
  t.strictSame(pointersOf(reads).slice(0, 2), ['/items/0', '/items/2']);
});

t.test('reads the complete items of a broken file', async (t) => {
  const text = feed([
    { id: '1', title: 'one "items": [' },
    { id: '2', title: 'two' },
    { id: '3', title: 'three' },
  ]);
  const cut = await readAll(jsonFeed, text.slice(0, -12));
  t.strictSame(
    draftsOf(cut).map(({ key }) => [key.source, key.id]),
    [
      ['json-feed:paper.example', '1'],
      ['json-feed:paper.example', '2'],
    ],
  );
  t.strictSame(skippedOf(cut), ['file: broken-file']);
  const wrong = await readAll(jsonFeed, text.replace('"two"', 'two'));
  t.strictSame(
    draftsOf(wrong).map(({ key }) => key.id),
    ['1', '3'],
  );
  const deep = await readAll(jsonFeed, text.replace('"two"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`));
  t.strictSame([draftsOf(deep).length, ...skippedOf(deep)], [2, 'file: too-deep']);
  for (const other of ['', 'null', '[]', '{"items":[]}', '{"version":"https://jsonfeed.org/version/1","items":{}}'])
    t.match(skippedOf(await readAll(jsonFeed, other)), [/^file: (?:not-a-json-feed|broken-file)$/], other);
});

t.test('skips an item that is too long', async (t) => {
  const reads = await readAll(
    jsonFeed,
    feed([
      { id: '1', content_html: 'x'.repeat(1_000_001) },
      { id: '2', title: 'y' },
    ]),
  );
  t.strictSame(skippedOf(reads), ['item 1: too-long']);
  t.equal(draftsOf(reads).length, 1);
});

t.test('detects the format by its version', async (t) => {
  const detects = (text: string) => jsonFeed.detects(Buffer.from(text), null);
  t.ok(detects(whole));
  t.ok(detects(`\ufeff\n${whole.replaceAll('/', '\\/')}`));
  t.notOk(detects('{"version":"1.1","items":[]}'));
  t.notOk(detects(`[${whole}]`));
});

t.test('reads the same drafts from any chunks, and ends cleanly on broken files', async (t) => {
  const all = await readAll(jsonFeed, whole);
  t.strictSame(await readAll(jsonFeed, whole, { chunk: 1 }), all);
  await endsWell(jsonFeed, whole);
});

const sample = new URL('../../../../../shared/samples/feeds/libsyn-feed.json', import.meta.url);
t.test(
  'refuses RSS that was converted to JSON',
  { skip: existsSync(sample) ? false : 'the sample files are not here' },
  async (t) => {
    const bytes = readFileSync(sample);
    t.notOk(jsonFeed.detects(bytes.subarray(0, 65_536), 'libsyn-feed.json'));
    t.strictSame(skippedOf(await readAll(jsonFeed, bytes)), ['file: not-a-json-feed']);
  },
);
