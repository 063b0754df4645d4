import t from 'tap';
import { atom } from '../../../../src/flows/imports/formats/atom/index.js';
import { draftsOf, endsWell, readAll, reasonsOf, skippedOf } from './fixtures/reading.js';

const kind = (name: string): string =>
  `<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#${name}"/>`;
const author =
  '<author><name>Ann Porter</name><uri>https://www.blogger.com/profile/1</uri><email>noreply@blogger.com</email></author>';
const entry = (id: string, inner: string): string =>
  `<entry><id>tag:blogger.com,1999:blog-1.post-${id}</id><published>2017-07-07T18:00:00.000+02:00</published><updated>2017-07-08T18:00:00Z</updated>${inner}${author}</entry>\n`;
const feed = (entries: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:app="http://purl.org/atom/app#" xmlns:gd="http://schemas.google.com/g/2005" xmlns:blogger="http://schemas.google.com/blogger/2018"><id>tag:blogger.com,1999:blog-1.archive</id><title>N</title><link rel="alternate" type="text/html" href="https://n.blogspot.example/"/>${entries}</feed>`;
const reply = (id: string, post: string, inner = '', text = 'Well said.'): string =>
  entry(
    id,
    `${kind('comment')}<title>Well</title><content type="html">${text}</content><thr:in-reply-to ref="tag:blogger.com,1999:blog-1.post-${post}"/>${inner}`,
  );

const older = feed(
  entry('7', `${kind('settings')}<title>x</title><content>x</content>`) +
    entry(
      '10',
      `${kind('post')}<category scheme="http://www.blogger.com/atom/ns#" term="Fog"/><title>Night ferry</title><content type="html">&lt;p&gt;It sailed.&lt;/p&gt;</content><link rel="alternate" href="https://n.blogspot.example/2017/07/night-ferry.html"/>`,
    ) +
    entry(
      '11',
      `${kind('post')}<title>Not yet</title><content type="html">x</content><app:control><app:draft>yes</app:draft></app:control>`,
    ) +
    entry('12', `${kind('page')}<title>About</title><content type="html">We.</content>`) +
    reply('20', '10') +
    reply('21', '10', '<link rel="related" href="https://www.blogger.com/feeds/1/10/comments/default/20"/>') +
    reply('22', '10', '<gd:extendedProperty name="blogger.contentRemoved" value="true"/>') +
    reply('23', '99'),
);

t.test('reads posts, pages, drafts and comments of an export of Blogger', async (t) => {
  const reads = await readAll(atom, older);
  const [post, draft, page] = draftsOf(reads);
  t.match(post, {
    headline: 'Night ferry',
    key: { source: 'atom:n.blogspot.example', id: 'tag:blogger.com,1999:blog-1.post-10' },
    slug: 'night-ferry',
    tags: ['Fog'],
    status: 'published',
    publishedAt: new Date('2017-07-07T16:00:00Z'),
    people: [{ name: 'Ann Porter' }],
    comments: [
      {
        key: 'tag:blogger.com,1999:blog-1.post-20',
        parentKey: null,
        authorName: 'Ann Porter',
        body: 'Well said.',
        status: 'approved',
      },
      { key: 'tag:blogger.com,1999:blog-1.post-21', parentKey: 'tag:blogger.com,1999:blog-1.post-20' },
    ],
  });
  t.strictSame(reasonsOf(post), ['1 comments: deleted']);
  t.match(draft, { headline: 'Not yet', status: 'draft' });
  t.match(page, { headline: 'About', status: 'published' });
  t.strictSame(reasonsOf(page), ['type page: becomes-a-story']);
  t.strictSame(skippedOf(reads), [
    'item 1, line 1: not-a-story',
    'comments on tag:blogger.com,1999:blog-1.post-99: no-article',
  ]);
});

t.test('reads the exports that Blogger writes since 2024', async (t) => {
  const modern = (id: string, type: string, status: string, inner = ''): string =>
    entry(
      id,
      `<blogger:type>${type}</blogger:type><blogger:status>${status}</blogger:status><title>T${id}</title><content type="html">Text ${id}.</content>${inner}`,
    );
  const parent = '<blogger:parent>tag:blogger.com,1999:blog-1.post-1</blogger:parent>';
  const file = feed(
    modern(
      '1',
      'POST',
      'LIVE',
      '<blogger:filename>/2026/06/night-ferry.html</blogger:filename><blogger:metaDescription>Short.</blogger:metaDescription>',
    ) +
      modern('2', 'POST', 'DRAFT') +
      modern('3', 'POST', 'SOFT_TRASHED') +
      modern('30', 'COMMENT', 'LIVE', `${parent}<blogger:inReplyTo/>`) +
      modern(
        '31',
        'COMMENT',
        'PENDING',
        `${parent}<blogger:inReplyTo>tag:blogger.com,1999:blog-1.post-30</blogger:inReplyTo>`,
      ) +
      modern('32', 'COMMENT', 'SPAM', parent),
  );
  t.match(draftsOf(await readAll(atom, file)), [
    {
      slug: 'night-ferry',
      standfirst: 'Short.',
      status: 'published',
      comments: [
        { status: 'approved', parentKey: null },
        { status: 'pending', parentKey: /post-30$/ },
        { status: 'spam' },
      ],
    },
    { status: 'draft' },
    { status: 'trashed' },
  ]);
});

t.test('keeps the articles and comments before the place where an export breaks', async (t) => {
  const reads = await readAll(atom, older.slice(0, older.indexOf('post-21') + 40));
  t.match(draftsOf(reads), [{ comments: [{}] }, {}, {}]);
  t.match(skippedOf(reads).at(-1), /broken-file$/);
});

t.test('ends cleanly on broken files', () => endsWell(atom, older, 200));

t.test('makes paragraphs of texts between two line breaks, and leaves out the footer of the blog', async (t) => {
  const text =
    'One.&lt;br /&gt;&lt;br /&gt;Two,\n\nstill two.&lt;br&gt;Three.&lt;br&gt; &lt;br&gt;Four.&lt;div class="blogger-post-footer"&gt;&lt;div&gt;Follow us&lt;/div&gt;&lt;/div&gt;';
  const [draft] = draftsOf(
    await readAll(atom, feed(entry('1', `${kind('post')}<title>T</title><content type="html">${text}</content>`))),
  );
  t.equal(draft?.body.replace(/\s+/g, ' '), '<p>One.</p> <p>Two, still two.<br>Three.</p> <p>Four.</p>');
  t.ok(reasonsOf(draft).includes('footer of Blogger: not-a-part-of-a-story'));
});
