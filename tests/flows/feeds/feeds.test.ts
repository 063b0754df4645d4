import { SaxesParser } from 'saxes';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, newsroom, statements, sent } = await openNewsroom(t, {
  environment: { PUBLIC_URL: 'https://api.paper.example', ARTICLE_URL: 'https://paper.example/{slug}' },
});
const { systemActor: system } = await import('../../../src/platform/auth/index.js');
const as = 'editor';
const post = async (path: string, body: object = {}) => {
  const answer = await request('POST', path, { as, body });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.body;
};

type Node = { name: string; attributes: Record<string, string>; text: string; children: Node[] };

/** Parses a document, which has to be well-formed, namespaces included. */
function treeOf(xml: string): Node {
  const root: Node = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const top = () => open.at(-1)!;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.entries(attributes).map(([key, { value }]) => [key, value]);
    const node = { name, attributes: Object.fromEntries(values), text: '', children: [] };
    top().children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => open.pop());
  const write = (text: string) => {
    top().text += text;
  };
  parser.on('text', write);
  parser.on('cdata', write);
  parser.write(xml).close();
  return root.children[0]!;
}
const all = (node: Node, name: string) => node.children.filter((child) => child.name === name);
const one = (node: Node, name: string) => {
  const [found, ...more] = all(node, name);
  if (found === undefined || more.length > 0) throw new Error(`${more.length + 1} ${name} in ${node.name}`);
  return found;
};
const textOf = (node: Node, name: string) => one(node, name).text;

const formats = ['rss', 'atom', 'json'] as const;
const types = { rss: 'application/rss+xml', atom: 'application/atom+xml', json: 'application/feed+json' };
const feed = (format: string, query = '') => request('GET', `/v1/feeds/${format}${query === '' ? '' : `?${query}`}`);

/** Returns the titles of a feed in order, for any format. */
async function titles(format: (typeof formats)[number], query = ''): Promise<string[]> {
  const answer = await feed(format, query);
  t.equal(answer.status, 200, `${format} ${query}`);
  if (format === 'json') return answer.body.items.map(({ title }: { title: string }) => title);
  const root = treeOf(answer.text);
  return all(format === 'rss' ? one(root, 'channel') : root, format === 'rss' ? 'item' : 'entry').map((item) =>
    textOf(item, 'title'),
  );
}

const hostile = ']]></title><script>alert(1)</script> & "quoted" \u00a0\u2028🗞';
await post('/v1/sections', { name: 'World' });
await post('/v1/sections', { name: 'Europe & <co>', slug: 'europe', parent: 'world' });
await post('/v1/people', { name: 'Ada Writer' });
await post('/v1/people', { name: 'Angela Merkel' });
const stories = [
  { headline: 'One', section: 'world', tags: ['a'], lang: 'en', day: 1 },
  { headline: 'Zwei', section: 'europe', tags: ['a', 'b'], lang: 'de', day: 2, body: '<p>Merkel sprach.</p>' },
  {
    headline: hostile,
    slug: 'hostile',
    standfirst: 'a < b & "c" ]]>',
    section: 'europe',
    tags: ['b', 'r&d'],
    lang: 'en',
    day: 3,
    body: '<p>]]&gt; ]]> <a href="/two?a=1&amp;b=2">x</a></p>',
    people: [
      { person: 'ada-writer', relation: 'author' as const },
      { person: 'angela-merkel', relation: 'subject' as const },
    ],
    leadImage: {
      url: 'https://img.example/a.jpg?x=1&y=2',
      alt: 'A "room"',
      caption: 'It & more',
      credit: 'Jo / Agency',
    },
  },
];
const ids: string[] = [];
for (const { day, ...story } of stories) {
  const { id } = await newsroom.articles.create(system, story);
  await newsroom.articles.publish(system, id, { at: new Date(Date.UTC(2017, 6, day, 12)) });
  ids.push(id);
}
await post('/v1/articles', { headline: 'A draft' });

t.test('accepts the filters of the list of articles, newest first', async (t) => {
  const trimmed = hostile.trim();
  const found: Record<string, string[]> = {
    '': [trimmed, 'Zwei', 'One'],
    'section=world': [trimmed, 'Zwei', 'One'],
    'section=europe': [trimmed, 'Zwei'],
    'tag=a': ['Zwei', 'One'],
    'tag=b,-a': [trimmed],
    'person=angela-merkel': [trimmed],
    'author=ada-writer': [trimmed],
    'lang=de': ['Zwei'],
    'q=sprach': ['Zwei'],
    'publishedAt[lt]=2017-07-02T00:00:00Z': ['One'],
    [`ids=${ids[0]}`]: ['One'],
    'limit=1': [trimmed],
    'section=europe&tag=nothing': [],
  };
  for (const format of formats)
    for (const [query, expected] of Object.entries(found))
      t.same(await titles(format, query), expected, `${format} ${query}`);
  for (const format of formats) {
    t.match(await feed(format, 'section=nowhere'), { status: 422, body: { code: 'unknown-reference' } });
    for (const query of ['view=desk', 'status=draft', 'fields=id', 'include=body', 'content=none', 'sort=createdAt'])
      t.equal((await feed(format, query)).status, 400, query);
  }
  t.equal((await feed('rdf')).status, 404);
});

t.test('reads a feed in one statement, and a cached one in none', async (t) => {
  for (const format of formats) {
    statements();
    const first = await feed(format);
    t.equal(sent().length, 1, format);
    const again = await feed(format);
    t.equal(sent().length, 0);
    t.equal(again.text, first.text);
    t.match(first.headers, { 'content-type': `${types[format]}; charset=utf-8`, 'cache-control': /^public/ });
    const head = await request('HEAD', `/v1/feeds/${format}`);
    t.match(head, { status: 200, text: '', headers: { etag: first.headers.etag } });
    const known = await request('GET', `/v1/feeds/${format}`, { headers: { 'if-none-match': first.headers.etag! } });
    t.match(known, { status: 304, text: '' });
    statements();
    await feed(format, 'section=europe&person=angela-merkel');
    const asked = sent();
    t.equal(
      asked.filter((sql) => /publications p/.test(sql)).length,
      1,
      'a second statement reads the names of the filters',
    );
    t.equal(asked.length, 3);
    // Another order of the parameters is the same feed.
    await feed(format, 'person=angela-merkel&section=europe');
    t.equal(sent().length, 0);
  }
});

t.test('writes RSS 2.0 with its required elements and those that feed readers show', async (t) => {
  const { text } = await feed('rss', 'section=europe');
  const root = treeOf(text);
  t.match(root, { name: 'rss', attributes: { version: '2.0' } });
  const channel = one(root, 'channel');
  t.equal(textOf(channel, 'title'), 'Europe & <co> – api.paper.example');
  t.equal(textOf(channel, 'link'), 'https://paper.example/');
  t.ok(textOf(channel, 'description'));
  t.equal(new Date(textOf(channel, 'lastBuildDate')).toISOString(), '2017-07-03T12:00:00.000Z');
  t.equal(all(channel, 'language').length, 0, 'a feed of two languages states none');
  t.match(all(channel, 'atom:link'), [
    { attributes: { rel: 'self', type: types.rss, href: 'https://api.paper.example/v1/feeds/rss?section=europe' } },
  ]);
  const [item, german] = all(channel, 'item') as [Node, Node];
  t.equal(textOf(item, 'title'), hostile.trim());
  t.equal(textOf(item, 'link'), 'https://paper.example/hostile');
  t.match(one(item, 'guid'), { text: `urn:uuid:${ids[2]}`, attributes: { isPermaLink: 'false' } });
  t.equal(textOf(item, 'pubDate'), 'Mon, 03 Jul 2017 12:00:00 GMT');
  t.equal(textOf(item, 'dc:creator'), 'Ada Writer');
  t.same(
    all(item, 'category').map((category) => category.text),
    ['Europe & <co>', 'b', 'r&d'],
  );
  t.equal(textOf(item, 'description'), 'a &lt; b &amp; &quot;c&quot; ]]&gt;', 'the description is HTML');
  t.equal(textOf(item, 'content:encoded'), '<p>]]> ]]> <a href="https://paper.example/two?a=1&amp;b=2">x</a></p>');
  const media = one(item, 'media:content');
  t.match(media.attributes, { url: 'https://img.example/a.jpg?x=1&y=2', medium: 'image' });
  t.same(
    media.children.map(({ name, text }) => [name, text]),
    [
      ['media:title', 'A "room"'],
      ['media:description', 'It & more'],
      ['media:credit', 'Jo / Agency'],
    ],
  );
  t.equal(textOf(german, 'dc:language'), 'de');
});

t.test('writes Atom 1.0 with the elements that RFC 4287 requires', async (t) => {
  const { text } = await feed('atom', 'person=angela-merkel');
  const root = treeOf(text);
  t.equal(root.name, 'feed');
  t.equal(root.attributes.xmlns, 'http://www.w3.org/2005/Atom');
  t.equal(textOf(root, 'title'), 'Angela Merkel – api.paper.example');
  t.match(textOf(root, 'id'), /^urn:uuid:[0-9a-f-]{36}$/);
  t.equal(textOf(root, 'updated'), '2017-07-03T12:00:00.000Z');
  t.ok(textOf(one(root, 'author'), 'name'), "articles without an author have the feed's author");
  const [entry] = all(root, 'entry') as [Node];
  t.equal(textOf(entry, 'id'), `urn:uuid:${ids[2]}`);
  t.equal(textOf(entry, 'title'), hostile.trim());
  t.equal(textOf(entry, 'updated'), '2017-07-03T12:00:00.000Z');
  t.equal(textOf(entry, 'published'), '2017-07-03T12:00:00.000Z');
  t.match(one(entry, 'link').attributes, { rel: 'alternate', href: 'https://paper.example/hostile' });
  t.match(one(entry, 'author').children, [
    { text: 'Ada Writer' },
    { text: 'https://api.paper.example/v1/people/ada-writer' },
  ]);
  t.match(one(entry, 'summary'), { text: 'a < b & "c" ]]>', attributes: { type: 'text' } });
  t.match(one(entry, 'content'), { text: /^<p>]]> ]]>/, attributes: { type: 'html' } });
  t.same(
    all(entry, 'category').map(({ attributes }) => attributes.term),
    ['world/europe', 'b', 'r&d'],
  );
  t.match(entry.attributes['xml:lang'], 'en');
  const empty = treeOf((await feed('atom', 'tag=nothing')).text);
  t.equal(new Date(textOf(empty, 'updated')).getTime(), 0, 'an empty feed has a date');
  t.not(textOf(empty, 'id'), textOf(root, 'id'));
});

t.test('writes JSON Feed 1.1 with its required fields', async (t) => {
  const { body } = await feed('json', 'tag=b&limit=1');
  t.match(body, {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'b – api.paper.example',
    home_page_url: 'https://paper.example/',
    feed_url: 'https://api.paper.example/v1/feeds/json?limit=1&tag=b',
    next_url: /^https:\/\/api\.paper\.example\/v1\/feeds\/json\?after=[\w-]+&limit=1&tag=b$/,
    language: 'en',
    items: [
      {
        id: `urn:uuid:${ids[2]}`,
        url: 'https://paper.example/hostile',
        title: hostile.trim(),
        content_html: /^<p>/,
        summary: 'a < b & "c" ]]>',
        image: 'https://img.example/a.jpg?x=1&y=2',
        _image: { credit: 'Jo / Agency' },
        date_published: '2017-07-03T12:00:00.000Z',
        authors: [{ name: 'Ada Writer' }],
        tags: ['Europe & <co>', 'b', 'r&d'],
      },
    ],
  });
  const [, bare] = (await feed('json', 'tag=b&content=summary')).body.items;
  t.match(bare, { content_text: 'Zwei' }, 'one of the two content fields is present');
});

t.test('omits bodies with content=summary, without reading them', async (t) => {
  statements();
  for (const format of formats) {
    const { text } = await feed(format, 'content=summary');
    t.notMatch(text, 'sprach', format);
    t.notMatch(text, /content:encoded>|<content |content_html/);
  }
  for (const sql of sent()) t.notMatch(sql, /p\.body AS/);
});

t.test('links pages with each other, and formats with each other', async (t) => {
  for (const format of formats) {
    const seen: string[] = [];
    let url: string | undefined = `/v1/feeds/${format}?limit=1`;
    const names = new Set<string>();
    for (let page = 0; url !== undefined && page < 5; page++) {
      const answer = await request('GET', url);
      const links = (answer.headers.link ?? '').split(', ');
      const next: string | undefined = links.map((link) => /^<([^>]+)>; rel="next"$/.exec(link)?.[1]).find(Boolean);
      for (const other of formats.filter((other) => other !== format)) {
        const alternate = links.find((link) => link.endsWith(`rel="alternate"; type="${types[other]}"`));
        t.match(alternate, `https://api.paper.example/v1/feeds/${other}?`);
      }
      if (format === 'json') {
        seen.push(answer.body.items[0].title);
        t.equal(answer.body.next_url, next);
      } else {
        const root = treeOf(answer.text);
        const holder = format === 'rss' ? one(root, 'channel') : root;
        const pageLinks = all(holder, format === 'rss' ? 'atom:link' : 'link').map(({ attributes }) => attributes);
        t.equal(pageLinks.find(({ rel }) => rel === 'next')?.href, next, 'the feed links its next page as in RFC 5005');
        t.equal(pageLinks.filter(({ rel }) => rel === 'previous').length, page === 0 ? 0 : 1);
        seen.push(textOf(one(holder, format === 'rss' ? 'item' : 'entry'), 'title'));
        if (format === 'atom') names.add(textOf(root, 'id'));
      }
      url = next?.replace('https://api.paper.example', '');
    }
    t.same(seen, [hostile.trim(), 'Zwei', 'One']);
    if (format === 'atom') t.equal(names.size, 1, 'all pages of a feed have the same id');
  }
});

t.test('shows publications immediately, and drafts never', async (t) => {
  const shown = async (word: string, query = '') => {
    const found = await Promise.all(formats.map(async (format) => (await feed(format, query)).text.includes(word)));
    t.equal(new Set(found).size, 1, 'all formats show the same');
    return found[0];
  };
  t.equal(await shown('A draft'), false);
  await post('/v1/articles', {
    headline: 'Fresh',
    section: 'europe',
    people: [{ person: 'ada-writer', relation: 'author' }],
  });
  t.equal(await shown('Fresh'), false);
  await post('/v1/articles/fresh/publish');
  for (const query of ['', 'section=world', 'section=europe', 'author=ada-writer', 'q=fresh'])
    t.equal(await shown('Fresh', query), true, query);
  await request('PATCH', '/v1/articles/fresh', { as, body: { headline: 'Newer words' } });
  t.equal(await shown('Newer words'), false, 'a draft copy stays private');
  await post('/v1/articles/fresh/publish');
  t.equal(await shown('Newer words'), true);
  t.equal(await shown('Angela Merkel', 'person=angela-merkel'), true);
  await request('PATCH', '/v1/people/angela-merkel', { as, body: { name: 'Chancellor Merkel' } });
  t.equal(await shown('Chancellor Merkel', 'person=angela-merkel'), true, 'a new name shows in the title of the feed');
  await request('PATCH', '/v1/people/ada-writer', { as, body: { name: 'Ada Author' } });
  t.equal(await shown('Ada Author', 'section=europe'), true, 'a new name shows in the items of the feed');
  await request('PATCH', '/v1/sections/europe', { as, body: { name: 'Continent' } });
  t.equal(await shown('Continent – ', 'section=europe'), true);
  await post('/v1/articles/fresh/unpublish');
  for (const query of ['', 'section=world', 'author=ada-writer']) t.equal(await shown('Newer words', query), false);
});

t.test('adds no cache tag for text that looks like the id of an entity', async (t) => {
  const fake = 'id":"00000000-0000-0000-0000-\\r\\nX-Bad: 1"';
  const real = 'd":"0197f3c0-7e1a-7b6e-9c55-0d1f6f2aXXXX"';
  await post('/v1/articles', { headline: fake, slug: 'fake', body: `<p>${real}</p>` });
  await post('/v1/articles/fake/publish');
  for (const format of formats) {
    const answer = await feed(format);
    t.equal(answer.status, 200);
    t.notMatch(answer.headers['surrogate-key'], 'XXXX');
    t.notOk(answer.headers['x-bad']);
  }
  for (const accept of ['text/markdown', 'application/ld+json'])
    t.notMatch((await request('GET', '/v1/articles/fake', { headers: { accept } })).headers['surrogate-key'], 'XXXX');
});

t.test('uses relative addresses when none are configured', async (t) => {
  const bare = await openNewsroom(t);
  await bare.request('POST', '/v1/articles', { as, body: { headline: 'One' } });
  await bare.request('POST', '/v1/articles/one/publish', { as });
  const { body } = await bare.request('GET', '/v1/feeds/json');
  t.match(body, { title: 'Broadsheet', feed_url: '/v1/feeds/json', items: [{ url: '/v1/articles/one' }] });
  treeOf((await bare.request('GET', '/v1/feeds/atom')).text);
});
