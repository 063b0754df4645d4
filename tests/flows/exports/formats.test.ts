import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { type ExportedArticle, siteOf } from '../../../src/content/articles/index.js';
import { wxrExport } from '../../../src/flows/exports/formats/wxr.js';
import { articleExports } from '../../../src/flows/exports/index.js';
import type { Draft } from '../../../src/flows/imports/draft.js';
import { readArticles } from '../../../src/flows/imports/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { fillWithStories } from './stories.js';

const paper = await openNewsroom(t, { environment: { PUBLIC_URL: 'https://paper.example' } });
const { request, newsroom, sent } = paper;
const count = 205;
await fillWithStories(newsroom, count);
await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Draft of Zoë', slug: 'draft' } });

const exported = (query: string) => request('GET', `/v1/exports?${query}`, { as: 'reader' });
const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

async function draftsOf(text: string) {
  const { format, read } = await readArticles(Readable.from([Buffer.from(text)]), { source: null, name: null });
  const drafts = new Map<string, Draft>();
  const skipped: string[] = [];
  let count = 0;
  for await (const one of read)
    if (one.kind === 'draft') {
      count += 1;
      drafts.set(one.draft.slug ?? '', one.draft);
    } else skipped.push(one.reason);
  return { format, drafts, skipped, count };
}

t.test('requires the scope content:read, and forbids caching of the file', async (t) => {
  t.match(await request('GET', '/v1/exports'), { status: 401, body: { code: 'unauthenticated' } });
  t.match(await request('GET', '/v1/exports', { as: 'moderator' }), { status: 403, body: { code: 'forbidden' } });
  for (const [format, type, name] of [
    ['ndjson', 'application/x-ndjson', 'stories.ndjson'],
    ['ninjs', 'application/x-ndjson', 'stories.ninjs.ndjson'],
    ['wxr', 'application/xml', 'stories.wxr.xml'],
  ]) {
    const head = await request('HEAD', `/v1/exports?format=${format}`, { as: 'reader' });
    t.match(head, {
      status: 200,
      text: '',
      headers: {
        'content-type': `${type}; charset=utf-8`,
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': /no-store/,
      },
    });
  }
});

t.test('names invalid parameters', async (t) => {
  t.match(await exported('format=pdf'), { status: 400, body: { errors: [{ parameter: 'format' }] } });
  t.match(await exported('format=ninjs&status=draft'), { status: 400, body: { errors: [{ parameter: 'status' }] } });
  t.match(await exported('section=nowhere'), { status: 422, body: { errors: [{ parameter: 'section' }] } });
  t.match(await exported('surprise=1'), { status: 400 });
});

t.test('filters by state, by section with its descendants, and by time of change', async (t) => {
  t.strictSame(
    linesOf((await exported('status=draft')).text).map(({ slug, status }) => [slug, status]),
    [['draft', 'draft']],
  );
  t.equal((await exported('status=trashed')).text, '');
  const world = linesOf((await exported('section=world')).text);
  t.equal(world.length, (count / 5) * 3);
  t.strictSame(new Set(world.map(({ section }) => section.slug)), new Set(['world', 'europe-co', 'cities']));
  const since = linesOf((await exported('updatedAt[gte]=2017-01-01T03:20:00Z')).text);
  t.strictSame(
    new Set(since.map(({ slug }) => slug)),
    new Set(['story-200', 'story-201', 'story-202', 'story-203', 'story-204', 'story-0', 'story-7', 'story-12']),
  );
});

t.test('exports the publication of a published article and not its draft copy', async (t) => {
  await request('PATCH', '/v1/articles/story-1', { as: 'editor', body: { headline: 'A secret' } });
  for (const format of ['ndjson', 'ninjs', 'wxr']) t.notMatch((await exported(`format=${format}`)).text, /A secret/);
  await request('POST', '/v1/articles/story-1/discard-changes', { as: 'editor' });
});

t.test('reads a batch in one statement, whatever it holds', async (t) => {
  for (const format of ['ndjson', 'ninjs', 'wxr']) {
    await exported('status=trashed');
    sent();
    await exported(`format=${format}`);
    // There are two batches and an empty one.
    t.equal(sent().filter((sql) => /FROM publications p/.test(sql)).length, 3, format);
  }
  sent();
  const batches = await newsroom.articles.exportArticles({ status: 'published' });
  for await (const stories of batches) {
    t.ok(stories.length <= 200);
    break;
  }
  t.equal(sent().length, 1, 'reading stops with the client');
});

t.test('writes NDJSON with the field names of the API', async (t) => {
  const stories = linesOf((await exported('format=ndjson')).text);
  t.equal(stories.length, count);
  const at = (slug: string) => stories.find((story) => story.slug === slug);
  t.match(at('story-18'), {
    externalIds: [
      { source: 'archive', id: 'a/18' },
      { source: 'wordpress:old.example', id: '18' },
    ],
    section: {
      slug: 'cities',
      name: 'Cities',
      path: [{ slug: 'world' }, { slug: 'europe-co', name: 'Europe & Co' }, { slug: 'cities' }],
    },
    related: [{ slug: 'story-16' }, { slug: 'story-17' }],
    leadImage: { credit: 'Jo / Agency' },
    commentsOpen: true,
    status: 'published',
    firstPublishedAt: '2017-01-01T00:18:00.123Z',
  });
  t.notOk('id' in at('story-18'));
  t.match(at('story-19'), {
    id: /^[0-9a-f-]{36}$/,
    externalIds: undefined,
    related: [{}, {}, { source: 'archive', id: 'a/18', slug: 'story-18' }],
  });
  const { drafts, skipped } = await draftsOf((await exported('format=ndjson')).text);
  t.strictSame([drafts.size, skipped], [count, []]);
  t.strictSame(
    [...drafts.values()].flatMap(({ omissions: dropped }) => dropped),
    [],
    'the import loses nothing',
  );
});

const samples = new URL('../../../../shared/samples/ninjs/', import.meta.url);

t.test('writes the same ninjs as a request for a single article', async (t) => {
  const items = linesOf((await exported('format=ninjs')).text);
  t.equal(items.length, count);
  for (const item of items.slice(0, 20)) {
    const { body } = await request('GET', `/v1/articles/${item.slugline}`, {
      headers: { accept: 'application/vnd.iptc.ninjs+json' },
    });
    t.strictSame(item, body);
  }
  if (existsSync(samples)) {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    (formats as unknown as (ajv: Ajv2020) => void)(ajv);
    ajv.addSchema({ $id: 'https://geojson.org/schema/GeoJSON.json' });
    const validate = ajv.compile(JSON.parse(readFileSync(new URL('ninjs-schema_3.1.json', samples), 'utf8')));
    for (const item of items) if (!validate(item)) t.fail(JSON.stringify(validate.errors));
  }
  const { format, count: read, skipped } = await draftsOf((await exported('format=ninjs')).text);
  t.strictSame([format, read, skipped], ['ninjs', count, []]);
});

t.test('writes WXR that imports as the same articles', async (t) => {
  const { text } = await exported('format=wxr');
  const ours = await draftsOf((await exported('format=ndjson')).text);
  const { format, drafts, skipped } = await draftsOf(text);
  t.equal(format, 'wxr');
  t.equal(drafts.size, count);
  t.strictSame(new Set(skipped), new Set(['attachment']));
  const seconds = (date: Date | null) => date?.toISOString().slice(0, 19);
  const comparable = ({
    headline,
    standfirst,
    section,
    tags,
    status,
    commentsOpen,
    leadImage,
    people,
    seo,
    ...draft
  }: Draft) => ({
    headline,
    // A WordPress excerpt is one paragraph.
    standfirst: standfirst?.replaceAll('\n', ' '),
    section,
    tags,
    status,
    commentsOpen,
    leadImage,
    seo,
    authors: people.filter(({ relation }) => relation === 'author').map(({ name }) => name),
    publishedAt: seconds(draft.publishedAt),
    updatedAt: seconds(draft.updatedAt),
    // XML does not allow this character, and white space around blocks has no meaning.
    body: draft.body.replaceAll('\ufffe', '').replace(/\s+/g, ' ').replaceAll(' <', '<').trim(),
  });
  for (const [slug, draft] of ours.drafts) t.strictSame(comparable(drafts.get(slug)!), comparable(draft), slug);
  t.equal(new Set([...drafts.values()].map(({ key }) => `${key.source} ${key.id}`)).size, count);
  const again = await draftsOf((await exported('format=wxr&section=cities')).text);
  for (const [slug, { key }] of again.drafts)
    t.strictSame(key, drafts.get(slug)?.key, 'the article has the same number in every file');
  t.match((await draftsOf((await exported('format=wxr&status=draft')).text)).drafts.get('draft'), {
    status: 'draft',
    publishedAt: null,
  });
  t.match((await exported('format=wxr&status=trashed')).text, /<\/channel>\n<\/rss>\n$/);
});

t.test('escapes or drops characters that would break the XML', async (t) => {
  const [story] = (await (await newsroom.articles.exportArticles({ status: 'published' })).next())
    .value as ExportedArticle[];
  const odd = 'a\u0000\ud800]]>\u{1ffff}\uffff <&> \u000b🚢';
  const hostile = {
    ...story!,
    headline: odd,
    standfirst: `In short: ${odd}`,
    body: `<p>${odd}</p>`,
    tags: [odd],
    slug: 'odd',
  };
  hostile.leadImage = { url: 'https://img.example/]]>', alt: odd, caption: odd, credit: odd };
  const batches = (async function* () {
    yield [hostile];
  })();
  let text = '';
  for await (const part of wxrExport(batches, siteOf({}))) text += part;
  const { drafts, skipped } = await draftsOf(text);
  t.strictSame(skipped, ['attachment']);
  t.match(drafts.get('odd'), { headline: /^a.*\]\]>.*<&> 🚢$/u, standfirst: /\]\]>/, body: /\]\]>.*🚢/u });
});

t.test('stops reading when the client disconnects', async (t) => {
  let isEnded = false;
  const { text } = await articleExports({
    site: siteOf({}),
    articles: {
      exportArticles: async () =>
        (async function* () {
          const [story] = (await (await newsroom.articles.exportArticles({ status: 'published' })).next()).value ?? [];
          try {
            for (;;) yield [story as ExportedArticle];
          } finally {
            isEnded = true;
          }
        })(),
    },
  }).open(systemActor, { format: 'ndjson', status: 'published' });
  const stream = Readable.from(text);
  for await (const part of stream) {
    t.equal(part.at(-1), '\n');
    break;
  }
  t.ok(stream.destroyed);
  // A batch that is being read is read to its end.
  for (let turn = 0; turn < 1_000 && !isEnded; turn++) await setImmediate();
  t.ok(isEnded);
});
