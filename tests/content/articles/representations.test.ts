import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { parse } from 'yaml';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements, sent } = await openNewsroom(t, {
  environment: {
    PUBLIC_URL: 'https://api.paper.example',
    ARTICLE_URL: 'https://paper.example/{slug}.html',
    CORS_ORIGINS: 'https://a.example',
  },
});
const as = 'editor';
const JSON_TYPE = 'application/json';
const LD = 'application/ld+json';
const NINJS = 'application/vnd.iptc.ninjs+json';
const MARKDOWN = 'text/markdown';
const types = [JSON_TYPE, LD, NINJS, MARKDOWN];

const post = async (path: string, body: object = {}) => {
  const answer = await request('POST', path, { as, body });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.body;
};
const read = (accept: string | undefined, url = '/v1/articles/one', headers: Record<string, string> = {}) =>
  request('GET', url, { headers: { ...(accept === undefined ? {} : { accept }), ...headers } });
const typeOf = ({ headers }: { headers: Record<string, string | undefined> }) => headers['content-type']?.split(';')[0];

const hostile = '</script><script>alert("x")</script> & ]]> --- \u2028';
await post('/v1/sections', { name: 'World' });
await post('/v1/sections', { name: 'Europe', parent: 'world' });
await post('/v1/people', { name: 'Ada Writer' });
await post('/v1/people', {
  name: 'Angela Merkel',
  wikidataId: 'Q567',
  sameAs: ['https://www.britannica.com/biography/Angela-Merkel'],
  roles: [{ title: 'Federal Chancellor', organisation: 'Germany', from: '2005', to: null }],
});
await post('/v1/people', { name: 'Emmanuel Macron' });
await post('/v1/articles', { headline: 'Two' });
await post('/v1/articles/two/publish');
const id = (
  await post('/v1/articles', {
    headline: 'One',
    slug: 'one',
    standfirst: 'What happened.',
    type: 'analysis',
    section: 'europe',
    lang: 'en-GB',
    dateline: 'PARIS',
    tags: ['g20', 'no'],
    body: '<p>First <em>words</em>.</p><p>Second &lt;words&gt;.</p>',
    people: [
      { person: 'ada-writer', relation: 'author' },
      { person: 'angela-merkel', relation: 'subject', titleAsPrinted: 'Chancellor' },
      { person: 'emmanuel-macron', relation: 'quoted' },
      { person: 'emmanuel-macron', relation: 'pictured' },
    ],
    sources: [
      { name: 'Reuters', url: 'https://www.reuters.com/a b|c', relation: 'original' },
      { name: 'A call', relation: 'cited' },
    ],
    related: ['two'],
    leadImage: { url: 'https://img.example/ü pic.jpg', alt: 'A room', caption: 'The room.', credit: 'Jo / Agency' },
  })
).id;
await post('/v1/articles/one/publish');
await post('/v1/articles', {
  headline: hostile,
  slug: 'hostile',
  standfirst: hostile,
  tags: [],
  body: `<p>${hostile}</p>`,
});
await post('/v1/articles/hostile/publish');

t.test('returns the format that Accept names, and JSON when it names none of them', async (t) => {
  const chosen: [accept: string | undefined, type: string][] = [
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['text/html,application/xhtml+xml,*/*;q=0.8', JSON_TYPE],
    ['text/html', JSON_TYPE],
    ['application/pdf', JSON_TYPE],
    [LD, LD],
    [`${LD}, */*;q=0.1`, LD],
    [`${LD};q=0.4, ${NINJS};q=0.6`, NINJS],
    ['text/*', MARKDOWN],
    [`${JSON_TYPE};q=0.1, ${MARKDOWN};q=0.2`, MARKDOWN],
    [`${JSON_TYPE};q=0, */*;q=0.1`, LD],
  ];
  for (let time = 0; time < 2; time++)
    for (const [accept, type] of chosen) {
      const answer = await read(accept);
      t.match(answer, { status: 200, headers: { vary: /^Accept, / } }, `${accept}`);
      t.equal(typeOf(answer), type, `${accept}`);
    }
  for (const refusing of ['application/json;q=0', '*/*;q=0']) {
    const refused = await read(refusing);
    t.match(refused, { status: 406, body: { code: 'not-acceptable' }, headers: { vary: /^Accept/ } }, refusing);
    t.match(refused.body.detail, NINJS);
  }
});

t.test('caches each format with an ETag of its own, and serves it without a statement', async (t) => {
  statements();
  const first = new Map<string, Awaited<ReturnType<typeof read>>>();
  for (const type of types) {
    first.set(type, await read(type));
    t.equal(sent().length, 1, `${type} takes one statement`);
  }
  const tags = [...first.values()].map(({ headers }) => headers.etag);
  t.equal(new Set(tags).size, types.length);
  for (const tag of tags) t.match(tag, /^"2\./, 'the tag names the version');
  for (const type of types) {
    const { text, headers } = first.get(type)!;
    // Types that are preferred equally, for the same reasons, get the same response.
    for (const accept of [type, `${type}, */*;q=0.5`, `image/png, ${type};q=0.2`]) {
      const again = await read(accept);
      t.equal(again.text, text, accept);
      for (const name of ['etag', 'vary', 'link', 'content-type', 'last-modified', 'cache-control', 'surrogate-key'])
        t.equal(again.headers[name], headers[name], `${accept}: ${name}`);
    }
    const head = await request('HEAD', '/v1/articles/one', { headers: { accept: type } });
    t.match(head, { status: 200, text: '', headers: { etag: headers.etag, 'content-type': headers['content-type'] } });
    t.equal(head.headers['content-length'], String(Buffer.byteLength(text)));
    for (const other of types) {
      const known = await read(other, '/v1/articles/one', { 'if-none-match': headers.etag! });
      t.equal(known.status, other === type ? 304 : 200, `a request for ${other} with the tag of ${type}`);
      t.match(known.headers, { vary: /^Accept, /, link: /rel="alternate"/ });
    }
    const packed = await read(type, '/v1/articles/one', { 'accept-encoding': 'br' });
    t.equal(packed.text, text);
  }
  t.equal(sent().length, 0);
});

t.test('returns the same formats without the cache, to other origins and with a token', async (t) => {
  const kept = (await read(LD)).headers.etag;
  for (const headers of [{ origin: 'https://a.example' }, { origin: 'https://other.example' }]) {
    t.equal(typeOf(await read(MARKDOWN, '/v1/articles/one', headers)), MARKDOWN);
    t.equal((await read(LD, '/v1/articles/one', headers)).headers.etag, kept);
  }
  const mine = await request('GET', '/v1/articles/one', { as: 'reader', headers: { accept: LD } });
  t.match(mine, {
    status: 200,
    headers: { etag: kept, vary: /^Accept, .*Authorization/, 'cache-control': /no-store/ },
  });
  // Another encoding of the address is the same route, and must not get another route's response.
  for (const url of ['/v1/%61rticles/one', '/v1/articles/on%65'])
    for (const type of [LD, JSON_TYPE, LD]) t.equal(typeOf(await read(type, url)), type, url);
  t.equal(typeOf(await read(LD, '/v1/articles')), JSON_TYPE, 'lists have only JSON');
});

t.test('links the formats with each other and with the page for readers', async (t) => {
  const paths: Record<string, string> = { [LD]: '/json-ld', [NINJS]: '/ninjs', [MARKDOWN]: '/markdown' };
  const addressOf = (type: string) => `<https://api.paper.example/v1/articles/one${paths[type] ?? ''}>`;
  for (const type of types) {
    const links = (await read(type, `/v1/articles/${id}`)).headers.link?.split(', ');
    t.same(links, [
      ...types
        .filter((other) => other !== type)
        .map((other) => `${addressOf(other)}; rel="alternate"; type="${other}"`),
      '<https://paper.example/one.html>; rel="alternate"; type="text/html"',
    ]);
  }
});

t.test('renders an article as a NewsArticle in JSON-LD', async (t) => {
  const { body } = await read(LD);
  const merkel = { '@type': 'Person', name: 'Angela Merkel', url: 'https://api.paper.example/v1/people/angela-merkel' };
  t.match(body, {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': 'https://paper.example/one.html',
    identifier: `urn:uuid:${id}`,
    headline: 'One',
    description: 'What happened.',
    genre: 'analysis',
    articleSection: 'Europe',
    keywords: ['g20', 'no'],
    inLanguage: 'en-GB',
    dateline: 'PARIS',
    author: [{ '@type': 'Person', name: 'Ada Writer' }],
    publisher: { name: 'api.paper.example', url: 'https://paper.example/' },
    about: [
      {
        ...merkel,
        jobTitle: 'Chancellor',
        affiliation: { name: 'Germany' },
        sameAs: ['http://www.wikidata.org/entity/Q567', 'https://www.britannica.com/biography/Angela-Merkel'],
      },
    ],
    image: [
      {
        '@type': 'ImageObject',
        url: 'https://img.example/%C3%BC%20pic.jpg',
        caption: 'The room.',
        creditText: 'Jo / Agency',
      },
    ],
    isBasedOn: [{ name: 'Reuters' }],
    citation: [{ name: 'A call' }],
    wordCount: 4,
    articleBody: 'First words.\n\nSecond <words>.',
  });
  t.same(
    body.mentions.map(({ name }: { name: string }) => name),
    ['Emmanuel Macron'],
    'each person is listed once',
  );
  for (const date of [body.datePublished, body.dateModified]) t.equal(new Date(date).toISOString(), date);
  const plain = await read(LD, '/v1/articles/hostile');
  t.notMatch(plain.text, '<', 'it can be embedded in a page as it is');
  t.match(plain.body, { headline: hostile.trim(), author: [{ '@type': 'NewsMediaOrganization' }] });
});

t.test('includes the people whom linking recognised in the text', async (t) => {
  await post('/v1/articles', { headline: 'Found', body: '<p>Angela Merkel came.</p>' });
  await post('/v1/articles/found/publish');
  await post('/v1/articles/found/mentions/relink');
  t.match((await read(LD, '/v1/articles/found')).body.mentions, [
    { name: 'Angela Merkel', jobTitle: 'Federal Chancellor' },
  ]);
  t.match((await read(NINJS, '/v1/articles/found')).body.people, [{ name: 'Angela Merkel', rel: 'mentioned' }]);
});

const samples = new URL('../../../../shared/samples/ninjs/', import.meta.url);
const skip = existsSync(samples) ? false : 'the schema of the IPTC is not here';

t.test('renders ninjs that is valid by the schema of the IPTC', { skip }, async (t) => {
  for (const version of ['3.1', '3.0']) {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    (formats as unknown as (ajv: Ajv2020) => void)(ajv);
    // The standard refers to a schema of places, which articles do not have.
    ajv.addSchema({ $id: 'https://geojson.org/schema/GeoJSON.json' });
    const validate = ajv.compile(JSON.parse(readFileSync(new URL(`ninjs-schema_${version}.json`, samples), 'utf8')));
    t.notOk(validate({ uri: 'urn:x:y', surprise: 1 }), 'the schema refuses unknown fields');
    for (const slug of ['one', 'two', 'hostile', 'found']) {
      const { body } = await read(NINJS, `/v1/articles/${slug}`);
      t.ok(validate(body), `${version} ${slug}: ${JSON.stringify(validate.errors)}`);
    }
  }
});

t.test('renders the fields of an article as ninjs', async (t) => {
  const { body } = await read(NINJS);
  t.match(body, {
    uri: `urn:uuid:${id}`,
    standard: { name: 'ninjs', version: '3.1' },
    pubStatus: 'usable',
    language: 'en-GB',
    headlines: [{ value: 'One' }],
    descriptions: [{ value: 'What happened.' }],
    by: 'Ada Writer',
    located: 'PARIS',
    bodies: [
      { contentType: 'text/html', wordCount: 4, value: '<p>First <em>words</em>.</p><p>Second &lt;words>.</p>' },
    ],
    people: [{ rel: 'author' }, { rel: 'subject' }, { rel: 'quoted' }, { rel: 'pictured' }],
    subjects: [{ name: 'Europe', literal: 'world/europe' }, { name: 'g20' }, { name: 'no' }],
    infoSources: [{ name: 'Reuters', role: 'original', uri: 'https://www.reuters.com/a%20b%7Cc' }, { name: 'A call' }],
    associations: [
      { type: 'picture', by: 'Jo / Agency', uri: 'https://img.example/%C3%BC%20pic.jpg' },
      { name: 'Two', rel: 'related' },
    ],
    altIds: [{ role: 'url', value: 'https://paper.example/one.html' }],
  });
});

t.test('renders Markdown with front matter that has the same fields, even for hostile values', async (t) => {
  for (const [slug, headline] of [
    ['one', 'One'],
    ['hostile', hostile.trim()],
  ]) {
    const { text } = await read(MARKDOWN, `/v1/articles/${slug}`);
    const [, matter = '', body = ''] = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(text) ?? [];
    t.match(parse(matter), { title: headline, slug, url: `https://paper.example/${slug}.html` });
    if (slug === 'one') {
      t.match(parse(matter), {
        description: 'What happened.',
        section: 'world/europe',
        authors: ['Ada Writer'],
        tags: ['g20', 'no'],
        image: { credit: 'Jo / Agency' },
      });
      t.equal(body, 'First _words_.\n\nSecond \\<words>.\n');
    } else t.notMatch(body, '<script');
  }
});

t.test('refuses JSON parameters for other formats, and returns the desk view only as JSON', async (t) => {
  for (const query of ['fields=id', 'include=mentions', 'bodyFormat=text', 'annotate=people']) {
    t.match(await read(LD, `/v1/articles/one?${query}`), { status: 400, body: { errors: [{ code: 'not-here' }] } });
    t.equal((await read(JSON_TYPE, `/v1/articles/one?${query}`)).status, 200);
  }
  const desk = await request('GET', '/v1/desk/articles/one', { as, headers: { accept: LD } });
  t.match(desk, { status: 200, body: { status: 'published' } });
  t.equal(typeOf(desk), JSON_TYPE);
});

t.test('does not show one reader what another reader included', async (t) => {
  t.ok('mentions' in (await read(JSON_TYPE, '/v1/articles/two?include=mentions')).body);
  statements();
  t.notOk('mentions' in (await read(JSON_TYPE, '/v1/articles/two')).body);
  t.notOk('named' in (await read(JSON_TYPE, '/v1/articles/two')).body);
});

t.test('updates every format after changes, and never shows unpublished content', async (t) => {
  const everywhere = async (slug: string) => Promise.all(types.map((type) => read(type, `/v1/articles/${slug}`)));
  await post('/v1/articles', { headline: 'Secret draft', slug: 'secret' });
  for (const { status } of await everywhere('secret')) t.equal(status, 404);
  await post('/v1/articles/secret/publish');
  for (const { text } of await everywhere('secret')) t.match(text, 'Secret draft');
  await request('PATCH', '/v1/articles/secret', {
    as,
    body: { headline: 'Unseen words', people: [{ person: 'ada-writer', relation: 'quoted' }], related: ['two'] },
  });
  for (const { text } of await everywhere('secret')) t.notMatch(text, 'Unseen words');
  await post('/v1/articles/secret/publish');
  for (const { text } of await everywhere('secret')) t.match(text, 'Unseen words');
  await request('PATCH', '/v1/people/ada-writer', { as, body: { name: 'Ada Author' } });
  for (const type of [LD, NINJS]) t.match((await read(type, '/v1/articles/secret')).text, 'Ada Author', type);
  await request('PATCH', '/v1/articles/two', { as, body: { headline: 'Two anew' } });
  await post('/v1/articles/two/publish');
  t.match((await read(NINJS, '/v1/articles/secret')).text, 'Two anew');
  await request('PATCH', '/v1/articles/secret', { as, body: { slug: 'open' } });
  await post('/v1/articles/secret/publish');
  for (const { status, headers } of await everywhere('secret'))
    t.match(
      { status, headers },
      { status: 308, headers: { location: 'https://api.paper.example/v1/articles/open', vary: /^Accept, / } },
    );
  await post('/v1/articles/open/unpublish');
  for (const { status } of [...(await everywhere('open')), ...(await everywhere('secret'))]) t.equal(status, 404);
  await request('DELETE', '/v1/articles/one', { as });
  for (const { status } of await everywhere('one')) t.equal(status, 404);
});
