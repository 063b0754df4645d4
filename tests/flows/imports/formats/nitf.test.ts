import t from 'tap';
import { nitf } from '../../../../src/flows/imports/formats/nitf/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const story = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.6//EN" "nitf-3-6.dtd">
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" xml:lang="en" change.date="October 18, 2006">
<head>
  <title>Ferry (head)</title>
  <meta name="x" content="y"/>
  <tobject tobject.type="news"><tobject.property tobject.property.type="Analysis"/>
    <tobject.subject tobject.subject.code="04" tobject.subject.matter="Shipping"/></tobject>
  <docdata management-status="usable">
    <doc-id regsrc="wire.example.com" id-string="20170707-ferry"/>
    <urgency ed-urg="3"/>
    <date.issue norm="20170707T180000Z"/>
    <date.release norm="20170707T193000+0200"/>
    <date.expire norm="20180101"/>
    <ed-msg info="Adds quotes."/>
    <du-key key="ferry" generation="2"/>
    <doc.copyright holder="The Wire" year="2017"/>
    <key-list><keyword key="Ferries"/><keyword key="night, Hamburg"/></key-list>
    <identified-content><person idsrc="people.example.com" value="17">Erik Holm</person></identified-content>
  </docdata>
  <pubdata type="print" position.section="World/Europe" name="The Paper"/>
  <revision-history norm="20170708T070000Z" name="PS"/>
</head>
<body>
  <body.head>
    <hedline><hl1>Night ferry sails again</hl1><hl2>The ship left at nine</hl2></hedline>
    <byline>By <person idsrc="staff" value="ps">Paula Sands</person>, <byttl>Staff Writer</byttl></byline>
    <dateline><location><city>Hamburg</city>, Germany</location>, <story.date norm="20170707">July 7</story.date> –</dateline>
    <abstract><p>In short.</p></abstract>
  </body.head>
  <body.content>
    <media media-type="image">
      <media-reference mime-type="image/jpeg" source="https://cdn.example.com/ferry.jpg" alternate-text="The ferry"/>
      <media-caption><p>The ferry at its <em>pier</em>.</p></media-caption>
      <media-producer>Kim Lund</media-producer>
    </media>
    <block>
      <p lede="true">It was <person>Anna Berg</person>, of <org>Harbour &amp; Co</org>, who <em>said</em> so.</p>
      <hl2>The first hour</hl2>
      <ul><li>one</li><li>two</li></ul>
      <bq><block><p>A quote.</p></block><credit>Anna Berg</credit></bq>
      <table><tr><th colspan="2">Hour</th></tr><tr><td>9</td><td>10</td></tr></table>
      <p>See <a href="https://example.com/?a=1&amp;b=2">more</a>.<br/>End.</p>
    </block>
    <media media-type="image"><media-reference source="https://cdn.example.com/deck.jpg"/><media-caption>Deck</media-caption></media>
    <media media-type="image"><media-reference source="deck2.jpg"/></media>
    <media media-type="video"><media-reference source="https://cdn.example.com/x.mp4"/></media>
  </body.content>
  <body.end><tagline>Reporting by P. Sands</tagline></body.end>
</body>
</nitf>`;

t.test('reads an article with all its fields', async (t) => {
  const draft = await only(nitf, story);
  t.equal(refusalOf(draft), null);
  t.match(draft, {
    from: 'item 1, line 3',
    key: { source: 'nitf:wire.example.com', id: '20170707-ferry' },
    headline: 'Night ferry sails again',
    standfirst: 'The ship left at nine',
    type: 'analysis',
    lang: 'en',
    dateline: 'Hamburg, Germany',
    section: {
      path: [
        { slug: 'world', name: 'World' },
        { slug: 'europe', name: 'Europe' },
      ],
    },
    tags: ['Ferries', 'night', 'Hamburg', 'Shipping'],
    status: 'published',
    publishedAt: new Date('2017-07-07T17:30:00Z'),
    firstPublishedAt: new Date('2017-07-07T17:30:00Z'),
    updatedAt: new Date('2017-07-08T07:00:00Z'),
    sources: [{ name: 'The Wire', url: null, relation: 'syndicated' }],
    leadImage: {
      url: 'https://cdn.example.com/ferry.jpg',
      alt: 'The ferry',
      caption: 'The ferry at its pier.',
      credit: 'Kim Lund',
    },
    media: [{ url: 'https://cdn.example.com/deck.jpg', credit: null, caption: 'Deck' }],
  });
  t.strictSame(draft.people, [
    {
      name: 'Paula Sands',
      relation: 'author',
      titleAsPrinted: 'Staff Writer',
      key: { source: 'nitf:staff', id: 'ps' },
    },
    {
      name: 'Erik Holm',
      relation: 'mentioned',
      titleAsPrinted: null,
      key: { source: 'nitf:people.example.com', id: '17' },
    },
    { name: 'Anna Berg', relation: 'mentioned', titleAsPrinted: null, key: null },
  ]);
  t.equal(
    draft.body.replace(/\n\s*/g, ''),
    [
      '<p>It was Anna Berg, of Harbour &amp; Co, who <em>said</em> so.</p><h2>The first hour</h2>',
      '<ul><li>one</li><li>two</li></ul><blockquote><p>A quote.</p><cite>Anna Berg</cite></blockquote>',
      '<table><tr><th colspan="2">Hour</th></tr><tr><td>9</td><td>10</td></tr></table>',
      '<p>See <a href="https://example.com/?a=1&amp;b=2">more</a>.<br>End.</p>',
      '<figure><img src="https://cdn.example.com/deck.jpg" alt=""><figcaption>Deck</figcaption></figure>',
      '<p>Reporting by P. Sands</p>',
    ].join(''),
  );
  t.strictSame(reasonsOf(draft), [
    'image deck2.jpg: not-a-web-address',
    'video https://cdn.example.com/x.mp4: no-place-for-it',
    'abstract: there-is-a-deck',
    'ed-msg "Adds quotes.": not-for-publication',
    'date.expire: no-place-for-it',
    'urgency: no-place-for-it',
  ]);
});

const small = (body: string, head = '', front = '<hedline><hl1>H</hl1></hedline>') =>
  `<nitf><head>${head}</head><body><body.head>${front}</body.head><body.content>${body}</body.content></body></nitf>`;

t.test('reads several articles in one file, in any wrapper and any chunks', async (t) => {
  const file = `<nitf-doc>${small('<p>1</p>')}<other/>\n${small('<p>2</p>')}</nitf-doc>`;
  for (const chunk of [1, 5, 65_536]) {
    const drafts = draftsOf(await readAll(nitf, file, { chunk }));
    t.strictSame(
      drafts.map(({ from, body }) => `${from}: ${body}`),
      ['item 1, line 1: <p>1</p>', 'item 2, line 2: <p>2</p>'],
    );
    t.not(drafts[0]?.key.id, drafts[1]?.key.id);
  }
});

t.test('derives the state of an article from the status', async (t) => {
  const dates = '<date.issue norm="20170707"/>';
  const status = async (state: string) => {
    const draft = await only(nitf, small('', `<docdata management-status="${state}">${dates}</docdata>`));
    return [draft.status, draft.publishedAt === null, ...reasonsOf(draft)];
  };
  t.strictSame(await status('usable'), ['published', false]);
  t.strictSame(await status('withheld'), ['draft', true]);
  t.strictSame(await status('canceled'), ['trashed', false]);
  t.strictSame(await status('embargoed'), ['draft', true, 'embargo: embargoed']);
  t.strictSame(await status('x'), ['draft', true, 'status x: unknown-status']);
  t.strictSame(reasonsOf(await only(nitf, small('', '<docdata><date.issue norm="soon"/></docdata>'))), [
    'date.issue soon: not-a-date',
  ]);
});

t.test('reads by-lines in many forms', async (t) => {
  const authors = async (byline: string) =>
    (await only(nitf, small('<p>x</p>', '', `<byline>${byline}</byline>`))).people.map(({ name, titleAsPrinted }) => [
      name,
      titleAsPrinted,
    ]);
  t.strictSame(await authors('By The Associated Press'), []);
  t.strictSame(await authors('<byttl>By Jane Doe</byttl>'), [['Jane Doe', null]]);
  t.strictSame(await authors('By JANE DOE and John Roe <byttl>Staff Writers</byttl>'), [
    ['Jane Doe', 'Staff Writers'],
    ['John Roe', 'Staff Writers'],
  ]);
  t.strictSame(await authors('<person><name.given>Jane</name.given><name.family>Doe</name.family></person>'), [
    ['Jane Doe', null],
  ]);
});

t.test('reads bodies that are not quite NITF', async (t) => {
  const body = async (content: string) => (await only(nitf, small(content))).body;
  t.equal(await body('<![CDATA[<p>In <b>HTML</b></p>]]>'), '<p>In <b>HTML</b></p>');
  t.equal(await body('Bare text.\n\nMore & more.'.replace('&', '&amp;')), '<p>Bare text.</p>\n<p>More &amp; more.</p>');
  t.equal(await body('<p>a <script>b</script><x:y xmlns:x="z">c</x:y></p>'), '<p>a c</p>');
  t.equal(await body('<p>a <constructor>b</constructor></p>'), '<p>a b</p>');
});

t.test('reads text in the encoding that the file declares', async (t) => {
  const file = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${small('<p>Fähre</p>')}`, 'latin1');
  t.equal((await only(nitf, file)).body, '<p>Fähre</p>');
  const wide = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${small('<p>Fähre</p>')}`, 'utf16le');
  t.equal((await only(nitf, wide)).body, '<p>Fähre</p>');
});

t.test('skips broken articles, and keeps those before them', async (t) => {
  const one = small('<p>1</p>');
  const reads = await readAll(nitf, `<nitf-doc>\n${one}\n${one.slice(0, -12)}`);
  t.equal(draftsOf(reads).length, 1);
  t.strictSame(skippedOf(reads), ['item 2, line 3: broken-file']);
  const deep = small(`${'<p>'.repeat(100)}${'</p>'.repeat(100)}`);
  t.strictSame(skippedOf(await readAll(nitf, deep)), ['item 1, line 1: broken-file']);
  t.strictSame(skippedOf(await readAll(nitf, small('<p>&nbsp;</p>'))), ['item 1, line 1: broken-file']);
  t.strictSame(skippedOf(await readAll(nitf, '<html/>')), ['file: not-nitf']);
  t.strictSame(skippedOf(await readAll(nitf, small('', '', ''))), ['item 1, line 1: no-text']);
  const bomb = `<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${small('<p>&b;</p>')}`;
  t.strictSame(skippedOf(await readAll(nitf, bomb)), ['item 1, line 1: broken-file'], 'entities are not expanded');
});

t.test('detects the format by its root', async (t) => {
  const detects = (text: string) => nitf.detects(Buffer.from(text), null);
  t.ok(detects(story));
  t.ok(detects(`\ufeff<!-- a -->\n${small('')}`));
  t.ok(detects('<n:nitf xmlns:n="x">'));
  t.ok(detects('<nitf-doc>'));
  t.notOk(detects('<rss><channel><nitf/></channel></rss>'));
  t.notOk(detects('{"nitf":1}'));
});

t.test('reads a dateline of many punctuation marks quickly', { timeout: 10_000 }, async (t) => {
  const front = `<hedline><hl1>H</hl1></hedline><dateline>KIEL${' ,–'.repeat(300_000)} x</dateline>`;
  t.match((await only(nitf, small('<p>x</p>', '', front))).dateline, /^KIEL/);
});

t.test('terminates on any input', (t) => t.resolves(endsWell(nitf, story)));
