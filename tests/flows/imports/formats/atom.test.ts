import t from 'tap';
import { atom } from '../../../../src/flows/imports/formats/atom/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const about = '<link href="https://paper.example/"/><link rel="self" href="https://feeds.example/atom"/>';
const file = (entries: string, head = about, attributes = 'xml:lang="sv"'): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:app="http://www.w3.org/2007/app" ${attributes}>
<title>Paper</title><id>urn:feed</id><updated>2017-07-08T00:00:00Z</updated><author><name>Dora Lang</name></author>${head}
${entries}</feed>`;
const entry = (inner: string): string => `<entry><id>urn:1</id><title>A title</title>${inner}</entry>\n`;

const whole = file(`<entry xml:lang="en">
<id>tag:paper.example,2017:1</id>
<title type="html">Ferries &amp;amp; &lt;i>fog&lt;/i></title>
<link rel="alternate" type="text/html" href="/2017/night-ferry" xml:base="https://paper.example/"/>
<link rel="enclosure" type="image/jpeg" href="https://paper.example/a.jpg" title="The ferry"/>
<link rel="enclosure" type="audio/mpeg" href="https://paper.example/a.mp3"/>
<link rel="via" href="https://agency.example/x" title="The Agency"/>
<published>2017-07-07T18:00:00+02:00</published><updated>2017-07-09T08:00:00Z</updated>
<author><name>Paula Sands</name><email>ps@paper.example</email></author><author><name>Kim &amp; Lund</name></author>
<contributor><name>Helper</name></contributor>
<category term="sea" label="The Sea"/><category term="fog"/>
<summary>In short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <b>ferry</b> sailed &amp; went.<br/>On.</p><img src="https://paper.example/b.jpg" alt="&quot;b&quot;"/></div></content>
<source><title>Other paper</title><id>urn:other</id><link href="https://other.example/"/></source>
</entry>`);

t.test('reads an entry with all its fields', async (t) => {
  const draft = await only(atom, whole);
  t.equal(refusalOf(draft), null);
  const at = new Date('2017-07-07T16:00:00Z');
  t.match(draft, {
    from: 'item 1, line 4',
    key: { source: 'atom:paper.example', id: 'tag:paper.example,2017:1' },
    headline: 'Ferries & fog',
    slug: 'night-ferry',
    standfirst: 'In short.',
    body: '<p>The <b>ferry</b> sailed &amp; went.<br>On.</p><img src="https://paper.example/b.jpg" alt="&quot;b&quot;">',
    lang: 'en',
    status: 'published',
    publishedAt: at,
    firstPublishedAt: at,
    updatedAt: new Date('2017-07-09T08:00:00Z'),
    tags: ['The Sea', 'fog'],
    leadImage: { url: 'https://paper.example/a.jpg', alt: 'The ferry' },
  });
  t.strictSame(
    draft.people.map(({ name }) => name),
    ['Paula Sands', 'Kim & Lund'],
  );
  t.strictSame(draft.sources, [
    { name: 'Other paper', url: 'https://other.example/', relation: 'original' },
    { name: 'The Agency', url: 'https://agency.example/x', relation: 'cited' },
    { name: 'Paper', url: 'https://paper.example/2017/night-ferry', relation: 'original' },
  ]);
  t.strictSame(
    draft.media.map(({ url }) => url),
    ['https://paper.example/b.jpg', 'https://paper.example/a.mp3'],
  );
  t.strictSame(reasonsOf(draft), ['1 contributors: not-authors']);
});

t.test('reads text, HTML and XHTML by their types', async (t) => {
  const read = (inner: string) => only(atom, file(entry(inner)));
  t.equal((await read('<content>1 &lt; 2\n\nand so</content>')).body, '<p>1 &lt; 2</p>\n<p>and so</p>');
  t.equal((await read('<content type="html">&lt;p>x&lt;/p></content>')).body, '<p>x</p>');
  t.equal((await read('<content type="text/plain">x</content>')).body, '<p>x</p>');
  t.equal((await read('<summary>only a summary</summary>')).body, '<p>only a summary</p>');
  t.equal(
    (
      await read(
        '<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">a <h:em>b</h:em> c<x xmlns="urn:x">d</x></h:div></content>',
      )
    ).body,
    'a <em>b</em> cd',
  );
  const elsewhere = await read('<content type="video/mp4" src="https://paper.example/v.mp4"/><summary>s</summary>');
  t.strictSame(
    [elsewhere.body, ...reasonsOf(elsewhere)],
    ['<p>s</p>', 'content https://paper.example/v.mp4: not-in-the-file'],
  );
  t.equal((await only(atom, file('<entry><id>1</id><title>a &lt;b&gt; c</title></entry>'))).headline, 'a <b> c');
});

t.test('takes missing values of an entry from the feed', async (t) => {
  const draft = await only(atom, file(entry('<updated>2017-07-09T08:00:00Z</updated>')));
  t.match(draft, { lang: 'sv', people: [{ name: 'Dora Lang' }], publishedAt: new Date('2017-07-09T08:00:00Z') });
  const based = await only(atom, file(entry('<link href="a-story"/>'), '', 'xml:base="https://based.example/x/"'));
  t.match(based, { key: { source: 'atom:based.example' }, slug: 'a-story', lang: null });
  t.equal((await only(atom, file(entry(''), ''), { source: 'paper' })).key.source, 'paper');
});

t.test('reads a file with a single entry', async (t) => {
  const draft = await only(atom, '<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:1</id><title>x</title></entry>');
  t.equal(draft.key.id, 'urn:1');
});

t.test('keeps drafts as drafts, and skips entries that are not articles', async (t) => {
  const kind = (term: string) =>
    `<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#${term}"/>`;
  const reads = await readAll(
    atom,
    file(
      entry(
        `${kind('post')}<category term="fog"/><app:control><app:draft>yes</app:draft></app:control><published>2017-07-07T18:00:00Z</published>`,
      ) +
        entry('<thr:in-reply-to ref="urn:1"/>') +
        entry(kind('settings')),
    ),
  );
  t.match(draftsOf(reads), [{ status: 'draft', publishedAt: null, tags: ['fog'] }]);
  t.match(skippedOf(reads), [/^item 2.*: a-reply$/, /^item 3.*: not-a-story$/]);
});

t.test('skips broken, long and duplicate entries, and reads the rest', async (t) => {
  t.match(skippedOf(await readAll(atom, file(entry('') + entry('')))), [/duplicate-id$/]);
  const broken = await readAll(atom, file(`${entry('')}<entry><title>`));
  t.equal(draftsOf(broken).length, 1);
  t.match(skippedOf(broken), [/^item 2.*broken-file$/]);
  const long = await readAll(
    atom,
    file(entry(`<content type="xhtml"><div>${`<p>${'x'.repeat(900_000)}</p>`.repeat(30)}</div></content>`)),
  );
  t.match(skippedOf(long), [/too-long$/]);
  t.strictSame(skippedOf(await readAll(atom, '<rss/>')), ['file: not-atom']);
});

t.test('detects the format by its root and namespace', async (t) => {
  const detects = (text: string) => atom.detects(Buffer.from(text), null);
  t.ok(detects(whole));
  t.ok(detects('<a:entry xmlns:a="http://www.w3.org/2005/Atom">'));
  t.notOk(detects('<feed>'));
  t.notOk(detects('<rss xmlns:atom="http://www.w3.org/2005/Atom">'));
});

t.test('reads the same drafts from any chunks, and ends cleanly on broken files', async (t) => {
  const all = await readAll(atom, whole);
  for (const chunk of [1, 13, 1000]) t.strictSame(await readAll(atom, whole, { chunk }), all);
  await endsWell(atom, whole);
});
