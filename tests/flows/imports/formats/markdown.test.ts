import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { markdown } from '../../../../src/flows/imports/formats/markdown/index.js';
import { noTexts } from '../../../support/drafts.js';
import { tarOf, tgzOf, zipOf } from './fixtures/archives.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const story = `---
title: "Night ferry: sails again"
date: 2017-07-07 20:00:00 +0200
lastmod: July 8, 2017
slug: night-ferry
description: The ship left at nine.
author:
  - Paula Sands
  - { name: Erik Holm, role: Reporter, id: holm }
categories: [World/Europe, Shipping]
tags: [Ferries, Hamburg]
image: { src: https://cdn.example.com/ferry.jpg, alt: A ferry, caption: At its pier, credit: Lund }
lang: en-GB
layout: post
comments: false
canonical_url: https://paper.example.com/night-ferry
mood: calm
---

First *things* first.

<video src="x.mp4"></video>

{% include map.html %}
`;

t.test('reads an article with all fields of its front matter', async (t) => {
  const draft = await only(markdown, story, { name: 'night.md' });
  t.equal(refusalOf(draft), null);
  t.strictSame(draft, {
    ...noTexts,
    from: 'night.md',
    key: { source: 'markdown', id: 'night.md' },
    headline: 'Night ferry: sails again',
    slug: 'night-ferry',
    standfirst: 'The ship left at nine.',
    type: null,
    body: '<p>First <em>things</em> first.</p>\n<p></p>\n<p>{% include map.html %}</p>',
    lang: 'en-GB',
    dateline: null,
    section: {
      path: [
        { slug: 'world', name: 'World' },
        { slug: 'europe', name: 'Europe' },
      ],
    },
    tags: ['Shipping', 'Ferries', 'Hamburg'],
    people: [
      { name: 'Paula Sands', relation: 'author', titleAsPrinted: null, key: null },
      { name: 'Erik Holm', relation: 'author', titleAsPrinted: 'Reporter', key: { source: 'markdown', id: 'holm' } },
    ],
    sources: [],
    relatedKeys: [],
    leadImage: { url: 'https://cdn.example.com/ferry.jpg', alt: 'A ferry', caption: 'At its pier', credit: 'Lund' },
    seo: { title: null, description: null, canonicalUrl: 'https://paper.example.com/night-ferry' },
    commentsOpen: false,
    status: 'published',
    publishedAt: new Date('2017-07-07T18:00:00Z'),
    firstPublishedAt: new Date('2017-07-07T18:00:00Z'),
    updatedAt: new Date('2017-07-08T00:00:00Z'),
    comments: [],
    media: [],
    omissions: [
      { what: 'front matter mood', reason: 'unknown-field' },
      { what: 'tags of a template', reason: 'shown-as-written' },
      { what: '<video>', reason: 'no-place-for-it' },
    ],
  });
});

const post = (fields: string, body = 'Text.', name = 'post.md') =>
  only(markdown, `---\n${fields}\n---\n${body}`, { name });

t.test('reads dates in many forms, and from the name of the file', async (t) => {
  for (const [written, meant] of [
    ['2021-08-23', '2021-08-23T00:00:00.000Z'],
    ['2021-8-3', '2021-08-03T00:00:00.000Z'],
    ['2021/08/23 10:30', '2021-08-23T10:30:00.000Z'],
    ['2021-08-23T10:30:15.250+02:00', '2021-08-23T08:30:15.250Z'],
    ['"2021-08-23 10:30:00 -0500"', '2021-08-23T15:30:00.000Z'],
    ['20210823', '2021-08-23T00:00:00.000Z'],
    ['Mon, 23 Aug 2021 10:30:00 GMT', '2021-08-23T10:30:00.000Z'],
    ['Mon, 23 Aug 2021 10:30:00 EST', '2021-08-23T15:30:00.000Z'],
    ['August 23rd, 2021', '2021-08-23T00:00:00.000Z'],
    ['23 Sept. 2021', '2021-09-23T00:00:00.000Z'],
  ])
    t.equal((await post(`title: T\ndate: ${written}`)).publishedAt?.toISOString(), meant, written as string);
  for (const none of [
    '2021-02-30',
    '2021-13-01',
    'yesterday',
    '0000-01-01',
    '23.8.21',
    '2021-08-23 25:00',
    'Foo 5, 2021',
    '99999',
  ])
    t.match(await post(`title: T\ndate: ${none}`), {
      status: 'draft',
      publishedAt: null,
      omissions: [{ what: `date ${none}`, reason: 'not-a-date' }, { reason: 'draft-for-want-of-a-date' }],
    });
  t.match(await post('title: T', 'x', 'posts/2021-9-1-a-day.md'), {
    slug: 'a-day',
    publishedAt: new Date('2021-09-01'),
  });
  t.match(await post('title: T', 'x', 'posts/ferry/index.md'), { slug: 'ferry' });
  t.match(await post('title: T', 'x', '2021-99-01-x.md'), { slug: '2021-99-01-x', publishedAt: null });
});

t.test('reads a post as a draft by its fields, by its folder or when it has no date', async (t) => {
  const status = async (fields: string, name?: string) => (await post(`title: T\n${fields}`, 'x', name)).status;
  t.equal(await status('date: 2021-08-23'), 'published');
  t.equal(await status('published: 2021-08-23'), 'published');
  t.equal(await status('date: 2021-08-23\ndraft: true'), 'draft');
  t.equal(await status('date: 2021-08-23\ndraft: "yes"'), 'draft');
  t.equal(await status('date: 2021-08-23\npublished: false'), 'draft');
  t.equal(await status('date: 2021-08-23\nstatus: draft'), 'draft');
  t.equal(await status('date: 2021-08-23', '_drafts/x.md'), 'draft');
  t.equal(await status('draft: false'), 'draft');
});

t.test('reads plural fields for sections and tags as lists, and singular ones as one value', async (t) => {
  const of = async (fields: string) => {
    const { section, tags } = await post(`title: T\n${fields}`);
    return [section?.path.map(({ name }) => name).join('/'), ...tags];
  };
  t.strictSame(await of('categories: Posts Articles'), ['Posts', 'Articles']);
  t.strictSame(await of('categories: World News, Sport'), ['World News', 'Sport']);
  t.strictSame(await of('category: World News\ncategories: [Sport]'), ['World News', 'Sport']);
  t.strictSame(await of('section: world/europe\ncategory: Sport\ntag: Lorem Ipsum'), [
    'world/europe',
    'Sport',
    'Lorem Ipsum',
  ]);
  t.strictSame(await of('tags: dolor amet\nkeywords: a b, c'), [undefined, 'dolor', 'amet', 'a b', 'c']);
  t.strictSame(await of('tags: [World News, 2017]'), [undefined, 'World News', '2017']);
  t.strictSame(await of('categories:\n  - name: News'), ['News']);
});

t.test('takes a missing title from the first heading, or else from the first words', async (t) => {
  t.match(await only(markdown, '# The *ferry* sails #\n\nText.'), {
    headline: 'The ferry sails',
    body: '<p>Text.</p>',
  });
  t.match(await only(markdown, 'Just text, and no more.'), {
    headline: 'Just text, and no more.',
    key: { id: 'text.md' },
  });
  t.match(await post('slug: x', '## Second\n\nText.'), { headline: 'Second' });
  t.match(await post('title: 2017\npermalink: /a/b-c.html\nguid: urn:x'), {
    headline: '2017',
    slug: 'b-c',
    key: { source: 'markdown', id: 'urn:x' },
  });
  t.match(await post('title: T\npermalink: pretty'), { slug: 'post' });
  t.match(await post('title: T\npermalink: /:year/:title/'), { slug: 'post' });
  t.equal((await only(markdown, story, { name: 'a.md', source: 'blog' })).key.source, 'blog');
  t.match(await post('title: T\nlang: en\nimage: /local.jpg'), {
    leadImage: null,
    omissions: [{}, { reason: 'not-a-web-address' }],
  });
});

t.test('reads front matter in YAML, TOML and JSON alike', async (t) => {
  const files = [
    '---\ntitle: Night ferry\ndate: 2020-01-02\ntags: [sea, "a b"]\ndraft: false\n---\nText.',
    '+++\ntitle = "Night ferry"\ndate = 2020-01-02\ntags = ["sea", "a b"]\ndraft = false\n+++\nText.',
    '+++\ntitle = "Night ferry"\ndate = 2020-01-02T00:00:00Z\n[taxonomies]\ntags = ["sea", "a b"]\n+++\nText.',
    '{\n  "title": "Night ferry",\n  "date": "2020-01-02",\n  "tags": ["sea", "a b"]\n}\n\nText.',
    '---json\n{"title": "Night ferry", "date": "2020-01-02", "tags": ["sea", "a b"]}\n---\nText.',
    ';;;\n{"title": "Night ferry", "date": "2020-01-02", "tags": ["sea", "a b"]}\n;;;\nText.',
  ];
  const [expected, ...others] = await Promise.all(files.map((text) => only(markdown, text, { name: 'a.md' })));
  t.match(expected, { headline: 'Night ferry', tags: ['sea', 'a b'], body: '<p>Text.</p>', status: 'published' });
  for (const other of others) t.strictSame(other, expected);
  for (const text of files.slice(0, 3)) t.ok(markdown.detects(Buffer.from(text), null), text.slice(0, 10));
});

t.test('does not take a text that begins with a brace for front matter', async (t) => {
  for (const text of ['{% include x %}\n\nText.', '{{< figure >}}\n\nText.', '{ "quoted" } words\n\nText.'])
    t.match(await only(markdown, text, { name: 'a.md' }), { body: /Text\./, headline: /^\{/ });
});

t.test('skips unreadable front matter with the reason', async (t) => {
  const skip = async (text: string) => {
    const [read] = await readAll(markdown, text, { name: 'a.md' });
    return read?.kind === 'skipped' ? `${read.reason}: ${read.detail}` : read;
  };
  t.match(await skip('+++\ntitle = \n+++\nText'), /^bad-front-matter: .*not valid TOML at line 2/);
  t.match(await skip('+++\ntitle = "T"\nText'), /^bad-front-matter: .*no end/);
  t.match(await skip('{ "title": "T", }\n\nText'), /^bad-front-matter: .*not valid JSON/);
  t.match(await skip('{ "title": "T",\n\nText'), /^bad-front-matter: .*no end/);
  t.match(await skip('---\ntitle: Foo: bar\n---\n'), /^bad-front-matter: .* at line 2\. .*quotes/);
  t.match(await skip('---\ntitle: T\nText without an end'), /^bad-front-matter: .*no end/);
  t.match(await skip('---\n- a\n- b\n---\nText'), /^bad-front-matter: .*must consist of fields/);
  t.match(await skip(`---\na: ${'['.repeat(5_000)}\n---\nText`), /^bad-front-matter: .*nested deeper than 32/);
  t.match(await skip(`---\na: ${'x'.repeat(70_000)}\n---\nText`), /^bad-front-matter: .*65536 characters/);
  const laughs = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    'b: &b [*a,*a,*a,*a,*a,*a,*a,*a]',
    'c: &c [*b,*b,*b,*b,*b,*b,*b,*b]',
    'd: [*c,*c,*c]',
  ];
  t.match(await skip(`---\n${laughs.join('\n')}\n---\nText`), /^bad-front-matter: .*aliases too often/);
  t.match(await skip(`---\ntitle: T\n---\n${'word '.repeat(20_001)}`), /^too-long: .*100,000 characters/);
  t.match(await skip('x'.repeat(2 ** 20 + 1)), /^too-long: .*1 MiB/);
  t.match(await skip(''), /^no-text/);
  t.match(await post('title: !!js/function "x"\n__proto__: { draft: true }\nconstructor: 5'), { headline: 'x' });
  t.equal((await only(markdown, '---\n\nA rule, then text.')).body, '<hr>\n<p>A rule, then text.</p>');
});

const files = {
  'blog/2021-08-23-one.md': '---\ntitle: One\n---\nFirst.',
  'blog/posts/two/index.md': '---\ntitle: Two\ndate: 2021-08-24\n---\nSecond.',
  'blog/picture.jpg': Buffer.from([0xff, 0xd8, 0xff]),
  'blog/readme.md': 'About this blog.',
  'blog/_index.md': '---\ntitle: All\n---\n',
  'blog/broken.md': '---\ntitle: A: b\n---\n',
  '__MACOSX/blog/._one.md': 'x',
  'blog/.hidden/three.md': 'x',
  '../../climbs.md': 'x',
  '/root.md': 'x',
  'blog/long.markdown': 'x'.repeat(2 ** 20 + 1),
  'blog/Ü.md': '# Ümlaut\n\nLast.',
};
const skips = [
  'blog/readme.md: not-a-story',
  'blog/_index.md: not-a-story',
  'blog/broken.md: bad-front-matter',
  '../../climbs.md: path-climbs',
  '/root.md: path-climbs',
  'blog/long.markdown: too-long',
];

t.test('reads the same posts from a .zip, .tar or .tar.gz, and ignores paths outside of it', async (t) => {
  for (const archive of [zipOf(files), await tarOf(files), await tgzOf(files)])
    for (const chunk of [1_000, 65_536]) {
      const reads = await readAll(markdown, archive, { chunk });
      t.strictSame(
        draftsOf(reads).map(({ key, headline, slug }) => [key.id, headline, slug]),
        [
          ['blog/2021-08-23-one.md', 'One', 'one'],
          ['blog/posts/two/index.md', 'Two', 'two'],
          ['blog/Ü.md', 'Ümlaut', 'ue'],
        ],
      );
      t.strictSame(skippedOf(reads), skips);
    }
});

t.test('keeps the posts before the break in archives that are truncated or lie about sizes', async (t) => {
  t.strictSame(skippedOf(await readAll(markdown, zipOf({ 'a.md': '# A' }, { lie: 1 }))), ['a.md: broken-file']);
  t.strictSame(skippedOf(await readAll(markdown, zipOf({ 'a.md': '# A' }, { lie: 2 ** 31 }))), ['a.md: too-long']);
  t.strictSame(skippedOf(await readAll(markdown, zipOf({ 'a.md': '# A' }, { encrypted: true }))), ['a.md: encrypted']);
  const zip = zipOf(files);
  t.strictSame(skippedOf(await readAll(markdown, zip.subarray(0, zip.length - 30))), ['archive: broken-file']);
  const tar = await tarOf({ 'a.md': '# A\n\nText.', 'b.md': `# B\n\n${'Text. '.repeat(5_000)}` });
  const [first, second] = await readAll(markdown, tar.subarray(0, 3_000));
  t.match(first, { kind: 'draft', draft: { headline: 'A' } });
  t.match(second, { kind: 'skipped', reason: 'broken-file', from: 'after b.md' });
  const tgz = gzipSync(tar);
  t.match(await readAll(markdown, tgz.subarray(0, tgz.length - 10)), [{}, {}]);
  t.match((await readAll(markdown, gzipSync('no archive, but long enough'.repeat(100))))[0], { reason: 'broken-file' });
});

t.test('stops reading an archive that unpacks to too much', { timeout: 60_000 }, async (t) => {
  const big = Buffer.alloc(2 ** 20, 'x');
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}.md`, big]));
  const reads = await readAll(markdown, zipOf(many));
  t.equal(reads.length, 129);
  t.match(reads.at(-1), { kind: 'skipped', reason: 'archive-too-large' });
});

t.test('detects the format by the first bytes, or by the name', async (t) => {
  const detects = (file: string | Buffer, name: string | null = null) =>
    markdown.detects(Buffer.from(file).subarray(0, 65_536), name);
  t.ok(detects(story));
  t.ok(detects('+++\ntitle = "x"\n+++'));
  t.ok(detects('anything', 'a.MD'));
  t.ok(detects(zipOf(files)));
  t.ok(detects(zipOf({ 'a.jpg': 'x' }), 'blog.zip'));
  t.ok(detects(await tarOf(files)));
  t.ok(detects(await tgzOf(files)));
  t.ok(detects(await tgzOf(files), 'x.tgz'));
  t.notOk(detects(zipOf({ 'export.json': '{}' }), 'ghost.zip'));
  t.notOk(detects(gzipSync('text')));
  t.notOk(detects('---\n\ntext'));
  t.notOk(detects('{"a":1}', 'a.json'));
});

t.test('terminates on any input', async (t) => {
  await t.resolves(endsWell(markdown, story, 200));
  const archives = [zipOf(files), await tarOf(files), await tgzOf(files)];
  await t.resolves(
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...archives),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 20 }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        async (archive, changes, end) => {
          const bytes = Buffer.from(archive);
          // The archive is mostly one long run. The interesting parts are at both ends.
          for (const [at, value] of changes)
            bytes[Math.floor((at < 0.5 ? at * 4_000 : bytes.length - (1 - at) * 4_000) % bytes.length)] = value;
          const reads = await readAll(
            markdown,
            bytes.subarray(0, end > 0.6 ? bytes.length : Math.floor(end * bytes.length)),
          );
          return draftsOf(reads).every((draft) => refusalOf(draft) === null);
        },
      ),
      { numRuns: 150 },
    ),
  );
});

const folder = new URL('../../../../../shared/samples/markdown/', import.meta.url);
t.test(
  'reads the posts of another importer',
  { skip: existsSync(folder) ? false : 'the sample files are not here' },
  async (t) => {
    const posts = Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map((name) => [name, readFileSync(new URL(name, folder))]),
    );
    const reads = await readAll(markdown, zipOf(posts));
    t.strictSame(skippedOf(reads), []);
    const drafts = draftsOf(reads);
    t.strictSame(
      drafts.map(({ slug, publishedAt, status, section, tags, people }) => [
        slug,
        publishedAt?.toISOString().slice(0, 10) ?? null,
        status,
        section?.path[0]?.name ?? null,
        tags.join(),
        people.map(({ name }) => name).join(),
      ]),
      [
        ['basic-post', '2021-08-23', 'published', null, '', 'Persons Name'],
        ['no-author', '2021-08-24', 'published', null, '', ''],
        ['alt-date-format', '2021-09-01', 'published', null, '', ''],
        ['has-html', '2022-03-10', 'published', null, '', ''],
        [
          'front-matter-tags-cats',
          '2022-06-03',
          'published',
          'News',
          'Posts,Articles,Lorem Ipsum,dolor,Simet-Amet',
          '',
        ],
        ['published-false', null, 'draft', null, '', 'Mark Stosberg'],
        ['tag-list', '2022-06-06', 'published', 'cat', 'photos,some-word', ''],
      ],
    );
    const [basic] = drafts;
    const count = (tag: string) => basic?.body.split(`<${tag}`).length ?? 0;
    t.strictSame(
      ['p>', 'h2>', 'h3>', 'h6>', 'ul>', 'ol>', 'li>', 'img'].map((tag) => count(tag) - 1),
      [11, 1, 1, 1, 4, 2, 15, 1],
    );
    // The text is Lorem ipsum, which is no language.
    t.strictSame([...new Set(drafts.flatMap(reasonsOf))].sort(), [
      '<video>: no-place-for-it',
      'language: en-is-assumed',
    ]);
  },
);

t.test('keeps embeds of known providers, and reports the others', async (t) => {
  const post = (tag: string) => `---\ntitle: Embed\ndate: 2017-07-07\nlang: en\n---\nText.\n\n${tag}\n`;
  const kept = await only(markdown, post('<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'));
  t.match(kept.body, '<figure data-embed="youtube"><a href="https://www.youtube.com/watch?v=abcdefghijk"');
  t.strictSame(reasonsOf(kept), []);
  const lost = await only(markdown, post('<iframe src="https://unknown.example/1"></iframe>'));
  t.strictSame(reasonsOf(lost), ['<iframe>: no-place-for-it']);
});

t.test('keeps posts with a planned or unknown state as drafts, or for their time', async (t) => {
  const post = (fields: string) =>
    only(markdown, `---\ntitle: Later\ndate: 2020-01-01\nlang: en\n${fields}\n---\nText.\n`);
  const planned = await post('publishDate: 2099-01-01');
  t.strictSame(planned.publishedAt, new Date('2099-01-01T00:00:00Z'), 'the import refuses to publish it now');
  t.strictSame((await post('publishDate: 2020-02-01')).publishedAt, new Date('2020-01-01T00:00:00Z'));
  const embargoed = await post('status: embargoed');
  t.equal(embargoed.status, 'draft');
  t.strictSame(reasonsOf(embargoed), ['status embargoed: becomes-a-draft']);
  t.match(await post('status: publish'), { status: 'published', omissions: [] });
});

const strike =
  'Dockers at the old harbour voted on Sunday to go on with their strike.\n\nEleven ships wait outside, [reports](https://r.example) Reuters.';
const library =
  'Readers may go down to the forty thousand books in the cellar from Monday on.\n\nThe librarian says that nobody has counted them since 1978.';

t.test('makes two linked articles of a file with two headings of the first rank', async (t) => {
  const file = `---\ndate: 2024-11-03\nauthor: Maria Kouri\nslug: monday\ndescription: Harbour news\n---\n# Harbour strike goes on\n\n${strike}\n\n## What they want\n\n${strike}\n\nLibrary opens its cellar\n===\n\n${library}\n`;
  const drafts = draftsOf(await readAll(markdown, file, { name: 'monday.md' }));
  t.match(drafts, [
    {
      headline: 'Harbour strike goes on',
      key: { id: 'monday.md' },
      relatedKeys: [{ id: 'monday.md#2' }],
      slug: 'monday',
      standfirst: 'Harbour news',
      sources: [{ name: 'Reuters', relation: 'cited' }],
    },
    {
      headline: 'Library opens its cellar',
      key: { id: 'monday.md#2' },
      relatedKeys: [{ id: 'monday.md' }],
      slug: null,
      standfirst: null,
      sources: [],
    },
  ]);
  t.equal(drafts.length, 2);
  for (const draft of drafts)
    t.match(draft, { status: 'published', publishedAt: new Date('2024-11-03'), people: [{ name: 'Maria Kouri' }] });
  t.match(drafts[0]?.body, /<h2[^>]*>What they want<\/h2>/);
  t.notMatch(drafts[0]?.body, /librarian/);
  const edited = draftsOf(
    await readAll(markdown, file.replace('Library opens', 'The library opens').replace('Eleven', 'Nine'), {
      name: 'monday.md',
    }),
  );
  t.strictSame(
    edited.map(({ key }) => key),
    drafts.map(({ key }) => key),
  );
});

t.test('keeps a Markdown file as one article if a part of it is no article', async (t) => {
  const start = `# Harbour strike goes on\n\n${strike}\n\n`;
  for (const [what, file] of [
    ['a title in the front matter', `---\ntitle: Monday\n---\n${start}# Library opens its cellar\n\n${library}`],
    ['sections', `${start}## Library opens its cellar\n\n${library}`],
    ['a heading of one word', `${start}# Background\n\n${library}`],
    ['numbered chapters', `# 1. Harbour strike\n\n${strike}\n\n# 2. Library opens\n\n${library}`],
    ['one paragraph', `${start}# Library opens its cellar\n\n${library.split('\n\n')[0]}`],
    ['a list', `${start}# Library opens its cellar\n\n- ${library.replace('\n\n', '\n\n- ')}`],
    [
      'a headline of a higher rank below',
      `## Harbour strike goes on and on\n\n${strike}\n\n# Library opens its old cellar\n\n${library}`,
    ],
    ['labels instead of sentences', `${start}# Library opens its cellar\n\nNews\n\nCellar, Monday`],
    ['a heading in code', `${start}\`\`\`\n\n# Library opens its cellar\n\n${library}\n\`\`\``],
    ['text above', `${strike}\n\n${start}# Library opens its cellar\n\n${library}`],
  ] as const)
    t.equal(draftsOf(await readAll(markdown, file, { name: 'a.md' })).length, 1, what);
});

t.test('splits a file of several articles although one of them is too short, and reports this one', async (t) => {
  const parts = [
    `# Harbour strike goes on\n\nBy Ann Porter\n\n${strike}\n\n${strike}`,
    '# Pool stays closed\n\n**By Eva Lind**\n\n*5 November 2024*\n\nThe town has found no money for the pool.',
    `# Library opens its cellar\n\nBy John Roe\n\n${library}`,
  ];
  const drafts = draftsOf(await readAll(markdown, parts.join('\n\n'), { name: 'a.md' }));
  t.match(drafts, [
    { headline: 'Harbour strike goes on', key: { id: 'a.md' }, relatedKeys: [{ id: 'a.md#3' }] },
    { headline: 'Library opens its cellar', key: { id: 'a.md#3' }, relatedKeys: [{ id: 'a.md' }] },
  ]);
  t.equal(drafts.length, 2);
  t.ok(reasonsOf(drafts[0]).includes('"Pool stays closed By Eva Lind 5 November 2024 The town has…": between-stories'));
  t.notMatch(drafts.map(({ body }) => body).join(), /pool/);
});

t.test('keeps a short part of a file in the article above it, and reports this', async (t) => {
  const pool = '# Pool stays closed\n\nThe town has found no money.';
  const strikePart = `# Harbour strike goes on\n\n${strike}`;
  const libraryPart = `# Library opens its cellar\n\n${library}`;
  const read = async (parts: readonly string[]) =>
    draftsOf(await readAll(markdown, parts.join('\n\n'), { name: 'a.md' }));
  const reported = '"Pool stays closed The town has found no money."';
  for (const [parts, ids, owner] of [
    [[strikePart, pool, libraryPart], ['a.md', 'a.md#3'], 0],
    [[strikePart, libraryPart, pool.replace('# Pool stays closed', 'Pool stays closed\n===')], ['a.md', 'a.md#2'], 1],
  ] as const) {
    const drafts = await read(parts);
    t.strictSame(
      drafts.map(({ key }) => key.id),
      ids,
    );
    t.strictSame(drafts[0]?.relatedKeys, [drafts[1]?.key]);
    t.match(drafts[owner]?.body, /<h2>Pool stays closed<\/h2>\s*<p>The town has found no money\.<\/p>/);
    t.ok(reasonsOf(drafts[owner]).includes(`${reported}: kept-in-the-story-above`), reasonsOf(drafts[owner]).join());
    t.notMatch([drafts[1 - owner]?.body, ...reasonsOf(drafts[1 - owner])].join(), /pool/i);
  }
  const drafts = await read([pool, strikePart, libraryPart]);
  t.strictSame(
    drafts.map(({ key }) => key.id),
    ['a.md#2', 'a.md#3'],
  );
  t.ok(reasonsOf(drafts[0]).includes(`${reported}: before-the-first-story`), 'no article is above the first part');
  t.equal((await read(['# Monday', strikePart, libraryPart])).length, 2, 'a title may stand above the articles');
  const sections = [strikePart, pool, pool.replace('Pool', 'Sauna'), libraryPart];
  t.equal((await read(sections)).length, 1, 'as many short parts as articles are the sections of one article');
});

t.test('makes two articles of headings of the second rank that look like headlines', async (t) => {
  const file = `## Harbour strike goes on and on\n\n${strike}\n\n### Demands\n\n${strike}\n\n## Library opens its old cellar\n\n${library}`;
  const headlines = draftsOf(await readAll(markdown, file, { name: 'a.md' })).map(({ headline }) => headline);
  t.strictSame(headlines, ['Harbour strike goes on and on', 'Library opens its old cellar']);
  t.match(await only(markdown, '## Harbour strike\n\nIt goes on.', { name: 'a.md' }), { headline: 'Harbour strike' });
  t.match(await only(markdown, 'Harbour strike\n===\n\nIt goes on.', { name: 'a.md' }), {
    headline: 'Harbour strike',
    body: '<p>It goes on.</p>',
  });
});

t.test('reads bylines and dates below the headline if the front matter has none', async (t) => {
  const text = 'The first ferry left the harbour in the fog.\n\nThe second one stayed.\n';
  const draft = await only(markdown, `# Ferries leave\n\n*By Ann Porter in Lisbon*\n\n3 November 2024\n\n${text}`);
  t.match(draft, { status: 'published', publishedAt: new Date('2024-11-03T00:00:00Z'), dateline: 'Lisbon' });
  t.strictSame(
    draft.people.map(({ name, relation }) => [name, relation]),
    [['Ann Porter', 'author']],
  );
  t.match(draft.body, /^<p>The first ferry/);

  const dated = await only(
    markdown,
    `---\ndate: 2024-11-04\n---\n# Ferries leave\n\nBy Ann Porter\n\n3 November 2024\n\n${text}`,
  );
  t.match(dated, { publishedAt: new Date('2024-11-04T00:00:00Z'), people: [{ name: 'Ann Porter' }] });
  t.match(dated.body, /^<p>3 November 2024<\/p>/, 'a second date stays in the text');

  const signed = await only(markdown, `---\nauthor: Ben Ito\n---\n# Ferries leave\n\nBy Ann Porter\n\n${text}`);
  t.match(signed, { people: [{ name: 'Ben Ito' }] });
  t.match(signed.body, /^<p>By Ann Porter<\/p>/, 'a second byline stays in the text');

  const alone = await only(markdown, '# Ferries leave\n\nBy Ann Porter\n');
  t.match(alone.body, 'By Ann Porter');
});
