import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { rss } from '../../../../src/flows/imports/formats/rss/index.js';
import { sanitizeHtml } from '../../../../src/lib/rich-text/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const file = (items: string, about = '<link>https://www.wire.example/</link><language>de-AT</language>'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>The Wire</title>${about}<image><url>https://wire.example/logo.png</url><link>https://logo.example/</link></image>
${items}</channel></rss>`;
const item = (inner: string): string => `<item>${inner}</item>\n`;

const whole = file(
  item(`<title>Ferries &amp;amp; fog</title>
<link>https://www.wire.example/2017/07/night-ferry.html</link>
<guid isPermaLink="false">wire-1</guid>
<pubDate>Fri, 07 Jul 2017 18:00:00 +0200</pubDate>
<dc:creator>By Paula Sands and Kim Lund</dc:creator>
<category>Shipping</category><category domain="x"><![CDATA[Fog & Co]]></category>
<description>It was foggy.</description>
<content:encoded><![CDATA[<p>The ferry sailed.</p><figure><img src="https://wire.example/b.jpg"><figcaption>Deck © A. Berg</figcaption></figure>]]></content:encoded>
<source url="https://agency.example/rss">The Agency</source>
<enclosure url="https://wire.example/e.mp3" type="audio/mpeg" length="1"/>
<media:group><media:content url="https://wire.example/s.jpg" medium="image" width="100"/>
<media:content url="https://wire.example/l.jpg" medium="image" width="900"/>
<media:title>A ferry</media:title><media:description type="html">The &lt;b&gt;ferry&lt;/b&gt;</media:description><media:credit>K. Lund</media:credit></media:group>
<media:thumbnail url="https://wire.example/t.jpg"/>
<itunes:author>Nobody</itunes:author><itunes:image href="https://wire.example/i.jpg"/>`),
);

t.test('reads an item with all its fields', async (t) => {
  const draft = await only(rss, whole);
  t.equal(refusalOf(draft), null);
  const at = new Date('2017-07-07T16:00:00Z');
  t.match(draft, {
    from: 'item 1, line 5',
    key: { source: 'rss:www.wire.example', id: 'wire-1' },
    headline: 'Ferries & fog',
    slug: 'night-ferry',
    standfirst: 'It was foggy.',
    lang: 'de-AT',
    status: 'published',
    publishedAt: at,
    firstPublishedAt: at,
    updatedAt: null,
    section: null,
    tags: ['Shipping', 'Fog & Co'],
    leadImage: { url: 'https://wire.example/l.jpg', alt: 'A ferry', caption: 'The ferry', credit: 'K. Lund' },
    comments: [],
    omissions: [],
  });
  t.strictSame(
    draft.people.map(({ name, relation }) => [name, relation]),
    [
      ['Paula Sands', 'author'],
      ['Kim Lund', 'author'],
    ],
  );
  t.strictSame(draft.sources, [
    { name: 'The Agency', url: 'https://agency.example/rss', relation: 'original' },
    { name: 'The Wire', url: 'https://www.wire.example/2017/07/night-ferry.html', relation: 'original' },
  ]);
  t.match(sanitizeHtml(draft.body), '<figure data-embed="audio"><a href="https://wire.example/e.mp3">Ferries');
  t.strictSame(draft.media, [
    { url: 'https://wire.example/b.jpg', caption: 'Deck © A. Berg', credit: 'A. Berg' },
    { url: 'https://wire.example/e.mp3', caption: null, credit: null },
  ]);
});

t.test('uses a description as the text if there is no other, and as the standfirst if it differs', async (t) => {
  const read = (inner: string) => only(rss, file(item(`<title>x</title>${inner}`)));
  const content = '<content:encoded>&lt;p&gt;One two three.&lt;/p&gt;</content:encoded>';
  t.match(await read('<description>One\n\ntwo</description>'), { body: '<p>One</p>\n<p>two</p>', standfirst: null });
  t.match(await read('<description>&lt;p&gt;One&lt;/p&gt;</description>'), { body: '<p>One</p>', standfirst: null });
  t.match(await read(`<description>One two […]</description>${content}`), {
    body: '<p>One two three.</p>',
    standfirst: null,
  });
  t.match(
    await read(
      `<description><![CDATA[<p>Another one.</p><p>The post <a href="x">x</a> appeared first on <a href="y">y</a>.</p>]]></description>${content}`,
    ),
    { standfirst: 'Another one.' },
  );
});

t.test('keeps enclosures and media of all kinds, and the link of the item', async (t) => {
  const read = (inner: string) =>
    only(rss, file(item(`<title>Episode 7</title><description>Text.</description>${inner}`)));
  const podcast = await read(
    '<guid isPermaLink="false">e-7</guid><link>https://www.wire.example/e7</link>' +
      '<enclosure url="https://cdn.example/e7.mp3" length="1" type="audio/mpeg"/>' +
      '<itunes:author>Ann Porter</itunes:author><itunes:image href="https://cdn.example/e7.jpg"/>' +
      '<itunes:keywords>sea, quay</itunes:keywords><itunes:duration>12:34</itunes:duration>',
  );
  t.match(podcast, {
    key: { id: 'e-7' },
    sources: [{ url: 'https://www.wire.example/e7', relation: 'original' }],
    leadImage: { url: 'https://cdn.example/e7.jpg' },
    people: [{ name: 'Ann Porter' }],
    tags: ['sea', 'quay'],
  });
  t.match(
    sanitizeHtml(podcast.body),
    '<figure data-embed="audio"><a href="https://cdn.example/e7.mp3">Episode 7</a></figure>',
  );
  t.strictSame(reasonsOf(podcast), ['itunes:duration 12:34: no-place-for-it']);
  const several = await read(
    '<enclosure url="https://cdn.example/a.jpg" type="image/jpeg"/><enclosure url="https://cdn.example/b.png" type="image/png"/>' +
      '<enclosure url="https://cdn.example/c.pdf" type="application/pdf"/>' +
      '<media:content url="https://cdn.example/d.mp4" type="video/mp4"><media:title>Clip</media:title></media:content>' +
      '<media:content url="https://cdn.example/a.jpg" medium="image"/><enclosure url="/e.mp3"/>',
  );
  t.equal(several.leadImage?.url, 'https://cdn.example/a.jpg');
  t.strictSame(
    [...sanitizeHtml(several.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url),
    ['https://cdn.example/b.png', 'https://cdn.example/d.mp4', 'https://cdn.example/c.pdf'],
  );
  t.ok(reasonsOf(several).includes('image /e.mp3: not-a-web-address'));
  const shown = await read(
    '<content:encoded>&lt;img src="https://cdn.example/b.png"&gt;</content:encoded><enclosure url="https://cdn.example/a.png"/><enclosure url="https://cdn.example/b.png"/>',
  );
  t.equal(shown.body.match(/b\.png/g)?.length, 1);
});

t.test('keeps markup that a feed does not escape, and the thumbnail of a group', async (t) => {
  const draft = await only(
    rss,
    file(
      item(
        '<title>x</title><description>One <b>two</b><br/><a href="https://x.example/?a=1&amp;b=2">three</a></description>' +
          '<media:group><media:content url="https://cdn.example/v.mp4" type="video/mp4"/><media:content url="https://cdn.example/w.mp4" type="video/mp4"/><media:thumbnail url="https://cdn.example/t.jpg"/></media:group>',
      ),
    ),
  );
  t.match(draft.body, 'One <b>two</b><br><a href="https://x.example/?a=1&amp;b=2">three</a>');
  t.match(draft.body, 'src="https://cdn.example/v.mp4"');
  t.notMatch(draft.body, 'w.mp4');
  t.equal(draft.leadImage?.url, 'https://cdn.example/t.jpg');
});

t.test('reads RSS 0.90 and 1.0, which are RDF', async (t) => {
  for (const [namespace, prefix] of [
    ['http://purl.org/rss/1.0/', 'rdf'],
    ['http://my.netscape.com/rdf/simple/0.9/', 'r'],
  ]) {
    const text = `<?xml version="1.0"?><${prefix}:RDF xmlns:${prefix}="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="${namespace}" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>N</title><link>https://n.example</link><dc:language>de</dc:language></channel>
<item ${prefix}:about="urn:n:1"><title>A</title><link>https://n.example/1/a</link><description>One.</description><dc:date>2020-01-02T10:00:00Z</dc:date><dc:creator>Ann Porter</dc:creator></item></${prefix}:RDF>`;
    t.ok(rss.detects(Buffer.from(text), null));
    t.match(await only(rss, text), {
      key: { source: 'rss:n.example', id: 'urn:n:1' },
      lang: 'de',
      publishedAt: new Date('2020-01-02T10:00:00Z'),
      people: [{ name: 'Ann Porter' }],
    });
  }
  t.notOk(
    rss.detects(Buffer.from('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a/></rdf:RDF>'), null),
  );
});

t.test('reads the place out of a byline, and reports a byline that names nobody', async (t) => {
  const read = async (author: string) => {
    const draft = await only(rss, file(item(`<title>x</title><author>${author}</author>`)));
    return [...draft.people.map(({ name }) => name), ...reasonsOf(draft)];
  };
  t.strictSame(await read('Ann Porter in Lisbon'), ['Ann Porter']);
  t.strictSame(await read('Ann Porter in Lisbon and Kim Lund in São Paulo'), [
    'Ann Porter',
    'Kim Lund',
    'place São Paulo: no-place-for-it',
  ]);
  t.strictSame(await read('Staff and agencies'), ['byline Staff and agencies: names-no-person']);
  const draft = await only(rss, file(item('<title>x</title><dc:creator>Ann Porter in Lisbon (Reuters)</dc:creator>')));
  t.strictSame([draft.people.map(({ name }) => name), draft.dateline], [['Ann Porter'], 'Lisbon']);
  t.match(draft.sources, [{ name: 'Reuters', relation: 'syndicated' }]);
});

t.test('reads dates with the names of months and weekdays in other languages', async (t) => {
  const read = async (date: string) =>
    (await only(rss, file(item(`<title>x</title><pubDate>${date}</pubDate>`)))).publishedAt?.toISOString();
  t.equal(await read('Seg, 24 Set 2018 19:42:40 -0300'), '2018-09-24T22:42:40.000Z');
  t.equal(await read('Di, 5. März 2019 10:00:00 +0100'), '2019-03-05T09:00:00.000Z');
  t.equal(await read('lun., 3 févr. 2020 08:00:00 +0100'), '2020-02-03T07:00:00.000Z');
  t.equal(await read('3 de marzo de 2020'), '2020-03-03T00:00:00.000Z');
  t.equal(await read('Foo, 24 Sep 2018 19:42:40 GMT'), undefined);
  t.equal(await read('24 Foo 2018 19:42:40 GMT'), undefined);
});

t.test('does not take an e-mail address for a name', async (t) => {
  const authors = async (inner: string) => {
    const draft = await only(rss, file(item(`<title>x</title>${inner}`)));
    return [...draft.people.map(({ name, titleAsPrinted }) => [name, titleAsPrinted]), ...reasonsOf(draft)];
  };
  t.strictSame(await authors('<author>ps@wire.example (Paula Sands)</author>'), [
    ['Paula Sands', null],
    'e-mail address of byline: no-place-for-it',
  ]);
  t.strictSame(await authors('<author>ps@wire.example</author>'), ['author: an-address-is-no-name']);
  t.strictSame(await authors('<author>Paula Sands, Staff Writer</author>'), [['Paula Sands', 'Staff Writer']]);
});

t.test('identifies an item by its guid, or else its link, or else its content', async (t) => {
  const key = async (inner: string, about?: string, source: string | null = null) =>
    (await only(rss, file(item(`<title>x</title>${inner}`), about), { source })).key;
  const link = '<link>https://other.example/a-b</link>';
  t.strictSame(await key(`<guid>https://other.example/a</guid>`), {
    source: 'rss:www.wire.example',
    id: 'https://other.example/a',
  });
  t.strictSame(await key(link, ''), { source: 'rss:other.example', id: 'https://other.example/a-b' });
  t.strictSame((await key('', '', 'wire')).source, 'wire');
  t.strictSame(await key('', ''), await key('', ''));
  t.match((await key('', '')).id, /^sha256:/);
  t.match((await key(`<guid>${'g'.repeat(600)}</guid>`)).id, /^sha256:/);
});

t.test('reads pictures from enclosures, media and thumbnails, and prefers the best', async (t) => {
  const images = async (inner: string) => {
    const { leadImage, media } = await only(rss, file(item(`<title>x</title>${inner}`)));
    return [leadImage?.url ?? null, ...media.map(({ url }) => url)];
  };
  t.strictSame(await images('<enclosure url="https://a.example/1.jpg" type="image/jpeg"/>'), [
    'https://a.example/1.jpg',
  ]);
  t.strictSame(await images('<enclosure url="https://a.example/1.webp"/><enclosure url="https://a.example/2.mp4"/>'), [
    'https://a.example/1.webp',
    'https://a.example/2.mp4',
  ]);
  t.strictSame(await images('<media:thumbnail url="https://a.example/t.jpg"/>'), ['https://a.example/t.jpg']);
  t.strictSame(
    await images(
      '<media:content url="https://a.example/1.png"/><media:content url="https://a.example/v" medium="video"/><media:content url="https://a.example/2.png"/>',
    ),
    ['https://a.example/1.png', 'https://a.example/2.png', 'https://a.example/v'],
  );
  t.strictSame(await images('<enclosure url="/1.jpg" type="image/jpeg"/>'), [null]);
});

t.test('tolerates wrong prefixes, undeclared entities and any white space', async (t) => {
  t.equal((await only(rss, `\n\n${whole}`)).key.id, 'wire-1');
  t.equal((await only(rss, `\ufeff${whole}`)).key.id, 'wire-1');
  t.equal((await only(rss, whole.replace(/ xmlns:\w+="[^"]*"/g, ''))).tags.length, 2);
  t.equal((await only(rss, file(item('<title>Caf&eacute;&nbsp;&ndash;</title>')))).headline, 'Café –');
  t.equal((await only(rss, whole.replace('<rss ', '<rss xmlns="http://backend.userland.com/rss2" '))).key.id, 'wire-1');
  const latin = file(item('<title>Café</title>')).replace('UTF-8', 'iso-8859-1');
  t.equal((await only(rss, Buffer.from(latin, 'latin1'))).headline, 'Café');
  t.equal((await only(rss, Buffer.from(`\ufeff${file(item('<title>Café</title>'))}`, 'utf16le'))).headline, 'Café');
});

t.test('reports invalid dates', async (t) => {
  const read = (inner: string) => only(rss, file(item(`<title>x</title>${inner}`)));
  const lost = await read('<pubDate>tomorrow</pubDate>');
  t.equal(lost.publishedAt, null);
  t.strictSame(reasonsOf(lost), ['date tomorrow: not-a-date']);
  t.strictSame(
    (await read('<pubDate>x</pubDate><dc:date>2017-07-07T18:00:00Z</dc:date>')).publishedAt,
    new Date('2017-07-07T18:00:00Z'),
  );
});

t.test('skips broken, huge, empty and duplicate items, and reads the rest where possible', async (t) => {
  const one = (id: string, body = 'x') =>
    item(`<guid>${id}</guid><title>${id}</title><description>${body}</description>`);
  const broken = await readAll(rss, file(`${one('1')}<item><title>2</item>${one('3')}`));
  t.strictSame(
    draftsOf(broken).map(({ key }) => key.id),
    ['1'],
  );
  t.match(skippedOf(broken), [/^item 2, line \d+: broken-file$/]);
  t.match(skippedOf(await readAll(rss, file(one('&lol;')))), [/broken-file$/]);
  t.match(skippedOf(await readAll(rss, file(item('<a>'.repeat(100) + '</a>'.repeat(100))))), [/broken-file$/]);
  const huge = await readAll(
    rss,
    file(
      `${one('1')}${one('2', 'x &amp; '.repeat(2 * 2 ** 20))}${one('3', `<![CDATA[${'y'.repeat(17 * 2 ** 20)}]]>`)}${one('4')}`,
    ),
  );
  t.strictSame(
    draftsOf(huge).map(({ key }) => key.id),
    ['1', '4'],
  );
  t.match(skippedOf(huge), [/too-long$/, /too-long$/]);
  t.match(skippedOf(await readAll(rss, file(one('1') + one('1')))), [/^item 2.*duplicate-id$/]);
  t.match(skippedOf(await readAll(rss, file(item('<guid>1</guid>')))), [/no-text$/]);
  t.strictSame(skippedOf(await readAll(rss, '<html></html>')), ['file: not-rss']);
  t.strictSame(await readAll(rss, file('')), []);
});

t.test('detects the format by its root', async (t) => {
  const detects = (text: string | Buffer) => rss.detects(Buffer.from(text), null);
  t.ok(detects(whole));
  t.ok(detects(`<?xml version="1.0"?><!-- <feed> --><!DOCTYPE rss [<!ENTITY x "<y>">]>\n<rss version="0.91">`));
  t.ok(detects(Buffer.from(`\ufeff${whole}`, 'utf16le')));
  for (const other of [
    '<feed xmlns="http://www.w3.org/2005/Atom"/>',
    'text <rss >',
    '{"rss":1}',
    '',
    '<',
    '<!-- <rss >',
  ])
    t.notOk(detects(other), other);
  t.notOk(detects('<rss xmlns:wp="http://wordpress.org/export/1.2/">'));
});

t.test('reads the same drafts from any chunks, and ends cleanly on broken files', async (t) => {
  const all = await readAll(rss, whole);
  for (const chunk of [1, 13, 1000]) t.strictSame(await readAll(rss, whole, { chunk }), all);
  await endsWell(rss, whole);
});

const sample = new URL('../../../../../shared/samples/feeds/libsyn-rss.xml', import.meta.url);
t.test('reads a podcast feed', { skip: existsSync(sample) ? false : 'the sample files are not here' }, async (t) => {
  const reads = await readAll(rss, readFileSync(sample));
  t.strictSame(skippedOf(reads), []);
  const cover = 'https://ssl-static.libsyn.com/p/assets/1/9/0/c/abcd123434a5734c/cover.jpg';
  t.strictSame(
    draftsOf(reads).map(({ headline, slug, key, publishedAt, media, leadImage }) => [
      headline,
      slug,
      key.id,
      publishedAt?.toISOString(),
      media.length,
      leadImage?.url,
    ]),
    [
      ['Lorem Ipsum', 'lorem-ipsum', 'abcd1234-f43c-407f-b3d7-01245e0e890f', '2020-08-10T07:00:00.000Z', 1, cover],
      [
        'Dolor Simet',
        'dolor-simet-s3ep04',
        'abcd1234-07cb-40fb-8726-8e48d8368d94',
        '2020-07-13T07:00:00.000Z',
        1,
        cover,
      ],
    ],
  );
});

t.test('reads the language of an item from its text if the feed declares none', async (t) => {
  const text =
    'Die Fähre ist am Morgen aus dem Hafen ausgelaufen, und die Leute haben am Ufer gestanden. Es war noch nicht hell, aber die Möwen waren schon zu hören. Der Kapitän hat gesagt, dass er mit dem Nebel gerechnet habe.';
  const feed = (about: string) =>
    file(item(`<title>Nebel</title><guid>n</guid><description>${text}</description>`), about);
  t.equal((await only(rss, feed('<link>https://wire.example/</link>'))).lang, 'de');
  t.equal((await only(rss, feed('<link>https://wire.example/</link><language>gsw</language>'))).lang, 'gsw');
});
