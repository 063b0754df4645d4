import t from 'tap';
import type { Format } from '../../../src/flows/imports/draft.js';
import { atom } from '../../../src/flows/imports/formats/atom/index.js';
import { ghost } from '../../../src/flows/imports/formats/ghost/index.js';
import { jsonFeed } from '../../../src/flows/imports/formats/json-feed/index.js';
import { markdown } from '../../../src/flows/imports/formats/markdown/index.js';
import { ndjson } from '../../../src/flows/imports/formats/ndjson/index.js';
import { newsArticle } from '../../../src/flows/imports/formats/news-article/index.js';
import { newsmlG2 } from '../../../src/flows/imports/formats/newsml-g2/index.js';
import { ninjs } from '../../../src/flows/imports/formats/ninjs/index.js';
import { nitf } from '../../../src/flows/imports/formats/nitf/index.js';
import { rss } from '../../../src/flows/imports/formats/rss/index.js';
import { wxr } from '../../../src/flows/imports/formats/wxr/index.js';
import { only, reasonsOf } from './formats/fixtures/reading.js';
import { category, file, item, meta } from './formats/fixtures/wxr.js';

const json = (value: object): string => JSON.stringify(value);

/** Files that carry something that articles cannot hold, with the lines of the report, and technical fields beside it. */
const files: readonly (readonly [what: string, Format, file: string, reported: string[]])[] = [
  [
    'an item of ninjs',
    ninjs,
    json({
      uri: 'u:1',
      headline: 'H',
      body_text: 'T',
      expires: '2030-01-01T00:00:00Z',
      altIds: [{ role: 'a', value: 'b' }],
      mood: 'good',
      wordCount: 3,
      mimetype: 'text/plain',
      slugline: '',
    }),
    ['altids: no-place-for-it', 'expires: no-place-for-it', 'field mood: unknown-field'],
  ],
  [
    'an item of a JSON Feed',
    jsonFeed,
    json({
      version: 'https://jsonfeed.org/version/1.1',
      items: [{ id: '1', content_text: 'T', title: 'H', _podcast: { season: 2 }, mood: 'good', summary: '' }],
    }),
    ['field _podcast: unknown-field', 'field mood: unknown-field'],
  ],
  [
    'a line of NDJSON',
    ndjson,
    json({ headline: 'H', body: 'T', mood: 'good', version: 3 }),
    ['field mood: unknown-field'],
  ],
  [
    'a post of Ghost',
    ghost,
    json({
      db: [
        {
          data: {
            posts: [
              { id: '1', title: 'H', html: '<p>T</p>', status: 'draft', featured: 1, mood: 'good', comment_id: '1' },
            ],
          },
        },
      ],
    }),
    ['field featured: no-place-for-it', 'field mood: no-place-for-it'],
  ],
  [
    'front matter',
    markdown,
    '---\ntitle: H\ndate: 2020-01-01\nlang: en\nmood: good\n---\nT',
    ['front matter mood: unknown-field'],
  ],
  [
    'a NITF article',
    nitf,
    `<nitf><head><docdata><doc-id id-string="1"/><urgency ed-urg="3"/><date.issue norm="20200101"/><identified-content><org>A</org><org>B</org><person>P</person></identified-content></docdata></head>
<body><body.head><hedline><hl1>H</hl1></hedline><note><p>N</p></note></body.head><body.content><p>T</p></body.content></body></nitf>`,
    ['urgency: no-place-for-it', '2 elements org: no-place-for-it', 'note: no-place-for-it'],
  ],
  [
    'a NewsML-G2 item',
    newsmlG2,
    `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="u:1" version="1"><rightsInfo><accountable><name>A</name></accountable></rightsInfo><itemMeta><signal qcode="sig:update"/><generator>x</generator></itemMeta><contentMeta><headline>H</headline><audience qcode="a:1"/></contentMeta><contentSet><inlineData contenttype="text/plain">T</inlineData></contentSet></newsItem>`,
    ['accountable: no-place-for-it', 'audience: no-place-for-it', 'signal: no-place-for-it'],
  ],
  [
    'the fields of plugins of WordPress',
    wxr,
    file(
      item(
        {},
        `${meta('_yoast_wpseo_focuskw', 'ferry')}${meta('_mood', 'field_5f2b3c')}${meta('mood', 'good')}${meta('_edit_lock', '1:1')}`,
      ),
    ),
    ['custom fields _yoast_wpseo_focuskw, mood: unknown-field'],
  ],
  [
    'an item of a WordPress export',
    wxr,
    file(
      item(
        { guid: 'https://daily.example/?p=7', 'wp:ping_status': 'open', 'wp:post_name': 'a', 'wp:menu_order': '3' },
        '<foo:bar xmlns:foo="https://foo.example/">v</foo:bar><foo:bar xmlns:foo="https://foo.example/">w</foo:bar><foo:empty xmlns:foo="https://foo.example/"/><wp:post_mood>good</wp:post_mood>',
      ),
    ),
    ['element bar: unknown-field', 'element wp:post_mood: unknown-field'],
  ],
  [
    'the format of a post of WordPress',
    wxr,
    file(item({}, category('post-format-gallery', 'Gallery', 'post_format'))),
    ['post format Gallery: no-place-for-it'],
  ],
  [
    'an item of RSS',
    rss,
    `<rss version="2.0" xmlns:foo="https://foo.example/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>C</title><link>https://c.example/</link><item><guid>1</guid><title>H</title><description>T</description><pubDate>Sun, 03 Nov 2024 10:00:00 GMT</pubDate><foo:bar>v</foo:bar><weird>1</weird><weird>2</weird><foo:empty/><comments>https://c.example/1/comments</comments><slash:comments>3</slash:comments></item></channel></rss>`,
    ['element bar: unknown-field', 'element weird: unknown-field', 'element comments: unknown-field'],
  ],
  [
    'an entry of Atom',
    atom,
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:foo="https://foo.example/"><id>f</id><title>F</title><entry><id>u:1</id><title>H</title><updated>2024-11-03T10:00:00Z</updated><content>T</content><rights>All rights reserved</rights><foo:bar mood="good"/></entry></feed>`,
    ['rights: no-place-for-rights', 'element bar: unknown-field'],
  ],
  [
    'a NewsArticle',
    newsArticle,
    json({
      '@type': 'NewsArticle',
      '@id': 'u:1',
      headline: 'H',
      articleBody: 'T',
      datePublished: '2020-01-01',
      expires: '2030-01-01',
      license: 'https://l.example',
      wordCount: 3,
    }),
    ['expires: no-place-for-it', 'license: no-place-for-it'],
  ],
];

for (const [what, format, content, reported] of files)
  t.test(`reports what articles cannot hold of ${what}, and nothing technical`, async (t) => {
    const reasons = reasonsOf(await only(format, content)).filter((line) => !/draft-for-want-of-a-date/.test(line));
    t.strictSame(reasons.toSorted(), reported.toSorted());
  });
