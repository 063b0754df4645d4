import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import type { ReadResult } from '../../../../src/flows/imports/draft.js';
import { ghost } from '../../../../src/flows/imports/formats/ghost/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

type Row = Record<string, unknown>;

/** Builds an export with these tables, as Ghost has written it since version 1. */
const file = (tables: Record<string, unknown>): string =>
  JSON.stringify({ db: [{ meta: { exported_on: 1_499_450_400_000, version: '5.82.0' }, data: tables }] });

const post = (fields: Row = {}): Row => ({
  id: '64a0',
  title: 'A story',
  html: '<p>Some text.</p>',
  status: 'published',
  visibility: 'public',
  type: 'post',
  published_at: '2017-07-07T18:00:00.000Z',
  ...fields,
});
const read = (fields: Row = {}, tables: Row = {}) => only(ghost, file({ posts: [post(fields)], ...tables }));

const whole = file({
  posts: [
    post({
      uuid: '8492fbba-1102-4b53-8e3e-abe207952f0c',
      slug: 'night-ferry',
      title: 'Ferries & fog',
      html: '<p>It sailed.</p><figure><img src="__GHOST_URL__/content/images/b.jpg"><figcaption>Deck</figcaption></figure>',
      feature_image: '__GHOST_URL__/content/images/a.jpg',
      updated_at: '2017-07-09T08:00:00.000Z',
      custom_excerpt: 'In short.',
      canonical_url: 'https://old.example/ferry',
      locale: 'sv',
      codeinjection_head: '<script>1</script>',
    }),
  ],
  tags: [
    { id: 't1', name: 'Sea', slug: 'sea', visibility: 'public' },
    { id: 't2', name: '#wide', slug: 'hash-wide', visibility: 'internal' },
    { id: 't3', name: 'Fog', slug: 'fog' },
  ],
  users: [
    { id: 'u1', name: 'Paula Sands', email: 'ps@example.org' },
    { id: 'u2', name: 'Kim Lund' },
  ],
  posts_tags: [
    { post_id: '64a0', tag_id: 't3', sort_order: 2 },
    { post_id: '64a0', tag_id: 't2', sort_order: 1 },
    { post_id: '64a0', tag_id: 't1', sort_order: 0 },
    { post_id: '64a0', tag_id: 't9', sort_order: 3 },
  ],
  posts_authors: [
    { post_id: '64a0', author_id: 'u2', sort_order: 1 },
    { post_id: '64a0', author_id: 'u1', sort_order: 0 },
    { post_id: '64a0', author_id: 'u9', sort_order: 2 },
  ],
  posts_meta: [
    {
      post_id: '64a0',
      meta_title: 'Fog at sea',
      meta_description: 'About fog.',
      feature_image_alt: 'A ferry',
      feature_image_caption: '<span>The ferry. Photo by <a href="https://x.example">A. Berg</a></span>',
    },
  ],
});

t.test('reads a post with all its fields', async (t) => {
  const draft = await only(ghost, whole, { source: 'https://paper.example/' });
  t.equal(refusalOf(draft), null);
  const at = new Date('2017-07-07T18:00:00Z');
  t.match(draft, {
    from: 'post 1',
    key: { source: 'https://paper.example/', id: '64a0' },
    headline: 'Ferries & fog',
    slug: 'night-ferry',
    standfirst: 'In short.',
    lang: 'sv',
    section: null,
    tags: ['Sea', 'Fog'],
    status: 'published',
    publishedAt: at,
    firstPublishedAt: at,
    updatedAt: new Date('2017-07-09T08:00:00Z'),
    leadImage: {
      url: 'https://paper.example/content/images/a.jpg',
      alt: 'A ferry',
      caption: 'The ferry. Photo by A. Berg',
      credit: 'A. Berg',
    },
    seo: { title: 'Fog at sea', description: 'About fog.', canonicalUrl: 'https://old.example/ferry' },
  });
  t.strictSame(
    draft.people.map(({ name, relation, key }) => [name, relation, key?.id]),
    [
      ['Paula Sands', 'author', 'u1'],
      ['Kim Lund', 'author', 'u2'],
    ],
  );
  t.strictSame(draft.media, [{ url: 'https://paper.example/content/images/b.jpg', caption: 'Deck', credit: null }]);
  t.strictSame(reasonsOf(draft), [
    'code injection: not-a-part-of-a-story',
    'author u9: not-in-the-file',
    'tag #wide: internal-tag',
    'tag t9: not-in-the-file',
  ]);
});

t.test('keeps relative pictures in the body when the address of the site is unknown', async (t) => {
  const draft = await only(ghost, whole);
  t.match(draft.body, /<img src="\/content\/images\/b.jpg">/);
  t.strictSame([draft.key.source, draft.leadImage], ['ghost', null]);
  t.ok(reasonsOf(draft).includes('site in 2 addresses: no-site-url'));
});

t.test('completes every address of a site that is known, and reports what is incomplete otherwise', async (t) => {
  const url = '__GHOST_URL__';
  const lexical = JSON.stringify({
    root: {
      children: [
        { type: 'image', src: `${url}/content/images/l.jpg`, alt: '', caption: '' },
        { type: 'gallery', images: [{ src: `${url}/content/images/g.jpg` }] },
        { type: 'bookmark', url: `${url}/about/`, metadata: { title: 'About' } },
        { type: 'paragraph', children: [{ type: 'link', url: `${url}/x/`, children: [{ type: 'text', text: 'x' }] }] },
      ],
    },
  });
  const mobiledoc = JSON.stringify({ cards: [['image', { src: `${url}/content/images/m.jpg` }]], sections: [[10, 0]] });
  const posts = [
    {
      id: '1',
      title: 'A',
      html: `<p><a href="${url}/x/">x</a><img src="/content/images/h.jpg"></p>`,
      feature_image: `${url}/content/images/f.jpg`,
      canonical_url: `${url}/a/`,
    },
    { id: '2', title: 'B', lexical, feature_image: '/content/images/old.jpg' },
    { id: '3', title: 'C', mobiledoc },
    { title: 'D', html: `<img src="${url}/content/images/d.jpg">` },
  ];
  const file = JSON.stringify({
    db: [{ meta: { exported_on: 1 }, data: { posts: posts.map((post) => ({ ...post, status: 'draft' })) } }],
  });
  const unknown = draftsOf(await readAll(ghost, file));
  const known = draftsOf(await readAll(ghost, file, { siteUrl: 'https://site.example/blog' }));
  t.notMatch(JSON.stringify([unknown, known]), /__GHOST_URL__/);
  t.notMatch(JSON.stringify(known), /"\/content|\\"\/(?!\/)/);
  t.strictSame(
    known.map(({ leadImage, seo }) => [leadImage?.url, seo?.canonicalUrl]),
    [
      ['https://site.example/blog/content/images/f.jpg', 'https://site.example/blog/a/'],
      ['https://site.example/blog/content/images/old.jpg', undefined],
      [undefined, undefined],
      [undefined, undefined],
    ],
  );
  for (const draft of known) t.strictSame(reasonsOf(draft), []);
  t.strictSame(unknown.map(reasonsOf), [
    ['site in 4 addresses: no-site-url'],
    ['site in 5 addresses: no-site-url'],
    ['site in 1 address: no-site-url'],
    ['site in 1 address: no-site-url'],
  ]);
  t.match(unknown[0]?.omissions[0]?.detail, /--site-url/);
  t.strictSame(
    known.map(({ key }) => key),
    unknown.map(({ key }) => key),
  );
});

t.test('imports posts that readers did not see as drafts, with a note', async (t) => {
  const stateOf = async (fields: Row) => {
    const draft = await read(fields);
    return [draft.status, draft.publishedAt !== null, ...reasonsOf(draft)];
  };
  t.strictSame(await stateOf({ visibility: null }), ['published', true]);
  t.strictSame(await stateOf({ status: 'draft' }), ['draft', false]);
  t.strictSame(await stateOf({ visibility: 'paid' }), ['draft', false, 'visibility paid: becomes-a-draft']);
  t.strictSame(await stateOf({ status: 'sent' }), ['draft', false, 'status sent: becomes-a-draft']);
  t.strictSame(await stateOf({ status: 7 }), ['draft', false, 'status 7: becomes-a-draft']);
  t.strictSame(await stateOf({ status: 'scheduled' }), [
    'draft',
    false,
    'status scheduled, for 2017-07-07T18:00:00.000Z: becomes-a-draft',
  ]);
  t.strictSame(await stateOf({ type: 'page' }), ['published', true, 'type page: becomes-a-story']);
  t.strictSame(await stateOf({ page: 1 }), ['published', true, 'type page: becomes-a-story']);
});

t.test('reads dates as text or in milliseconds', async (t) => {
  const at = new Date('2017-07-07T18:00:00Z');
  for (const date of [at.getTime(), String(at.getTime()), '2017-07-07 18:00:00', at.toISOString()])
    t.strictSame((await read({ published_at: date })).publishedAt, at);
  t.strictSame(reasonsOf(await read({ published_at: 'soon', updated_at: {} })), [
    'field updated_at: wrong-type',
    'date soon: not-a-date',
  ]);
});

t.test("takes the text from HTML, or else from the editor's format, or else from plain text", async (t) => {
  const text = (value: string, format = 0) => ({ type: 'extended-text', text: value, format });
  const lexical = JSON.stringify({
    root: {
      type: 'root',
      children: [
        { type: 'paragraph', children: [text('A & '), text('b', 3), { type: 'linebreak' }, text('c', 16)] },
        { type: 'extended-heading', tag: 'h3', children: [text('Head')] },
        { type: 'list', listType: 'number', children: [{ type: 'listitem', children: [text('one')] }] },
        { type: 'paragraph', children: [{ type: 'link', url: 'https://x.example/?a&b', children: [text('link')] }] },
        { type: 'extended-quote', children: [text('said')] },
        { type: 'image', src: 'https://x.example/1.jpg', alt: 'One', caption: 'Cap' },
        { type: 'embed', url: 'https://video.example/1' },
        { type: 'embed', url: 'https://youtu.be/abcdefghijk', metadata: { title: 'A ferry' } },
        { type: 'html', html: '<b>raw</b>' },
        { type: 'markdown', markdown: '*em*' },
        { type: 'codeblock', code: '<x>' },
        { type: 'paywall' },
        { type: 'horizontalrule' },
        null,
      ],
    },
  });
  const written = await read({ html: null, lexical });
  t.equal(
    written.body,
    '<p>A &amp; <em><strong>b</strong></em><br><code>c</code></p><h3>Head</h3><ol><li>one</li></ol>' +
      '<p><a href="https://x.example/?a&amp;b">link</a></p><blockquote><p>said</p></blockquote>' +
      '<figure><img src="https://x.example/1.jpg" alt="One"><figcaption>Cap</figcaption></figure>' +
      '<p><a href="https://video.example/1">https://video.example/1</a></p>' +
      '<figure data-embed="youtube"><a href="https://www.youtube.com/watch?v=abcdefghijk">A ferry</a></figure><b>raw</b><p><em>em</em></p>' +
      '<pre><code>&lt;x&gt;</code></pre><hr>',
  );
  t.strictSame(reasonsOf(written), ['card paywall: nothing-here-shows-it']);
  const mobiledoc = JSON.stringify({
    version: '0.3.1',
    atoms: [['soft-return', '', {}]],
    cards: [
      ['gallery', { images: [{ src: 'https://x.example/1.jpg' }, { src: 'https://x.example/2.jpg' }], caption: 'Two' }],
      ['bookmark', { url: 'https://x.example/', metadata: { title: 'X' } }],
    ],
    markups: [['strong'], ['a', ['href', 'https://x.example/'], 7]],
    sections: [
      [
        1,
        'p',
        [
          [0, [], 0, 'A '],
          [0, [0, 1], 1, 'b'],
          [1, [], 1, 0],
          [0, [9], 0, '<c>'],
        ],
      ],
      [1, 'script>', [[0, [], 0, 'd']]],
      [3, 'ul', [[[0, [], 0, 'one']], [[0, [], 0, 'two']]]],
      [10, 0],
      [10, 1],
      [10, 99],
      'x',
    ],
  });
  t.equal(
    (await read({ html: '', mobiledoc })).body.replaceAll('\n', ''),
    '<p>A <strong><a href="https://x.example/">b</a><br></strong><span>&lt;c&gt;</span></p><p>d</p><ul><li>one</li><li>two</li></ul>' +
      '<figure><img src="https://x.example/1.jpg" alt=""><img src="https://x.example/2.jpg" alt=""><figcaption>Two</figcaption></figure>' +
      '<p><a href="https://x.example/">X</a></p>',
  );
  t.equal((await read({ html: null, markdown: '*x*' })).body, '<p><em>x</em></p>');
  t.equal((await read({ html: null, plaintext: 'one\n\ntwo' })).body, '<p>one</p>\n<p>two</p>');
  const broken = await read({
    html: null,
    lexical: '{"root":',
    mobiledoc: `${'['.repeat(99)}${']'.repeat(99)}`,
    plaintext: 'x',
  });
  t.strictSame(
    [broken.body, ...reasonsOf(broken)],
    ['<p>x</p>', 'text of the editor: not-json', 'text of the editor: too-deep'],
  );
});

t.test('reads comments when the export has them', async (t) => {
  const row = (id: string, fields: Row = {}): Row => ({
    id,
    post_id: '64a0',
    html: `<p>Hello <b>${id}</b></p>`,
    status: 'published',
    created_at: '2017-07-08T10:00:00.000Z',
    ...fields,
  });
  const draft = await read(
    {},
    {
      members: [{ id: 'm1', name: 'A Reader' }],
      comments: [
        row('1', { member_id: 'm1' }),
        row('2', { parent_id: '1', status: 'deleted' }),
        row('3', { parent_id: '1', in_reply_to_id: '2', status: 'hidden' }),
        row('4', { html: '' }),
        row('5', { created_at: null }),
        row('1'),
        row('6', { post_id: 'other' }),
      ],
    },
  );
  t.match(draft.comments, [
    { key: '1', parentKey: null, authorName: 'A Reader', body: 'Hello **1**', status: 'approved' },
    { key: '3', parentKey: '1', authorName: 'Anonymous', status: 'rejected' },
  ]);
  t.strictSame(reasonsOf(draft), [
    '1 comments: deleted',
    '1 comments: no-text',
    '1 comments: no-date',
    '1 comments: duplicate-id',
  ]);
});

t.test('identifies a post by its id, or else its UUID, or else its slug', async (t) => {
  t.equal((await read({ id: 7 })).key.id, '7');
  t.equal((await read({ id: null, uuid: 'u-1' })).key.id, 'u-1');
  t.equal((await read({ id: null, slug: 'a-b' })).key.id, 'a-b');
  t.match((await read({ id: null })).key.id, /^sha256:/);
});

const pointersOf = (reads: readonly ReadResult[]) =>
  reads.flatMap((one) => (one.kind === 'skipped' ? [`${one.pointer}: ${one.reason}`] : []));

t.test('skips entries that are not posts with their place, wherever the tables are', async (t) => {
  const posts = [
    'x',
    post(),
    post(),
    post({ id: '2', title: null, html: null }),
    post({ id: '3', html: 'x'.repeat(1_000_001) }),
  ];
  t.strictSame(pointersOf(await readAll(ghost, file({ posts, tags: 'x', users: [null], posts_tags: [[]] }))), [
    '/db/0/data/posts/0: wrong-type',
    'null: duplicate-id',
    '/db/0/data/posts/3: no-text',
    '/db/0/data/posts/4: too-long',
  ]);
  t.strictSame(pointersOf(await readAll(ghost, JSON.stringify({ data: { data: { posts: [1] } } }))), [
    '/data/data/posts/0: wrong-type',
  ]);
  t.strictSame(pointersOf(await readAll(ghost, JSON.stringify({ meta: {}, data: { posts: [1] } }))), [
    '/data/posts/0: wrong-type',
  ]);
  for (const other of ['{}', '[]', 'null', '{"db":[]}', '{"data":{"data":{"data":{"data":{"data":{"posts":[]}}}}}}'])
    t.strictSame(skippedOf(await readAll(ghost, other)), ['file: not-a-ghost-export'], other);
});

t.test('reads the complete rows of a broken file', async (t) => {
  const text = file({
    users: [{ id: 'u1', name: 'Paula Sands' }],
    posts: [post({ id: '1', author_id: 'u1' }), post({ id: '2' }), post({ id: '3' })],
  });
  const reads = await readAll(ghost, text.slice(0, text.indexOf('"id":"3"') + 30));
  t.match(draftsOf(reads), [{ key: { id: '1' }, people: [{ name: 'Paula Sands' }] }, { key: { id: '2' } }]);
  t.strictSame(skippedOf(reads), ['file: broken-file']);
  t.strictSame(skippedOf(await readAll(ghost, '')), ['file: broken-file']);
});

t.test('detects the format by the beginning of an export', async (t) => {
  const detects = (text: string) => ghost.detects(Buffer.from(text), null);
  t.ok(detects(whole));
  t.ok(detects('\ufeff{ "data": { "meta": { "exported_on": 1 } } }'));
  t.ok(detects('{"meta":{"exported_on":1},"data":{}}'));
  t.notOk(detects('{"data":[1]}'));
  t.notOk(detects('{"headline":"x","posts":[]}'));
});

t.test('reads the same drafts from any chunks, and ends cleanly on broken files', async (t) => {
  const all = await readAll(ghost, whole);
  t.strictSame(await readAll(ghost, whole, { chunk: 1 }), all);
  await endsWell(ghost, whole);
});

const samples = new URL('../../../../../shared/samples/ghost/', import.meta.url);
const skip = existsSync(samples) ? false : 'the sample files are not here';
const sample = (name: string) => readFileSync(new URL(name, samples));

t.test('reads exports of the first version and of a later one', { skip }, async (t) => {
  for (const name of ['ghost-import-data-1.json', 'migrate-ghost-v2-export.json'])
    t.ok(ghost.detects(sample(name).subarray(0, 65_536), name));
  const first = await only(ghost, sample('ghost-import-data-1.json'), { source: 'https://first.example' });
  t.match(first, {
    key: { id: '1' },
    headline: 'Welcome to Ghost',
    lang: 'en-US',
    tags: ['Getting Started'],
    people: [],
    publishedAt: new Date(1_388_318_310_783),
    updatedAt: new Date(1_388_318_310_782),
    leadImage: { url: 'https://first.example/images/my-image.png' },
    omissions: [{ what: 'byline test user', reason: 'names-no-person' }],
  });
  const reads = await readAll(ghost, sample('migrate-ghost-v2-export.json'));
  t.strictSame(skippedOf(reads), []);
  t.strictSame(
    draftsOf(reads).map(({ headline, tags, people, leadImage, body }) => [
      headline,
      ...tags,
      ...people.map(({ name }) => name),
      leadImage?.url,
      /<img src="([^"]*)"/.exec(body)?.[1],
    ]),
    [
      [
        'Post 1',
        'News',
        'Alice Johnson',
        'https://example.com/images/feature-1.jpg',
        'https://example.com/images/photo-1.jpg',
      ],
      [
        'Post 2',
        'Technology',
        'Bob Smith',
        'https://example.com/images/feature-2.jpg',
        'https://example.com/images/inline-2.png',
      ],
      ['Post 3 - Lexical', undefined, 'https://example.com/images/lexical-image.jpg'],
    ],
  );
});

t.test('reports a title that is not a text as a wrong type, and does not read it as the headline', async (t) => {
  const draft = await read({ title: 123 });
  t.ok(reasonsOf(draft).includes('field title: wrong-type'));
  t.not(draft.headline, '123');
});

t.test('keeps the captions of players, embeds and files', async (t) => {
  const lexical = JSON.stringify({
    root: {
      children: [
        { type: 'video', src: 'https://cdn.example.com/a.mp4', caption: 'The <b>film</b>' },
        { type: 'embed', url: 'https://x.example/1', caption: 'The embed' },
        { type: 'file', src: 'https://cdn.example.com/a.pdf', fileTitle: 'Report', fileCaption: 'All pages' },
      ],
    },
  });
  const { body } = await read({ html: null, lexical });
  for (const caption of ['<p>The <b>film</b></p>', '<p>The embed</p>', '<p>All pages</p>'])
    t.ok(body.includes(caption), `${caption} in ${body}`);
});

t.test('does not take the user of every new installation for a person', async (t) => {
  const draft = await read({ author_id: '1' }, { users: [{ id: '1', name: 'Ghost', slug: 'ghost' }] });
  t.strictSame(draft.people, []);
  t.ok(reasonsOf(draft).includes('author Ghost: names-no-person'));
  const renamed = await read({ author_id: '1' }, { users: [{ id: '1', name: 'Ann Porter', slug: 'ghost' }] });
  t.match(renamed.people, [{ name: 'Ann Porter' }]);
});
