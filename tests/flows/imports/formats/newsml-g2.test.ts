import t from 'tap';
import { formats } from '../../../../src/flows/imports/formats/index.js';
import { newsmlG2 } from '../../../../src/flows/imports/formats/newsml-g2/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const xhtml =
  '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body><p>The <b>ferry</b> &amp; <a href="https://x.example/">line</a>.</p><script>x</script><p>Two<br/>lines.</p></body></html></inlineXML>';
const nitf =
  '<inlineXML contenttype="application/nitf+xml"><nitf><head><title>T</title></head><body><body.head><hedline><hl1>Dock strike</hl1></hedline><byline>By Kim Lund</byline><dateline><location>PORTO</location></dateline></body.head><body.content><p>Text.</p></body.content></body></nitf></inlineXML>';

type Parts = { attributes?: string; itemMeta?: string; contentMeta?: string; content?: string; rights?: string };
const item = ({ attributes = '', itemMeta = '', contentMeta = '', content = xhtml, rights = '' }: Parts = {}): string =>
  `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire.example:20200102:ferry" version="2" xml:lang="en" ${attributes}>${rights}<itemMeta><itemClass qcode="ninat:text"/>${itemMeta}</itemMeta><contentMeta>${contentMeta}</contentMeta><contentSet>${content}</contentSet></newsItem>\n`;
const message = (...items: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>${items.join('')}</itemSet></newsMessage>`;

const whole = item({
  rights: '<rightsInfo><copyrightHolder literal="Wire"/><usageTerms>None</usageTerms></rightsInfo>',
  itemMeta:
    '<provider qcode="p:w"><name>The Wire</name></provider><versionCreated>2020-01-02T12:00:00Z</versionCreated><firstCreated>2020-01-02T10:00:00Z</firstCreated><pubStatus qcode="stat:usable"/><service qcode="s:w"><name>World</name></service><edNote>No</edNote><link rel="irel:seeAlso" residref="urn:newsml:wire.example:1"/><link rel="irel:other" residref="x"/>',
  contentMeta:
    '<located qcode="c:1"><name>Lisbon</name></located><creator qcode="p:1"><name>Ann Porter</name></creator><language tag="en-GB"/><genre qcode="g:a"><name>Analysis</name></genre><subject type="cpnat:abstract" qcode="m:1"><name>Transport</name></subject><subject type="cpnat:person" qcode="p:9"><name>Li Wei</name></subject><subject type="cpnat:organisation"><name>Port</name></subject><keyword>sea</keyword><headline role="hld:sub">Sub</headline><headline>Ferry line reopens</headline><description role="drol:summary">After two years.</description><by>By Ann Porter in Lisbon</by>',
});

t.test('reads an item with all its fields', async (t) => {
  const draft = await only(newsmlG2, whole);
  t.equal(refusalOf(draft), null);
  t.match(draft, {
    from: 'item 1, line 1',
    key: { source: 'newsml-g2:wire.example', id: 'urn:newsml:wire.example:20200102:ferry' },
    sourceVersion: 2,
    headline: 'Ferry line reopens',
    standfirst: 'After two years.',
    dateline: 'Lisbon',
    type: 'analysis',
    lang: 'en-GB',
    section: { path: [{ slug: 'world', name: 'World' }] },
    tags: ['Transport', 'sea'],
    status: 'published',
    publishedAt: new Date('2020-01-02T10:00:00Z'),
    updatedAt: new Date('2020-01-02T12:00:00Z'),
    body: '<p>The <b>ferry</b> &amp; <a href="https://x.example/">line</a>.</p><p>Two<br>lines.</p>',
    relatedKeys: [{ source: 'newsml-g2:wire.example', id: 'urn:newsml:wire.example:1' }],
    sources: [{ name: 'The Wire', relation: 'syndicated' }],
  });
  t.strictSame(
    draft.people.map(({ name, relation }) => [name, relation]),
    [
      ['Ann Porter', 'author'],
      ['Li Wei', 'subject'],
    ],
  );
  t.strictSame(reasonsOf(draft), [
    'sub headline Sub: no-place-for-it',
    'edNote: not-for-publication',
    'usageTerms: no-place-for-rights',
    'organisation Port: no-place-for-it',
  ]);
});

t.test('reads a message of several items, and says which items are not articles', async (t) => {
  const reads = await readAll(
    newsmlG2,
    message(
      whole,
      item({ attributes: 'x="1"', content: nitf }).replace('20200102:ferry', 'dock'),
      item({ content: '<remoteContent href="https://x.example/a.jpg" contenttype="image/jpeg"/>' }).replace(
        'ninat:text',
        'ninat:picture',
      ),
      '<packageItem guid="p"><itemMeta/></packageItem>',
    ),
  );
  t.match(draftsOf(reads), [
    { headline: 'Ferry line reopens' },
    { headline: 'Dock strike', dateline: 'PORTO', body: '<p>Text.</p>', people: [{ name: 'Kim Lund' }] },
  ]);
  t.match(skippedOf(reads), [/^item 3, .*not-a-story$/, /^item 4, .*not-a-story$/]);
});

t.test('reads plain text and HTML, and reports content that is not in the file', async (t) => {
  const headline = '<headline>H</headline>';
  const read = (content: string) => only(newsmlG2, item({ contentMeta: headline, content }));
  t.equal(
    (await read('<inlineData contenttype="text/plain">One.\n\nTwo.</inlineData>')).body,
    '<p>One.</p>\n<p>Two.</p>',
  );
  t.equal((await read('<inlineData contenttype="text/html">&lt;p&gt;One.&lt;/p&gt;</inlineData>')).body, '<p>One.</p>');
  const missing = await read('<remoteContent href="https://x.example/a.xml" contenttype="text/xml"/>');
  t.strictSame(reasonsOf(missing), ['remoteContent https://x.example/a.xml: not-in-the-file']);
});

t.test('derives the state of an article from its status and embargo', async (t) => {
  const status = async (itemMeta: string) =>
    (await only(newsmlG2, item({ itemMeta: `<versionCreated>2020-01-02T12:00:00Z</versionCreated>${itemMeta}` })))
      .status;
  t.equal(await status(''), 'published');
  t.equal(await status('<pubStatus qcode="stat:canceled"/>'), 'trashed');
  t.equal(await status('<pubStatus qcode="stat:withheld"/>'), 'draft');
  t.equal(await status('<embargoed>2020-01-03T00:00:00Z</embargoed>'), 'published');
  t.equal(await status('<embargoed>2999-01-03T00:00:00Z</embargoed>'), 'draft');
  t.equal(await status('<embargoed/>'), 'draft');
});

t.test('detects messages and items, and no other XML', (t) => {
  const detected = (text: string) => formats.find((format) => format.detects(Buffer.from(text), null))?.name;
  t.equal(detected(message(whole)), 'newsml-g2');
  t.equal(detected(whole), 'newsml-g2');
  t.equal(detected('<nitf><body/></nitf>'), 'nitf');
  t.not(detected('<newsMessage><itemSet/></newsMessage>'), 'newsml-g2');
  t.end();
});

t.test('ends cleanly on broken files', () => endsWell(newsmlG2, message(whole, item({ content: nitf })), 200));

t.test('reports each headline and description that is not read', async (t) => {
  const contentMeta =
    '<headline role="hld:main">Ferry sails</headline><headline role="hld:sub">After two years</headline><description role="drol:summary">It sails.</description><description role="drol:caption">The deck.</description>';
  const draft = await only(newsmlG2, item({ contentMeta }));
  t.match(draft, { headline: 'Ferry sails', standfirst: 'It sails.' });
  for (const text of ['sub headline After two years', 'caption description The deck.'])
    t.ok(reasonsOf(draft).includes(`${text}: no-place-for-it`), text);
});
