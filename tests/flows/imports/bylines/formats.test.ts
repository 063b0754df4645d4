import t from 'tap';
import type { Draft, Format } from '../../../../src/flows/imports/draft.js';
import { atom } from '../../../../src/flows/imports/formats/atom/index.js';
import { ghost } from '../../../../src/flows/imports/formats/ghost/index.js';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { jsonFeed } from '../../../../src/flows/imports/formats/json-feed/index.js';
import { markdown } from '../../../../src/flows/imports/formats/markdown/index.js';
import { ndjson } from '../../../../src/flows/imports/formats/ndjson/index.js';
import { newsArticle } from '../../../../src/flows/imports/formats/news-article/index.js';
import { newsmlG2 } from '../../../../src/flows/imports/formats/newsml-g2/index.js';
import { ninjs } from '../../../../src/flows/imports/formats/ninjs/index.js';
import { nitf } from '../../../../src/flows/imports/formats/nitf/index.js';
import { rss } from '../../../../src/flows/imports/formats/rss/index.js';
import { wxr } from '../../../../src/flows/imports/formats/wxr/index.js';
import { escapeHtml } from '../../../../src/flows/imports/normalisation/text.js';
import { only } from '../formats/fixtures/reading.js';

/** Writes an article with one author in each place where a format may have an author. */
const places: readonly (readonly [place: string, Format, (author: string) => string])[] = [
  [
    'RSS, dc:creator',
    rss,
    (author) =>
      `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>c</title><item><title>x</title><dc:creator>${escapeHtml(author)}</dc:creator></item></channel></rss>`,
  ],
  [
    'Atom, author',
    atom,
    (author) =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>x</title><author><name>${escapeHtml(author)}</name></author></entry></feed>`,
  ],
  [
    'JSON Feed, authors',
    jsonFeed,
    (name) =>
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        items: [{ id: '1', title: 'x', content_text: 'y', authors: [{ name }] }],
      }),
  ],
  [
    'WXR, display name',
    wxr,
    (author) =>
      `<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>c</title><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>u7</wp:author_login><wp:author_display_name>${escapeHtml(author)}</wp:author_display_name></wp:author><item><title>x</title><dc:creator>u7</dc:creator><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>`,
  ],
  [
    'Ghost, users',
    ghost,
    (name) =>
      JSON.stringify({
        db: [
          {
            data: {
              posts: [{ id: 'p', title: 'x', html: '<p>y</p>', status: 'draft', author_id: 'u' }],
              users: [{ id: 'u', name }],
            },
          },
        ],
      }),
  ],
  ['Markdown, author', markdown, (author) => `---\ntitle: x\nauthor: ${JSON.stringify(author)}\n---\ny\n`],
  [
    'Markdown, authors with ids',
    markdown,
    (name) => `---\ntitle: x\nauthors: ${JSON.stringify([{ name, id: 'a' }])}\n---\ny\n`,
  ],
  [
    'NewsArticle, text',
    newsArticle,
    (author) => JSON.stringify({ '@type': 'NewsArticle', headline: 'x', articleBody: 'y', author }),
  ],
  [
    'NewsArticle, Person',
    newsArticle,
    (name) =>
      JSON.stringify({ '@type': 'NewsArticle', headline: 'x', articleBody: 'y', author: { '@type': 'Person', name } }),
  ],
  ['ninjs, byline', ninjs, (byline) => JSON.stringify({ uri: 'u:1', headline: 'x', body_text: 'y', byline })],
  [
    'ninjs, authors',
    ninjs,
    (name) => JSON.stringify({ uri: 'u:1', headline: 'x', body_text: 'y', authors: [{ name, code: 'a' }] }),
  ],
  [
    'NITF, byline',
    nitf,
    (author) =>
      `<nitf><body><body.head><hedline><hl1>x</hl1></hedline><byline>${escapeHtml(author)}</byline></body.head><body.content><p>y</p></body.content></body></nitf>`,
  ],
  [
    'NewsML-G2, by',
    newsmlG2,
    (author) =>
      `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="u:1" version="1"><contentMeta><by>${escapeHtml(author)}</by><headline>x</headline></contentMeta><contentSet><inlineData contenttype="text/plain">y</inlineData></contentSet></newsItem>`,
  ],
  [
    'NewsML-G2, creator',
    newsmlG2,
    (author) =>
      `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="u:1" version="1"><contentMeta><creator qcode="p:1"><name>${escapeHtml(author)}</name></creator><headline>x</headline></contentMeta><contentSet><inlineData contenttype="text/plain">y</inlineData></contentSet></newsItem>`,
  ],
  ['NDJSON, authors', ndjson, (name) => JSON.stringify({ headline: 'x', body: 'y', authors: [{ name }] })],
  [
    'HTML page, byline',
    htmlPage,
    (author) =>
      `<!doctype html><html><body><article><h1>x</h1><p class="byline">${escapeHtml(author)}</p><p>One sentence that is long enough.</p><p>Another sentence that is long enough.</p></article></body></html>`,
  ],
  [
    'HTML page, metadata',
    htmlPage,
    (author) =>
      `<!doctype html><html><head><meta name="author" content="${escapeHtml(author)}"></head><body><article><h1>x</h1><p>One sentence that is long enough.</p><p>Another sentence that is long enough.</p></article></body></html>`,
  ],
];

const authorsOf = ({ people }: Draft): string[] =>
  people.filter(({ relation }) => relation === 'author').map(({ name }) => name);

for (const [place, format, write] of places)
  t.test(`reads people, agencies and places from the author in ${place}`, async (t) => {
    const read = (author: string) => only(format, write(author));

    const draft = await read('Ann Porter and John Roe in Lisbon (Reuters)');
    t.strictSame(authorsOf(draft), ['Ann Porter', 'John Roe']);
    t.match(
      draft.sources.find(({ name }) => name === 'Reuters'),
      { relation: 'syndicated' },
    );
    t.equal(draft.dateline, 'Lisbon');

    for (const agency of ['NTB', 'Agence France-Presse', 'The Associated Press']) {
      const syndicated = await read(agency);
      t.strictSame(authorsOf(syndicated), [], agency);
      t.ok(
        syndicated.sources.some(({ name }) => name === agency),
        `${agency} is a source`,
      );
    }
    const university = await read('University of Oslo');
    t.strictSame(authorsOf(university), []);
    t.ok(university.sources.some(({ name, relation }) => name === 'University of Oslo' && relation === 'original'));

    for (const name of ['Maria do Carmo e Silva', 'José Ortega y Gasset', 'Wolf-Dieter von Arnim', 'Cher'])
      t.strictSame(authorsOf(await read(name)), [name]);

    t.strictSame(
      authorsOf(await read('ANN PORTER AND ANNA DE VRIES')),
      ['Ann Porter', 'Anna de Vries'],
      'names in capitals are written as usual',
    );

    const desk = await read('gr/bp');
    t.strictSame([authorsOf(desk), desk.sources.filter(({ relation }) => relation === 'syndicated')], [[], []]);
    t.ok(
      desk.omissions.some(({ what, reason }) => what === 'byline gr/bp' && reason === 'names-no-person'),
      'the codes of writers are reported',
    );
  });
