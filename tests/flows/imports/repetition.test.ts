import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { formats } from '../../../src/flows/imports/formats/index.js';
import { type ItemOutcome, importArticles, readArticles } from '../../../src/flows/imports/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { comment, item, file as wxrFile } from './formats/fixtures/wxr.js';

const { newsroom, database } = await openNewsroom(t);

const paragraph = 'The council met on Monday. According to Reuters, nobody objected to the plan for the harbour.';
const html = `<p>${paragraph}</p><p>${paragraph}</p><iframe src="https://unknown.example/x"></iframe>`;
const json = (value: unknown) => JSON.stringify(value);

/** A file of each format, with authors who are no people, parts that cannot be kept, and items that are left out. */
const files: Record<string, { name: string; text: string }> = {
  wxr: {
    name: 'export.xml',
    text: wxrFile(
      item({ 'wp:post_id': '1', title: 'Ferry sails', 'dc:creator': 'newsroom' }, comment('7'), html) +
        item({ 'wp:post_id': '2', title: 'A page', 'wp:post_type': 'page' }) +
        item({ 'wp:post_id': '3', title: 'A draft', 'wp:status': 'draft' }),
    ),
  },
  rss: {
    name: 'feed.xml',
    text: `<rss version="2.0"><channel><title>Wire</title><link>https://wire.example</link>
      <item><guid>1</guid><title>Ferry sails</title><author>desk@wire.example (Reuters)</author><pubDate>Fri, 07 Jul 2017 18:00:00 GMT</pubDate><description>${html.replaceAll('<', '&lt;')}</description></item>
      <item><guid>1</guid><title>The same again</title></item><item><guid>2</guid><title>Undated</title><description>Text.</description></item></channel></rss>`,
  },
  atom: {
    name: 'feed.atom',
    text: `<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><id>urn:wire</id>
      <entry><id>urn:1</id><title>Ferry sails</title><published>2017-07-07T18:00:00Z</published><author><name>Staff</name></author><content type="html">${html.replaceAll('<', '&lt;')}</content></entry>
      <entry><id>urn:2</id><title>Undated</title><content>Text.</content></entry></feed>`,
  },
  'newsml-g2': {
    name: 'item.xml',
    text: `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:a" version="2"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/><versionCreated>2017-07-07T18:00:00Z</versionCreated></itemMeta>
      <contentMeta><headline>Ferry sails</headline><by>By Ann Porter</by><urgency>4</urgency></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>${paragraph}</p></body></html></inlineXML></contentSet></newsItem>`,
  },
  nitf: {
    name: 'item.nitf',
    text: `<nitf><head><title>Ferry sails</title><docdata><doc-id id-string="n1"/><date.issue norm="20170707T180000Z"/><urgency ed-urg="3"/></docdata></head><body><body.head><hedline><hl1>Ferry sails</hl1></hedline><byline>By ANN PORTER and agencies</byline></body.head><body.content><p>${paragraph}</p></body.content></body></nitf>`,
  },
  ghost: {
    name: 'ghost.json',
    text: json({
      db: [
        {
          meta: { exported_on: 1500000000000, version: '5.0.0' },
          data: {
            posts: [
              {
                id: 'a',
                title: 'Ferry sails',
                slug: 'ferry',
                html,
                status: 'published',
                type: 'post',
                published_at: '2017-07-07T18:00:00.000Z',
              },
              { id: 'b', title: 'About', slug: 'about', html, status: 'published', type: 'page' },
            ],
            users: [{ id: '1', name: 'Ghost', slug: 'ghost' }],
            posts_authors: [{ post_id: 'a', author_id: '1' }],
          },
        },
      ],
    }),
  },
  'json-feed': {
    name: 'feed.json',
    text: json({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Wire',
      home_page_url: 'https://wire.example',
      items: [
        {
          id: '1',
          title: 'Ferry sails',
          content_html: html,
          date_published: '2017-07-07T18:00:00Z',
          authors: [{ name: 'AFP' }],
          _own: 1,
        },
        { id: '2', title: 'Half \ud800 a pair', content_text: 'Text.' },
      ],
    }),
  },
  'news-article': {
    name: 'article.json',
    text: json({
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      '@id': 'https://wire.example/1',
      headline: 'Ferry sails',
      articleBody: paragraph,
      datePublished: '2017-07-07T18:00:00Z',
      author: [
        { '@type': 'Person', name: 'Ann Porter' },
        { '@type': 'Organization', name: 'Reuters' },
      ],
      award: 'The prize of the harbour',
    }),
  },
  ninjs: {
    name: 'item.ninjs.json',
    text: json({
      uri: 'urn:ninjs:1',
      type: 'text',
      version: '2',
      versioncreated: '2017-07-07T18:00:00Z',
      headline: 'Ferry sails',
      body_html: html,
      byline: 'Ann Porter/Reuters',
      expires: '2030-01-01T00:00:00Z',
      own_field: 1,
    }),
  },
  ndjson: {
    name: 'stories.ndjson',
    text: [
      json({
        id: '1',
        headline: 'Ferry sails',
        body: html,
        status: 'published',
        publishedAt: '2017-07-07T18:00:00Z',
        related: ['2', 'lost'],
        colour: 'red',
      }),
      '{"headline": broken}',
      json({
        id: '2',
        headline: 'Buses wait',
        body: '<p>Text.</p>',
        publishedAt: null,
        people: [{ name: 'Ann Porter', relation: 'author' }],
      }),
    ].join('\n'),
  },
  markdown: {
    name: 'ferry.md',
    text: `---\ntitle: Ferry sails\ndate: 2017-07-07T18:00:00Z\nauthor: By Ann Porter and agencies\ncolour: red\n---\n\n${paragraph}\n\n<iframe src="https://unknown.example/x"></iframe>\n`,
  },
  'html-page': {
    name: 'page.html',
    text: `<!doctype html><html lang="en"><head><title>Ferry sails</title><meta charset="utf-8"></head><body><nav><a href="/">Home</a></nav><article><h1>Ferry sails</h1><p class="byline">By Ann Porter, Reuters</p><time datetime="2017-07-07T18:00:00Z">7 July 2017</time>${html}${html}</article><footer>About us</footer></body></html>`,
  },
  text: {
    name: 'ferry.txt',
    text: `Ferry sails again after a long winter\n\nBy Ann Porter in Lisbon\n7 July 2017\n\n${paragraph}\n\n${paragraph}\n\n\n\nBuses wait for nobody on the old line\n\nBy gr/bp\n\n${paragraph}\n\n${paragraph}\n`,
  },
};

/** Imports a file, and returns the outcome of each item. */
async function take(format: string, dryRun: boolean): Promise<{ outcomes: ItemOutcome[]; counted: number }> {
  const { name, text } = files[format] ?? { name: '', text: '' };
  const file = await readArticles(Readable.from([Buffer.from(text)]), { source: `${format}.example`, name });
  if (file.format !== format) throw new Error(`${name} was read as ${file.format}.`);
  const outcomes: ItemOutcome[] = [];
  const report = await importArticles({
    newsroom,
    actor: systemActor,
    format,
    read: file.read,
    options: { mode: 'upsert', dryRun, keepAddresses: false },
    checkpoint: {
      processedCount: 0,
      saveOutcomes: async (_, batch) => void outcomes.push(...batch),
      async saveOmissions(items) {
        for (const { index, omissions } of items) outcomes[index]?.dropped.push(...omissions);
      },
    },
  });
  const { created, updated, unchanged, alreadyPresent, failed, skipped } = report;
  const sum = (reasons: { count: number }[]) => reasons.reduce((all, { count }) => all + count, 0);
  return { outcomes, counted: created + updated + unchanged + alreadyPresent + sum(failed) + sum(skipped) };
}

/** Returns what an outcome says about an item. The id of an article is not known in a dry run. */
const said = ({ from, key, outcome, reason, dropped }: ItemOutcome) => ({ from, key, outcome, reason, dropped });

const written = () =>
  database.prisma.$queryRaw`
    SELECT (SELECT max(seq) FROM events)::text AS events, (SELECT count(*) FROM revisions)::int AS revisions,
      (SELECT count(*) FROM comments)::int AS comments, (SELECT count(*) FROM people)::int AS people`;

async function check(t: Test, format: string): Promise<void> {
  const before = await written();
  const dry = await take(format, true);
  t.strictSame(await written(), before, 'a dry run writes nothing');
  const real = await take(format, false);
  t.strictSame(dry.outcomes.map(said), real.outcomes.map(said), 'a dry run tells what the import does');
  t.ok(real.outcomes.some(({ outcome }) => outcome === 'created'));
  t.equal(real.counted, real.outcomes.length, 'the total is the sum of the outcomes');
  t.ok(
    real.outcomes.some(({ dropped, outcome }) => dropped.length > 0 || outcome === 'skipped' || outcome === 'failed'),
    'something is left out, and reported',
  );
  const after = await written();
  const again = await take(format, false);
  t.strictSame(
    again.outcomes.map(said),
    real.outcomes.map((one) => said({ ...one, outcome: one.outcome === 'created' ? 'unchanged' : one.outcome })),
    'a second import changes nothing, and reports the same',
  );
  t.strictSame(await written(), after, 'a second import writes nothing');
}

for (const { name } of formats)
  t.test(`imports ${name} as a dry run says, and changes nothing when it is repeated`, (t) => check(t, name));

t.test('finds an article again if its id is written with decomposed letters', async (t) => {
  const run = async (id: string, name: string) => {
    const content =
      name === 'lines.ndjson'
        ? json({ id, headline: 'Ferry sails', body: `<p>${paragraph}</p>` })
        : `---\ntitle: Ferry sails\nid: ${id}\n---\n${paragraph}`;
    const options = { source: `form-${name}`, name, siteUrl: null };
    const { format, read } = await readArticles(Readable.from([Buffer.from(content)]), options);
    return importArticles({
      newsroom,
      actor: systemActor,
      format,
      read,
      options: { mode: 'upsert', dryRun: false, keepAddresses: false },
    });
  };
  for (const name of ['lines.ndjson', 'post.md']) {
    t.match(await run('Fähre-Łódź-é'.normalize('NFC'), name), { created: 1 }, name);
    t.match(await run('Fähre-Łódź-é'.normalize('NFD'), name), { created: 0, updated: 0, unchanged: 1 }, name);
  }
});
