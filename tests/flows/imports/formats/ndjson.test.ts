import t from 'tap';
import { ndjson } from '../../../../src/flows/imports/formats/ndjson/index.js';
import { noTexts } from '../../../support/drafts.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

/** Builds a line with the fields of an article in the desk view. */
const whole = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  slug: 'two-presidents-meet-in-hamburg',
  type: 'analysis',
  headline: 'Two presidents meet in Hamburg',
  standfirst: 'Their first meeting ran to more than two hours.',
  lang: 'en',
  section: { id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5', slug: 'europe', name: 'Europe', path: 'world/europe' },
  authors: [{ id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'marta-lindqvist', name: 'Marta Lindqvist' }],
  tags: ['g20', 'diplomacy'],
  leadImage: { url: 'https://example.org/two.jpg', alt: 'Two men', caption: null, credit: 'AP' },
  publishedAt: '2017-07-07T18:00:00.000Z',
  firstPublishedAt: '2017-07-07T18:00:00.000Z',
  updatedAt: '2017-07-07T19:30:00.000Z',
  commentCount: 12,
  body: '<p>The two met for the first time.</p>',
  bodyFormat: 'html',
  people: [
    {
      id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55',
      slug: 'marta-lindqvist',
      name: 'Marta Lindqvist',
      relation: 'author',
      titleAsPrinted: null,
      role: null,
    },
    { slug: 'angela-merkel', relation: 'mentioned', titleAsPrinted: 'Chancellor' },
  ],
  sources: [{ name: 'Reuters', url: 'https://www.reuters.com/', relation: 'cited' }],
  related: [{ id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b12', slug: 'g20-opens', headline: 'G20 opens' }, 'g20-ends'],
  dateline: 'HAMBURG',
  seo: null,
  comments: { open: false, count: 12 },
  corrections: [],
  version: 3,
  status: 'published',
  externalIds: [{ source: 'wordpress', id: '4711' }],
  hasUnpublishedChanges: false,
  revision: 2,
};
const line = (fields: object) => JSON.stringify({ headline: 'H', ...fields });

t.test('restores an article as it was exported', async (t) => {
  const draft = await only(ndjson, JSON.stringify(whole));
  t.strictSame(draft, {
    ...noTexts,
    from: 'line 1',
    key: { source: 'broadsheet', id: whole.id },
    otherKeys: [{ source: 'wordpress', id: '4711' }],
    headline: whole.headline,
    slug: whole.slug,
    standfirst: whole.standfirst,
    type: 'analysis',
    body: whole.body,
    lang: 'en',
    dateline: 'HAMBURG',
    section: {
      path: [
        { slug: 'world', name: 'World' },
        { slug: 'europe', name: 'Europe' },
      ],
    },
    tags: ['g20', 'diplomacy'],
    people: [
      {
        name: 'Marta Lindqvist',
        relation: 'author',
        titleAsPrinted: null,
        key: { source: 'broadsheet', id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55' },
        slug: 'marta-lindqvist',
      },
      {
        name: 'Angela Merkel',
        relation: 'mentioned',
        titleAsPrinted: 'Chancellor',
        key: { source: 'broadsheet', id: 'angela-merkel' },
      },
    ],
    sources: whole.sources,
    relatedKeys: [
      { source: 'broadsheet', id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b12' },
      { source: 'broadsheet', id: 'g20-ends' },
    ],
    leadImage: whole.leadImage,
    seo: null,
    commentsOpen: false,
    status: 'published',
    publishedAt: new Date('2017-07-07T18:00:00Z'),
    firstPublishedAt: new Date('2017-07-07T18:00:00Z'),
    updatedAt: new Date('2017-07-07T19:30:00Z'),
    comments: [],
    media: [],
    omissions: [],
  });
  t.equal(refusalOf(draft), null);
});

t.test('leaves missing fields at their defaults', async (t) => {
  const draft = await only(ndjson, '{"body":"<h2>A start</h2><p>and more.</p>"}', { source: 'elsewhere' });
  t.equal(draft.headline, 'A start and more.');
  t.strictSame(reasonsOf(draft), ['headline: made-from-the-first-words']);
  t.equal(draft.status, 'draft');
  t.match(draft.key, { source: 'elsewhere', id: /^sha256:[0-9a-f]{64}$/ });
  const again = await only(ndjson, '{"body":"<h2>A start</h2><p>and more.</p>"}', { source: 'elsewhere' });
  t.strictSame(again, draft, 'the same file gives the same draft');
  t.strictSame((await only(ndjson, line({ externalIds: [{ source: 'wp', id: '7' }] }))).key, { source: 'wp', id: '7' });
  t.equal((await only(ndjson, line({ publishedAt: '2017-07-07T18:00:00Z' }))).status, 'published');
  t.strictSame(skippedOf(await readAll(ndjson, '{}')), ['line 1: no-text']);
});

t.test('imports scheduled articles as drafts, and killed ones into the trash', async (t) => {
  const status = async (stated: string) => {
    const [read] = await readAll(ndjson, line({ status: stated }));
    return read?.kind === 'draft' ? read.draft.status : read?.kind;
  };
  t.equal(await status('scheduled'), 'draft');
  t.equal(await status('killed'), 'trashed');
});

t.test('skips a line with a value of the wrong type, and reports its place and the expected type', async (t) => {
  for (const [fields, pointer, detail] of [
    [{ headline: 5 }, '/headline', '/headline must be a text.'],
    [{ tags: 'g20' }, '/tags', '/tags must be a list.'],
    [{ tags: ['a', 5] }, '/tags/1', '/tags/1 must be a text.'],
    [{ people: [{ name: 'A', relation: 'friend' }] }, '/people/0/relation', /one of author, subject/],
    [{ publishedAt: 'yesterday' }, '/publishedAt', /a time such as 2017-07-07T12:00:00Z/],
    [{ publishedAt: '2017-02-30T12:00:00Z' }, '/publishedAt', /a time/],
    [{ section: { slug: 5 } }, '/section/slug', /a text/],
    [
      { status: 'gone' },
      '/status',
      /one of draft, submitted, approved, scheduled, published, unpublished, killed, trashed/,
    ],
    [{ comments: [{ id: 'a', author: { name: 5 } }] }, '/comments/0/author/name', /a text/],
    [{ leadImage: { url: 5 } }, '/leadImage/url', /a text/],
    [{ leadImage: { alt: 'x' } }, '/leadImage', /a url or an asset/],
  ] as const) {
    const [read] = await readAll(ndjson, line(fields));
    t.match(read, { kind: 'skipped', from: 'line 1', reason: 'wrong-type', pointer, detail }, pointer);
  }
  t.match((await readAll(ndjson, '[1]'))[0], { pointer: '', detail: /^The line must be an object/ });
});

t.test('skips a broken line and reads the others, whatever the line breaks', async (t) => {
  const file = `\uFEFF${line({ id: '1' })}\r\n\r\n{"headline":\r\nnull\n${line({ id: '2' })}\n${line({ id: '2' })}`;
  for (const chunk of [1, 7, 65_536]) {
    const reads = await readAll(ndjson, file, { chunk });
    t.strictSame(
      draftsOf(reads).map(({ from, key }) => `${from}: ${key.id}`),
      ['line 1: 1', 'line 5: 2', 'line 6: 2'],
      'a repeated id gives the same article again',
    );
    t.strictSame(skippedOf(reads), ['line 3: not-json', 'line 4: wrong-type']);
  }
});

t.test('skips a line of more than 4 MiB, and reads the next one', async (t) => {
  const long = line({ body: 'x'.repeat(4 * 2 ** 20) });
  t.strictSame(skippedOf(await readAll(ndjson, `${long}\n${line({})}`)), ['line 1: too-long']);
  t.equal((await readAll(ndjson, `${long}\n${line({})}`))[1]?.kind, 'draft');
  t.strictSame(skippedOf(await readAll(ndjson, line({ body: 'x'.repeat(1_000_001) }))), ['line 1: too-long']);
  const deep = `{"headline":"H","seo":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  t.strictSame(skippedOf(await readAll(ndjson, deep)), ['line 1: too-deep']);
});

t.test('shortens or omits invalid values, with a note', async (t) => {
  const draft = await only(
    ndjson,
    line({
      headline: `${'word '.repeat(120)}`,
      standfirst: 'x'.repeat(3_000),
      slug: 'Ünsafe Slug!',
      lang: 'en_US.UTF-8',
      type: 'poem',
      tags: [
        '#G20',
        'a/b',
        '###',
        'x'.repeat(101),
        'g20',
        'Zoe\u0301',
        ...Array.from({ length: 60 }, (_, n) => `t${n}`),
      ],
      people: [
        { name: 'x'.repeat(201) },
        { person: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b12' },
        { name: ' Ada \n King ' },
      ],
      sources: [{ name: 'Wire', url: 'ftp://x' }],
      leadImage: { url: '/two.jpg' },
      seo: { title: 'a\u0000b', canonicalUrl: 'nowhere' },
      status: 'unpublished',
      shoeSize: 4,
      id: 'x'.repeat(600),
    }),
  );
  t.equal(refusalOf(draft), null);
  t.match(draft.headline, /^word .*word…$/);
  t.ok(draft.headline.length <= 500);
  t.equal(draft.standfirst?.length, 2_000);
  t.equal(draft.slug, 'uensafe-slug');
  t.equal(draft.lang, 'en-US');
  t.equal(draft.status, 'draft');
  t.strictSame(draft.tags.slice(0, 4), ['#G20', 'a/b', 'Zoé', 't0']);
  t.equal(draft.tags.length, 50);
  t.strictSame(
    draft.people.map(({ name }) => name),
    ['Ada King'],
  );
  t.equal(draft.seo?.title, 'ab');
  t.match(draft.key.id, /^sha256:/);
  t.strictSame(
    draft.omissions.map(({ reason }) => reason),
    [
      ...[
        'unknown-field',
        'becomes-a-draft',
        'unknown-type',
        'no-name',
        'too-long',
        'too-long',
        'not-a-tag',
        'too-long',
      ],
      ...['too-many', 'too-long', 'not-a-web-address', 'not-a-web-address', 'not-a-web-address'],
    ],
  );
});

t.test('converts a body in Markdown or plain text to HTML', async (t) => {
  const body = async (fields: object) => (await only(ndjson, line(fields))).body;
  t.equal(await body({ body: 'Some **bold** text', bodyFormat: 'markdown' }), '<p>Some <strong>bold</strong> text</p>');
  t.equal(await body({ body: 'a < b\n\nsecond\nline', bodyFormat: 'text' }), '<p>a &lt; b</p>\n<p>second<br>line</p>');
  t.equal(await body({ body: 'one\ntwo', bodyFormat: 'text' }), '<p>one</p>\n<p>two</p>');
  const long = line({ body: 'x '.repeat(60_000), bodyFormat: 'markdown' });
  t.match((await readAll(ndjson, long))[0], { kind: 'skipped', reason: 'too-long', pointer: '/body' });
});

t.test('reads comments, except empty ones', async (t) => {
  const author = { name: ' Ada ', url: 'https://example.org/', email: 'ada@example.org' };
  const createdAt = '2017-07-08T10:00:00Z';
  const {
    comments,
    omissions: dropped,
    commentsOpen,
  } = await only(
    ndjson,
    line({
      comments: [
        { id: 'a', author, body: 'First', status: 'approved', createdAt },
        { id: 'b', parentId: 'a', inReplyToId: 'a', author: {}, body: 'Second', createdAt },
        { id: 'c', author, body: '', createdAt, deletedAt: createdAt, status: 'deleted' },
        { id: 'd', author, body: ' ', createdAt },
        { id: 'e', author, body: 'When?' },
      ],
    }),
  );
  t.strictSame(comments, [
    {
      key: 'a',
      parentKey: null,
      authorName: 'Ada',
      authorUrl: author.url,
      authorEmail: author.email,
      body: 'First',
      status: 'approved',
      createdAt: new Date(createdAt),
    },
    {
      key: 'b',
      parentKey: 'a',
      authorName: 'Anonymous',
      authorUrl: null,
      authorEmail: null,
      body: 'Second',
      status: 'pending',
      createdAt: new Date(createdAt),
    },
  ]);
  t.strictSame(
    dropped.map(({ reason }) => reason),
    ['deleted', 'no-text', 'no-date'],
  );
  t.equal(commentsOpen, null);
});

t.test('reads corrections, except invalid ones', async (t) => {
  const at = '2017-07-08T10:00:00Z';
  const { corrections, omissions: dropped } = await only(
    ndjson,
    line({
      corrections: [
        { id: 'x', kind: 'update', note: ' More is known. ', at },
        { kind: 'erratum', note: 'No such kind.', at },
        { kind: 'update', note: ' ', at },
        { kind: 'update', note: 'When?' },
      ],
    }),
  );
  t.strictSame(corrections, [{ kind: 'update', note: 'More is known.', at: new Date(at) }]);
  t.strictSame(
    dropped.map(({ reason }) => reason),
    Array(3).fill('without-kind-note-or-time'),
  );
});

t.test('reads a section as a slug, a path of slugs or an object', async (t) => {
  const path = async (section: unknown) => (await only(ndjson, line({ section }))).section?.path;
  t.strictSame(await path('world-news'), [{ slug: 'world-news', name: 'World News' }]);
  t.strictSame(await path('world/europe'), [
    { slug: 'world', name: 'World' },
    { slug: 'europe', name: 'Europe' },
  ]);
  t.strictSame(await path({ path: [{ slug: 'world', name: 'The world' }, { name: 'Mid Europe' }] }), [
    { slug: 'world', name: 'The world' },
    { slug: 'mid-europe', name: 'Mid Europe' },
  ]);
  t.equal(await path('0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b12'), undefined, 'an id of another newsroom is ignored');
  t.equal(await path(null), undefined);
});

t.test('detects the format by the first lines', async (t) => {
  const detects = (text: string, name: string | null = null) => ndjson.detects(Buffer.from(text), name);
  t.ok(detects(JSON.stringify(whole)));
  t.ok(detects(`${line({ body: 'x' })}\n{"cut`));
  t.ok(detects(`broken\n${line({ body: 'x' })}\n`, 'export.ndjson'));
  t.ok(
    detects('{"id":"1","headline":"He said \\"no\\": {","seo":{"title":"T"},"publishedAt":null,"body":"a long text'),
  );
  t.notOk(detects('{"headline":"H","nested":{"publishedAt":"x"},"list":[{"standfirst":1'), 'one field of its own');
  t.notOk(detects('{"@type":"NewsArticle","headline":"H","publishedAt":"x","text":"a long'));
  t.notOk(detects(`{"@type":"NewsArticle","headline":"H","body":"x"}`));
  t.notOk(detects('{"uri":"urn:x","headline":"H","standfirst":"x"}'));
  t.notOk(detects('{"name":"Ada King"}\n', 'people.ndjson'));
  t.notOk(detects('[{"headline":"H","body":"x"}]'));
  t.notOk(detects(''));
});

t.test('terminates on any input', (t) => {
  const file = [whole, { ...whole, bodyFormat: 'markdown', comments: [] }, whole]
    .map((one) => JSON.stringify(one))
    .join('\n');
  return t.resolves(endsWell(ndjson, file));
});
