import t from 'tap';
import { newsArticle } from '../../../../src/flows/imports/formats/news-article/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const story = {
  '@context': 'https://schema.org',
  '@type': ['Article', 'AnalysisNewsArticle'],
  '@id': 'https://paper.example.com/world/ferry#article',
  url: 'https://paper.example.com/world/night-ferry.html',
  headline: 'Night ferry sails again',
  alternativeHeadline: 'The ferry is back',
  description: 'The ship left at nine.',
  articleSection: ['World', 'Europe'],
  keywords: 'ferries, Shipping , Hamburg',
  articleBody: 'First.\n\nSecond & third.',
  dateline: 'HAMBURG',
  inLanguage: 'en-GB',
  datePublished: '2017-07-07T18:00:00+02:00',
  dateModified: '2017-07-08',
  author: [
    { '@type': 'Person', '@id': 'https://paper.example.com/people/sands', name: 'Paula Sands', jobTitle: 'Reporter' },
    'Erik Holm and Anna Berg',
    { '@type': 'Organization', name: 'The Wire' },
  ],
  about: [
    {
      '@type': 'Person',
      name: 'Uwe Sand',
      identifier: { '@type': 'PropertyValue', propertyID: 'wikidata', value: 'Q42' },
    },
  ],
  mentions: [
    { '@type': 'Person', givenName: 'Kim', familyName: 'Lund' },
    { '@type': 'Place', name: 'Kiel' },
  ],
  publisher: { '@type': 'NewsMediaOrganization', name: 'The Paper', url: 'https://paper.example.com/' },
  image: [
    {
      '@type': 'ImageObject',
      contentUrl: 'https://cdn.example.com/ferry.jpg',
      caption: 'The ferry at its pier.',
      creditText: 'Lund/TW',
    },
    'https://cdn.example.com/deck.jpg',
    '/relative.jpg',
  ],
  citation: ['https://harbour.example.com/report', { '@type': 'CreativeWork', name: 'Almanac' }],
  isBasedOn: [
    'https://paper.example.com/world/ferry-stops',
    { '@type': 'Report', name: 'Harbour report', url: 'https://h.example.com/r' },
  ],
  correction: 'An earlier version had the wrong day.',
  video: { '@type': 'VideoObject' },
};

t.test('reads an article with all its fields', async (t) => {
  const draft = await only(newsArticle, JSON.stringify(story, null, 2));
  t.equal(refusalOf(draft), null);
  t.match(draft, {
    from: 'item 1, line 1',
    key: { source: 'news-article:paper.example.com', id: story['@id'] },
    headline: story.headline,
    slug: 'night-ferry',
    standfirst: story.description,
    type: 'analysis',
    body: '<p>First.</p>\n<p>Second &amp; third.</p>',
    lang: 'en-GB',
    dateline: 'HAMBURG',
    section: {
      path: [
        { slug: 'world', name: 'World' },
        { slug: 'europe', name: 'Europe' },
      ],
    },
    tags: ['ferries', 'Shipping', 'Hamburg'],
    status: 'published',
    publishedAt: new Date('2017-07-07T16:00:00Z'),
    firstPublishedAt: new Date('2017-07-07T16:00:00Z'),
    updatedAt: new Date('2017-07-08T00:00:00Z'),
    leadImage: {
      url: 'https://cdn.example.com/ferry.jpg',
      alt: '',
      caption: 'The ferry at its pier.',
      credit: 'Lund/TW',
    },
    media: [{ url: 'https://cdn.example.com/deck.jpg', credit: null, caption: null }],
  });
  t.strictSame(draft.people, [
    {
      name: 'Paula Sands',
      relation: 'author',
      titleAsPrinted: 'Reporter',
      key: { source: 'news-article:paper.example.com', id: 'https://paper.example.com/people/sands' },
    },
    { name: 'Erik Holm', relation: 'author', titleAsPrinted: null, key: null },
    { name: 'Anna Berg', relation: 'author', titleAsPrinted: null, key: null },
    { name: 'Uwe Sand', relation: 'subject', titleAsPrinted: null, key: { source: 'wikidata', id: 'Q42' } },
    { name: 'Kim Lund', relation: 'mentioned', titleAsPrinted: null, key: null },
  ]);
  t.strictSame(draft.sources, [
    { name: 'The Wire', url: null, relation: 'original' },
    { name: 'harbour.example.com', url: 'https://harbour.example.com/report', relation: 'cited' },
    { name: 'Almanac', url: null, relation: 'cited' },
    { name: 'Harbour report', url: 'https://h.example.com/r', relation: 'original' },
  ]);
  t.strictSame(draft.relatedKeys, [
    { source: 'news-article:paper.example.com', id: 'https://paper.example.com/world/ferry-stops' },
  ]);
  t.strictSame(reasonsOf(draft), [
    'correction "An earlier version had the wrong day.": no-place-for-it',
    'video: no-place-for-it',
  ]);
});

t.test('reads a graph and resolves the references of its nodes', async (t) => {
  const graph = {
    '@context': 'https://schema.org',
    '@graph': [
      { '@id': '#paula', '@type': 'Person', name: 'Paula Sands' },
      {
        '@id': '#pic',
        '@type': 'ImageObject',
        url: 'https://cdn.example.com/1.jpg',
        caption: { '@value': 'One', '@language': 'en' },
      },
      {
        '@type': 'https://schema.org/NewsArticle',
        'schema:headline': { '@language': 'en', '@value': 'First' },
        author: { '@id': '#paula' },
        image: { '@list': [{ '@id': '#pic' }] },
        'https://schema.org/datePublished': { '@type': 'xsd:date', '@value': '2017-07-07' },
      },
      { '@type': 'WebPage', name: 'No story' },
      { '@type': 'OpinionNewsArticle', headline: 'Second', creator: 'Erik Holm', identifier: 4711 },
    ],
  };
  const reads = await readAll(newsArticle, JSON.stringify(graph), { source: 'paper' });
  t.match(draftsOf(reads), [
    {
      from: 'line 1, node 3',
      headline: 'First',
      people: [{ name: 'Paula Sands', key: { source: 'news-article:paper', id: '#paula' } }],
      leadImage: { url: 'https://cdn.example.com/1.jpg', caption: 'One' },
      status: 'published',
    },
    { from: 'line 1, node 5', headline: 'Second', type: 'opinion', key: { source: 'news-article:paper', id: '4711' } },
  ]);
  t.equal(reads.length, 2);
});

t.test('reads a body as text, HTML or Markdown by its form', async (t) => {
  const body = async (fields: object) =>
    (await only(newsArticle, JSON.stringify({ '@type': 'NewsArticle', headline: 'H', ...fields }))).body;
  t.equal(await body({ articleBody: 'a < b\nsecond' }), '<p>a &lt; b</p>\n<p>second</p>');
  t.equal(await body({ articleBody: 'a <b>b</b>', encodingFormat: 'text/html' }), 'a <b>b</b>');
  t.equal(await body({ articleBody: '<p>a</p>' }), '<p>a</p>');
  t.equal(await body({ articleBody: '<p>a</p>', encodingFormat: 'text/plain' }), '<p>&lt;p&gt;a&lt;/p&gt;</p>');
  t.equal(await body({ text: '*a*', encodingFormat: 'text/markdown' }), '<p><em>a</em></p>');
});

t.test('reads types, sections, keywords and statuses in all their forms', async (t) => {
  const read = (fields: object) =>
    only(newsArticle, JSON.stringify({ '@type': 'NewsArticle', headline: 'H', ...fields }));
  for (const [type, desk] of [
    ['NewsArticle', 'article'],
    ['BlogPosting', 'article'],
    ['ReportageNewsArticle', 'article'],
    ['ReviewNewsArticle', 'review'],
    ['schema:OpinionNewsArticle', 'opinion'],
    ['LiveBlogPosting', 'live'],
  ] as const)
    t.equal((await read({ '@type': type })).type, desk, type);
  t.strictSame(
    (await read({ articleSection: 'World > Europe' })).section?.path.map(({ slug }) => slug),
    ['world', 'europe'],
  );
  t.strictSame((await read({ articleSection: 'Arts & Letters' })).section?.path, [
    { slug: 'arts-letters', name: 'Arts & Letters' },
  ]);
  t.strictSame((await read({ keywords: ['a, b', { '@type': 'DefinedTerm', name: 'C' }] })).tags, ['a, b', 'C']);
  t.strictSame((await read({ keywords: 'x; y, z' })).tags, ['x', 'y, z']);
  t.equal((await read({ headline: undefined, name: 'By name' })).headline, 'By name');
  t.match(await read({}), { status: 'draft', omissions: [{ reason: 'draft-for-want-of-a-date' }] });
  t.match(await read({ datePublished: '2017-07-07', creativeWorkStatus: 'Draft' }), {
    status: 'draft',
    publishedAt: null,
  });
  t.match(await read({ datePublished: 'soon' }), {
    status: 'draft',
    omissions: [{ what: 'datePublished soon', reason: 'not-a-date' }],
  });
  t.match(await read({ alternativeHeadline: 'Other' }), { standfirst: 'Other' });
});

t.test('reads arrays and lines, and skips other items', async (t) => {
  const one = JSON.stringify(story);
  const reads = await readAll(newsArticle, `[${one},{"@type":"Person","name":"A"},"x",${one},{`);
  t.equal(draftsOf(reads).length, 2);
  t.strictSame(skippedOf(reads), [
    'item 2, line 1: not-an-article',
    'item 3, line 1: not-an-article',
    'item 5, line 1: broken-file',
  ]);
  t.strictSame(
    draftsOf(await readAll(newsArticle, `${one}\n${one}`)).map(({ from }) => from),
    ['line 1', 'line 2'],
  );
  t.strictSame(skippedOf(await readAll(newsArticle, '{"@type":"NewsArticle"}')), ['line 1: no-text']);
});

t.test('detects the format by its types', async (t) => {
  const detects = (text: string) => newsArticle.detects(Buffer.from(text), null);
  t.ok(detects(JSON.stringify(story)));
  t.ok(detects('[{"@type":"https://schema.org/BlogPosting"}]'));
  t.ok(detects('{"@graph":[{"@type":"Person"},{"@type" : ["Thing", "NewsArticle"]'));
  t.notOk(detects('{"@type":"Person"}'));
  t.notOk(detects('{"headline":"H"}'));
});

t.test('terminates on any input', (t) =>
  t.resolves(endsWell(newsArticle, JSON.stringify([story, { '@graph': [story, story] }], null, 1))),
);
