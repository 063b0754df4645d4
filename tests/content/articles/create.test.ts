import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements, database } = await openNewsroom(t);
const as = 'writer';
await request('POST', '/v1/sections', { as, body: { name: 'Europe' } });
for (const name of ['Ada', 'Grace']) await request('POST', '/v1/people', { as, body: { name } });
await request('POST', '/v1/articles', { as, body: { headline: 'Earlier' } });

const full = {
  headline: 'Full',
  standfirst: 'It has everything.',
  body: '<p>One <b>bold</b> word</p>',
  section: 'europe',
  tags: ['g20', 'Élysée'],
  people: [
    { person: 'ada', relation: 'author' },
    { person: 'grace', relation: 'quoted', titleAsPrinted: 'Rear admiral' },
    { person: 'ada', relation: 'subject' },
  ],
  related: ['earlier'],
  sources: [{ name: 'Reuters', url: 'https://www.reuters.com/' }],
  leadImage: { url: 'https://images.example/1.jpg', alt: 'A harbour' },
  seo: { title: 'Full', canonicalUrl: 'https://news.example/full' },
  externalIds: [
    { source: 'wire', id: '7' },
    { source: 'legacy', id: '12' },
  ],
  dateline: 'HAMBURG',
  commentsOpen: false,
};

t.test('takes three round trips: token, references and all writes', async (t) => {
  for (const body of [full, { headline: 'Slim' }]) {
    statements();
    t.equal((await request('POST', '/v1/articles', { as, body })).status, 201);
    t.equal(statements().length, 3, body.headline);
  }
});

t.test('returns the stored article byte for byte', async (t) => {
  for (const body of [
    { ...full, externalIds: [{ source: 'wire', id: '8' }] },
    { headline: 'Slim' },
    { headline: 'Marked down', body: '# Down', bodyFormat: 'markdown', type: 'opinion', lang: 'de' },
  ]) {
    const made = await request('POST', '/v1/articles', { as, body });
    const read = await request('GET', `/v1/desk/articles/${made.body.id}`, { as });
    t.equal(read.text, made.text);
    t.equal(read.headers.etag, made.headers.etag);
    const [revision] = await database.prisma.revision.findMany({ where: { articleId: made.body.id } });
    t.match(revision, { number: 1, savedBy: 'The writer', snapshot: { headline: body.headline } });
    const events = await database.prisma.event.findMany({ where: { subjectId: made.body.id } });
    t.match(events, [{ type: 'article.created', payload: { id: made.body.id, slug: made.body.slug } }]);
  }
});

t.test('encodes the characters of addresses that RFC 3986 does not allow, and keeps other addresses', async (t) => {
  const { body, status } = await request('POST', '/v1/articles', {
    as,
    body: {
      headline: 'Addresses',
      leadImage: { url: 'https://images.example/ü 1.jpg', alt: '' },
      seo: { canonicalUrl: 'https://News.example' },
    },
  });
  t.equal(status, 201);
  t.match(body, {
    leadImage: { url: 'https://images.example/%C3%BC%201.jpg' },
    seo: { canonicalUrl: 'https://News.example' },
  });
  const tooLong = `https://images.example/${'ü'.repeat(1_000)}.jpg`;
  const refusal = await request('POST', '/v1/articles', {
    as,
    body: { headline: 'Long', leadImage: { url: tooLong, alt: '' } },
  });
  t.match(refusal, { status: 400, body: { errors: [{ pointer: '/leadImage/url' }] } });
});

t.test('writes nothing when the article is refused', async (t) => {
  const rows = async () => [
    await database.prisma.article.count(),
    await database.prisma.articleSlug.count(),
    await database.prisma.revision.count(),
    await database.prisma.event.count(),
  ];
  const before = await rows();
  for (const [body, status] of [
    [{ headline: 'Nowhere', section: 'nowhere' }, 422],
    [{ headline: 'Nobody', people: [{ person: 'nobody', relation: 'author' }] }, 422],
    [{ headline: 'Taken', slug: 'earlier' }, 409],
    [{ headline: 'Known', externalIds: [{ source: 'wire', id: '7' }] }, 409],
  ] as const) {
    t.equal((await request('POST', '/v1/articles', { as, body })).status, status, body.headline);
  }
  t.same(await rows(), before);
});
