import { SaxesParser } from 'saxes';
import t from 'tap';
import { siteOf } from '../../../src/content/articles/index.js';
import { sitemapService } from '../../../src/flows/feeds/index.js';
import { newsLanguage } from '../../../src/flows/feeds/sitemaps.service.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const environment = { PUBLIC_URL: 'https://api.paper.example', ARTICLE_URL: 'https://paper.example/{slug}?a=1&b=2' };
const { request, newsroom, database, statements, sent } = await openNewsroom(t, { environment });
const as = 'editor';
const day = 24 * 60 * 60 * 1000;

/** Returns the texts of all elements of a name in a well-formed document. */
function texts(xml: string, name: string): string[] {
  const found: string[] = [];
  let open: string | undefined;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    open = tag.name;
    if (open === name) found.push('');
  });
  parser.on('text', (text) => {
    if (open === name) found[found.length - 1] += text;
  });
  parser.on('closetag', () => {
    open = undefined;
  });
  parser.write(xml).close();
  return found;
}
const page = (slug: string) => `https://paper.example/${slug}?a=1&b=2`;
const locs = async (url = '/sitemap.xml') => texts((await request('GET', url)).text, 'loc');

async function publish(slug: string, daysAgo: number, more: object = {}) {
  const { id } = await newsroom.articles.create(systemActor, { headline: `Of ${slug}`, slug, ...more });
  await newsroom.articles.publish(systemActor, id, { at: new Date(Date.now() - daysAgo * day) });
}
await publish('one', 10);
await publish('two', 5, { lang: 'de-AT' });
await publish('elsewhere', 4, { seo: { canonicalUrl: 'https://agency.example/story' } });
await publish('here', 3, { seo: { canonicalUrl: page('here') } });
await publish('news', 1, { headline: '<b>News</b> & more ]]>', lang: 'zh-Hant-TW' });
await newsroom.articles.create(systemActor, { headline: 'Draft', slug: 'draft' });

t.test('lists published articles, except those whose canonical address is elsewhere', async (t) => {
  statements();
  const answer = await request('GET', '/sitemap.xml');
  t.equal(sent().length, 1, 'it takes one statement');
  t.match(answer, {
    status: 200,
    headers: {
      'content-type': 'application/xml; charset=utf-8',
      'surrogate-key': 'articles',
      'cache-control': /^public/,
    },
  });
  t.same(texts(answer.text, 'loc'), ['one', 'two', 'here', 'news'].map(page));
  for (const time of texts(answer.text, 'lastmod')) t.equal(new Date(time).toISOString(), time);
  t.equal((await request('GET', '/sitemap.xml')).text, answer.text);
  t.equal(sent().length, 0, 'a cached response takes none');
  const known = await request('GET', '/sitemap.xml', { headers: { 'if-none-match': answer.headers.etag! } });
  t.match(known, { status: 304, text: '' });
  t.match(await request('HEAD', '/sitemap.xml'), { status: 200, text: '', headers: { etag: answer.headers.etag } });
  t.equal((await request('GET', '/sitemap.xml?surprise=1')).status, 400);
  for (const from of ['x', '2017-07-07T18:00:00Z', '2017-07-07T18:00:00Z_x', '_', `2017_${'0'.repeat(36)}`])
    t.match(
      await request('GET', `/sitemap.xml?from=${from}`),
      { status: 400, body: { errors: [{ parameter: 'from' }] } },
      from,
    );
});

t.test('splits a large sitemap into parts with an index, each article in one part', async (t) => {
  const sitemaps = sitemapService({
    database,
    site: siteOf({ publicUrl: environment.PUBLIC_URL, articleUrl: environment.ARTICLE_URL }),
    maxUrls: 2,
  });
  statements();
  const index = await sitemaps.getArticleSitemap(undefined);
  t.equal(sent().length, 1);
  t.match(index, /<sitemapindex xmlns="http:\/\/www\.sitemaps\.org\/schemas\/sitemap\/0\.9">/);
  const parts = texts(index, 'loc');
  t.equal(parts.length, 3);
  const found: string[] = [];
  for (const part of parts) {
    const [, at = '', article = ''] =
      /^https:\/\/api\.paper\.example\/sitemap\.xml\?from=([^_]+)_(.+)$/.exec(part) ?? [];
    const listed = texts(await sitemaps.getArticleSitemap({ at: new Date(at), article }), 'loc');
    t.ok(listed.length <= 2);
    found.push(...listed);
    t.ok(
      (await locs(new URL(part).pathname + new URL(part).search)).includes(listed[0]!),
      'the address is in the part',
    );
  }
  t.same(found, ['one', 'two', 'here', 'news'].map(page));
});

t.test('lists the articles of the last two days for Google News', async (t) => {
  statements();
  const { text, headers } = await request('GET', '/news-sitemap.xml');
  t.equal(sent().length, 1);
  t.match(headers['surrogate-key'], 'articles');
  t.match(text, 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"');
  t.same(texts(text, 'loc'), [page('news')]);
  t.same(texts(text, 'news:title'), ['<b>News</b> & more ]]>']);
  t.same(texts(text, 'news:name'), ['api.paper.example']);
  t.same(texts(text, 'news:language'), ['zh-tw']);
  t.ok(Date.now() - Date.parse(texts(text, 'news:publication_date')[0] ?? '') < 2 * day);
  t.same(['en-GB', 'de', 'zh', 'zh-Hans', 'ZH-HK'].map(newsLanguage), ['en', 'de', 'zh-cn', 'zh-cn', 'zh-tw']);
});

t.test('updates both sitemaps immediately', async (t) => {
  const both = async (slug: string) =>
    (await Promise.all([locs(), locs('/news-sitemap.xml')])).map((found) => found.includes(page(slug)));
  t.same(await both('draft'), [false, false]);
  await request('POST', '/v1/articles/draft/publish', { as });
  t.same(await both('draft'), [true, true]);
  await request('PATCH', '/v1/articles/draft', { as, body: { slug: 'renamed' } });
  t.same(await both('renamed'), [false, false], 'a draft copy stays private');
  await request('POST', '/v1/articles/draft/publish', { as });
  t.same(await both('draft'), [false, false]);
  t.same(await both('renamed'), [true, true]);
  await request('POST', '/v1/articles/renamed/unpublish', { as });
  t.same(await both('renamed'), [false, false]);
});
