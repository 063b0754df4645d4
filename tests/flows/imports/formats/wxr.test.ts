import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { wxr } from '../../../../src/flows/imports/formats/wxr/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const channel = `
<title>The Daily</title><link>https://daily.example/</link><language>en-GB</language>
<wp:base_site_url>https://sites.example/</wp:base_site_url><wp:base_blog_url>https://Daily.example/news</wp:base_blog_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>jd</wp:author_login><wp:author_display_name><![CDATA[Jane Doe]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>kr</wp:author_login><wp:author_first_name>Kim</wp:author_first_name><wp:author_last_name>Roe</wp:author_last_name></wp:author>
<wp:category><wp:category_nicename>sport</wp:category_nicename><wp:category_parent/><wp:cat_name><![CDATA[Sport]]></wp:cat_name></wp:category>
<wp:category><wp:category_nicename>football</wp:category_nicename><wp:category_parent>sport</wp:category_parent><wp:cat_name><![CDATA[Football &amp; more]]></wp:cat_name></wp:category>
<wp:category><wp:category_nicename>world</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>World</wp:cat_name></wp:category>
<wp:category><wp:category_nicename>a</wp:category_nicename><wp:category_parent>b</wp:category_parent><wp:cat_name>A</wp:cat_name></wp:category>
<wp:category><wp:category_nicename>b</wp:category_nicename><wp:category_parent>a</wp:category_parent><wp:cat_name>B</wp:cat_name></wp:category>`;

const file = (items: string, about = channel, version = '1.2'): string => `<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.6" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/${version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/${version}/"><channel>${about}${items}</channel></rss>`;

const cdata = (text: string): string => `<![CDATA[${text}]]>`;
const meta = (key: string, value: string): string =>
  `<wp:postmeta><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>`;

/** An item with the fields that it is about; `rest` is XML as it is. */
const item = (fields: Record<string, string> = {}, rest = '', body = '<p>Some text.</p>'): string => {
  const all = { title: 'A story', 'wp:post_id': '7', 'wp:status': 'publish', 'wp:post_type': 'post', ...fields };
  const written = Object.entries(all).map(([name, value]) => `<${name}>${cdata(value)}</${name}>`);
  return `<item>${written.join('')}<content:encoded>${cdata(body)}</content:encoded>${rest}</item>\n`;
};
const bodyOf = async (body: string): Promise<string> => (await only(wxr, file(item({}, '', body)))).body;

const comment = (id: number | string, fields: Record<string, string> = {}): string => {
  const all = {
    author: 'Reader',
    content: 'Hello.',
    approved: '1',
    parent: '0',
    date_gmt: '2017-07-08 10:00:00',
    ...fields,
  };
  const written = Object.entries(all).map(
    ([name, value]) => `<wp:comment_${name}>${cdata(value)}</wp:comment_${name}>`,
  );
  return `<wp:comment><wp:comment_id>${id}</wp:comment_id>${written.join('')}</wp:comment>`;
};
const category = (nicename: string, name: string, domain = 'category'): string =>
  `<category domain="${domain}" nicename="${nicename}">${cdata(name)}</category>`;

t.test('a post is read with all that is said of it', async (t) => {
  const draft = await only(
    wxr,
    file(
      item(
        {
          title: 'Ferries &amp; <em>fog</em>',
          link: 'https://daily.example/2017/07/ferries-fog/',
          'dc:creator': 'jd',
          'excerpt:encoded': 'In <b>short</b>.',
          'wp:post_date': '2017-07-07 20:00:00',
          'wp:post_date_gmt': '2017-07-07 18:00:00',
          'wp:post_modified_gmt': '2017-07-09 08:00:00',
          'wp:post_name': 'ferries-and-fog',
          'wp:comment_status': 'closed',
        },
        category('football', 'Football') +
          category('sport', 'Sport') +
          category('world', 'World') +
          category('uncategorised', 'Uncategorised') +
          category('fog', 'Fog', 'post_tag') +
          category('x', 'Something', 'region') +
          meta('_yoast_wpseo_title', 'Fog at sea') +
          meta('_yoast_wpseo_metadesc', '%%excerpt%%'),
      ),
    ),
  );
  t.equal(refusalOf(draft), null);
  const at = new Date('2017-07-07T18:00:00Z');
  t.match(draft, {
    key: { source: 'wordpress:daily.example', id: '7' },
    headline: 'Ferries & fog',
    slug: 'ferries-and-fog',
    standfirst: 'In short.',
    lang: 'en-GB',
    status: 'published',
    publishedAt: at,
    firstPublishedAt: at,
    updatedAt: new Date('2017-07-09T08:00:00Z'),
    commentsOpen: false,
    people: [{ name: 'Jane Doe', relation: 'author', key: { source: 'wordpress:daily.example', id: 'jd' } }],
    seo: { title: 'Fog at sea', description: null, canonicalUrl: null },
  });
  t.strictSame(draft.section, {
    path: [
      { slug: 'sport', name: 'Sport' },
      { slug: 'football', name: 'Football & more' },
    ],
  });
  t.strictSame(draft.tags, ['world', 'fog'], 'what the section is in is no tag');
  t.strictSame(reasonsOf(draft), ['region Something: unknown-taxonomy']);
  t.match(draft.from, /^item 1, line 1\d$/);
});

t.test('the first of the deepest categories is the section; there may be none, or a circle of them', async (t) => {
  const placed = async (...categories: readonly string[]) => {
    const { section, tags } = await only(wxr, file(item({}, categories.join(''))));
    return [section?.path.map(({ slug }) => slug).join('/') ?? null, ...tags];
  };
  t.strictSame(await placed(category('world', 'World'), category('sport', 'Sport')), ['world', 'sport']);
  t.strictSame(await placed(category('uncategorized', 'Uncategorized')), [null]);
  t.strictSame(await placed(category('latest', 'The latest')), ['latest'], 'the channel need not describe it');
  t.strictSame(await placed(category('a', 'A')), ['b/a']);
  t.strictSame(await placed(category('%ce%b1', 'Άλφα')), ['a']);
  t.strictSame(await placed('<category>Plain</category>', category('world', 'World')), ['world'], 'WXR 1.0');
});

t.test('a status that readers did not see is a draft, and says so', async (t) => {
  const drafts = draftsOf(
    await readAll(
      wxr,
      file(
        [
          {
            'wp:status': 'draft',
            'wp:post_date_gmt': '0000-00-00 00:00:00',
            pubDate: 'Mon, 30 Nov -0001 00:00:00 +0000',
          },
          { 'wp:status': 'pending' },
          { 'wp:status': 'private', 'wp:post_date_gmt': '2017-07-07 18:00:00' },
          { 'wp:status': 'future', 'wp:post_date_gmt': '2030-07-07 18:00:00' },
          { 'wp:status': 'trash', 'wp:post_date_gmt': '2017-07-07 18:00:00' },
          { 'wp:status': 'publish', 'wp:post_password': 'enter', 'wp:post_date_gmt': '2017-07-07 18:00:00' },
          { 'wp:status': '' },
          { 'wp:status': 'publish', 'wp:post_type': 'page' },
        ]
          .map((fields, index) => item({ ...fields, 'wp:post_id': String(index + 1) } as Record<string, string>))
          .join(''),
      ),
    ),
  );
  t.strictSame(
    drafts.map((draft) => [draft.status, draft.publishedAt, ...reasonsOf(draft)]),
    [
      ['draft', null],
      ['draft', null, 'status pending: becomes-a-draft'],
      ['draft', null, 'status private: becomes-a-draft'],
      ['draft', null, 'status future, for 2030-07-07T18:00:00.000Z: becomes-a-draft'],
      ['trashed', null],
      ['draft', null, 'password: becomes-a-draft'],
      ['draft', null, 'status not stated: becomes-a-draft'],
      ['published', null, 'post type page: becomes-a-story'],
    ],
  );
});

t.test('a date is that of Greenwich, else the one without a zone, else that of RSS', async (t) => {
  const dateOf = async (fields: Record<string, string>) =>
    (await only(wxr, file(item(fields)))).publishedAt?.toISOString();
  const none = '0000-00-00 00:00:00';
  const pubDate = 'Fri, 07 Jul 2017 18:00:00 +0200';
  t.equal(
    await dateOf({ 'wp:post_date_gmt': none, 'wp:post_date': '2017-07-07 20:00:00', pubDate }),
    '2017-07-07T20:00:00.000Z',
  );
  t.equal(await dateOf({ 'wp:post_date_gmt': none, 'wp:post_date': none, pubDate }), '2017-07-07T16:00:00.000Z');
  t.equal(await dateOf({ pubDate: 'yesterday' }), undefined);
});

t.test('what WordPress keeps among posts and is none is skipped', async (t) => {
  const types = ['attachment', 'nav_menu_item', 'revision', 'wp_block', 'wp_global_styles', 'acf-field'];
  const reads = await readAll(
    wxr,
    file(
      types.map((type, index) => item({ 'wp:post_type': type, 'wp:post_id': String(index) })).join('') +
        item({ 'wp:status': 'auto-draft', 'wp:post_id': '99' }),
    ),
  );
  t.strictSame(
    skippedOf(reads).map((one) => one.replace(/^.*: /, '')),
    [...types.map((type) => type.replaceAll('_', '-')), 'auto-draft'],
  );
});

const attachment = (id: string, rest = '', fields: Record<string, string> = {}): string =>
  item(
    {
      title: 'IMG 1',
      'wp:post_id': id,
      'wp:post_type': 'attachment',
      'wp:status': 'inherit',
      'wp:attachment_url': `https://daily.example/${id}.jpg`,
      ...fields,
    },
    rest,
    'A description',
  );

t.test('the lead picture is an attachment, before or behind the story, with its credit', async (t) => {
  const described = attachment('50', meta('_wp_attachment_image_alt', 'A ferry') + meta('_media_credit', 'K. Lund'), {
    'excerpt:encoded': 'The <i>ferry</i>',
  });
  const inFile = attachment('51', meta('_wp_attachment_metadata', 'a:1:{s:6:"credit";s:7:"Reuters";}'));
  const inCaption = attachment('52', '', { 'excerpt:encoded': 'At night. Photo: Karl Melander/TT' });
  const story = (id: string, thumbnail: string) => item({ 'wp:post_id': id }, meta('_thumbnail_id', thumbnail));
  const reads = await readAll(
    wxr,
    file(
      described +
        story('1', '50') +
        story('2', '51') +
        item({ 'wp:post_id': '3' }) +
        inFile +
        story('4', '404') +
        inCaption +
        story('5', '52') +
        story('6', '-1'),
    ),
  );
  const drafts = draftsOf(reads);
  t.strictSame(
    drafts.map(({ key, leadImage }) => [key.id, leadImage?.alt, leadImage?.caption, leadImage?.credit]),
    [
      ['1', 'A ferry', 'The ferry', 'K. Lund'],
      ['3', undefined, undefined, undefined],
      ['2', '', null, 'Reuters'],
      ['5', '', 'At night. Photo: Karl Melander/TT', 'Karl Melander/TT'],
      ['6', undefined, undefined, undefined],
      ['4', undefined, undefined, undefined],
    ],
    'a story that waits for its picture comes when that is there, or at the end',
  );
  t.strictSame(reasonsOf(drafts.at(-1)), ['picture 404: not-in-the-file']);
  t.equal(skippedOf(reads).length, 3);
});

t.test('stories that wait for ever do so in bounded number', async (t) => {
  const stories = Array.from({ length: 700 }, (_, index) =>
    item({ 'wp:post_id': String(index + 1) }, meta('_thumbnail_id', String(10_000 + index))),
  );
  const reads = await readAll(wxr, file(stories.join('')));
  t.strictSame(
    draftsOf(reads).map(({ key }) => Number(key.id)),
    Array.from({ length: 700 }, (_, index) => index + 1),
  );
});

t.test('media of a body come with captions and credits', async (t) => {
  const body =
    '<figure><img class="wp-image-50" src="https://daily.example/50-300x200.jpg"><figcaption>Fog. (Photo: A. Berg)</figcaption></figure>' +
    '<p><img src="https://daily.example/x.jpg?a=1&amp;b=2" alt=""></p><img src="relative.jpg">' +
    '<iframe src="https://video.example/1"></iframe>';
  const reads = await readAll(
    wxr,
    file(attachment('50', meta('credit', 'K. Lund')) + item({ 'wp:post_id': '1' }, '', body)),
  );
  const [draft] = draftsOf(reads);
  t.strictSame(draft?.media, [
    { url: 'https://daily.example/50-300x200.jpg', caption: 'Fog. (Photo: A. Berg)', credit: 'K. Lund' },
    { url: 'https://daily.example/x.jpg?a=1&b=2', caption: null, credit: null },
    { url: 'https://video.example/1', caption: null, credit: null },
  ]);
  t.strictSame(reasonsOf(draft), ['iframe https://video.example/1: kept-as-a-reference']);
});

t.test('empty lines part paragraphs, outside of blocks and of pre', async (t) => {
  t.equal(await bodyOf('One\r\ntwo\r\n\r\nThree <b>four</b>'), '<p>One<br>\ntwo</p>\n<p>Three <b>four</b></p>');
  t.equal(
    await bodyOf('Before\n<blockquote>Said\n\nso</blockquote>\nAfter<br />\nall'),
    '<p>Before</p>\n<blockquote><p>Said</p>\n<p>so</p>\n</blockquote><p>After<br>\nall</p>',
  );
  t.equal(await bodyOf('<ul>\n<li>one</li>\n\n<li>two</li>\n</ul>'), '<ul><li>one</li><li>two</li></ul>');
  t.equal(await bodyOf('a\n\n<pre>x\n\n  y</pre>\n\nb'), '<p>a</p>\n<pre>x\n\n  y</pre><p>b</p>');
  t.equal(await bodyOf('<p>a\n\nb</p>'), '<p>a</p>\n<p>b</p>');
  t.equal(await bodyOf('a <a\nhref="x">b</a>'), '<p>a <a href="x">b</a></p>');
  t.equal(await bodyOf('<pre>never\n\nclosed'), '<p><pre>never</p>\n<p>closed</p>');
  t.equal(
    await bodyOf('Watch:\n\nhttps://video.example/?a=1&b=2'),
    '<p>Watch:</p>\n<p><a href="https://video.example/?a=1&amp;b=2">https://video.example/?a=1&amp;b=2</a></p>',
  );
});

t.test('the marks of the block editor go, and what it leaves to the site is told', async (t) => {
  const draft = await only(
    wxr,
    file(
      item(
        {},
        '',
        '<!-- wp:paragraph {"dropCap":true} -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:latest-posts /-->\n<!-- wp:spacer /-->\nLoose\n\ntext<!--more-->',
      ),
    ),
  );
  t.equal(draft.body, '<p>One\ntwo</p><p>Loose</p>\n<p>text</p>');
  t.strictSame(reasonsOf(draft), ['block latest-posts: made-by-the-site']);
  t.match(await bodyOf('a <!-- never closed'), /a <!-- never closed/);
});

t.test('shortcodes become what they show, or go with a note; words in brackets stay', async (t) => {
  const img = '<img src="https://daily.example/1.jpg" alt="">';
  t.equal(
    await bodyOf(`[caption id="attachment_1" width="300"]<a href="/x">${img}</a> The <i>ferry</i>[/caption]`),
    `<figure><a href="/x">${img}</a><figcaption>The <i>ferry</i></figcaption></figure>`,
  );
  t.equal(
    await bodyOf(`[caption caption="Old way"]${img}[/caption]`),
    `<figure>${img}<figcaption>Old way</figcaption></figure>`,
  );
  t.equal(
    await bodyOf('[embed width="1"]https://video.example/1[/embed]'),
    '<p><a href="https://video.example/1">https://video.example/1</a></p>',
  );
  t.equal(await bodyOf('[youtube=https://youtu.be/x]'), '<p><a href="https://youtu.be/x">https://youtu.be/x</a></p>');
  t.equal(await bodyOf('He [the minister] said [sic] so [1].'), '<p>He [the minister] said [sic] so [1].</p>');
  t.equal(await bodyOf('Write [[gallery]].'), '<p>Write [gallery].</p>');
  const draft = await only(
    wxr,
    file(
      item(
        {},
        '',
        '[row][column size="2"]Kept[/column][/row] [related_posts] [gallery ids="404"] [column size="1"]too[/column] [caption]',
      ),
    ),
  );
  t.match(draft.body, /^<p>Kept.*too/);
  t.notMatch(draft.body, /[[\]]/);
  t.strictSame(reasonsOf(draft), [
    '2 × shortcode [column]: nothing-here-shows-it',
    'shortcode [row]: nothing-here-shows-it',
    'shortcode [related_posts]: nothing-here-shows-it',
    'shortcode [gallery]: pictures-not-in-the-file',
  ]);
});

t.test('a gallery waits for its pictures, too', async (t) => {
  const reads = await readAll(
    wxr,
    file(
      item({ 'wp:post_id': '1' }, '', '[gallery ids="50,51"]') +
        attachment('51', '', { 'excerpt:encoded': 'Fog < night' }) +
        attachment('50', meta('_media_credit', 'K. Lund')),
    ),
  );
  const [draft] = draftsOf(reads);
  t.equal(
    draft?.body,
    '<figure><img class="wp-image-50" src="https://daily.example/50.jpg" alt=""></figure>' +
      '<figure><img class="wp-image-51" src="https://daily.example/51.jpg" alt=""><figcaption>Fog &lt; night</figcaption></figure>',
  );
  t.strictSame(draft?.media, [
    { url: 'https://daily.example/50.jpg', caption: null, credit: 'K. Lund' },
    { url: 'https://daily.example/51.jpg', caption: 'Fog < night', credit: null },
  ]);
});

t.test('comments come along, of all depths, in Markdown', async (t) => {
  const draft = await only(
    wxr,
    file(
      item(
        { 'wp:post_date_gmt': '2017-07-07 18:00:00' },
        comment(1, {
          author: 'A &amp; B',
          author_url: 'https://a.example/',
          author_email: 'a@example.org',
          content: 'First\nline\n\n<b>second</b> & <a href="https://x.example/">link</a><script>x</script>',
        }) +
          comment(2, { parent: '1', approved: '0', author: '', author_url: 'javascript:1' }) +
          comment(3, { parent: '2', approved: 'spam', date_gmt: '0000-00-00 00:00:00' }) +
          comment(4, { type: 'pingback' }) +
          comment(5, { parent: '4', approved: 'trash', content: '*no* emphasis' }) +
          comment(6, { parent: '9', content: ' ' }) +
          comment(7, { parent: '6' }) +
          comment(3) +
          comment(8, { parent: '9' }) +
          comment(9, { parent: '8' }) +
          comment(10, { parent: '404' }) +
          comment('', {}) +
          comment(11, { type: 'trackback' }) +
          comment(12, { content: 'x'.repeat(70_000) }),
      ),
    ),
  );
  t.strictSame(
    draft.comments.map(({ key, parentKey, status }) => [key, parentKey, status]),
    [
      ['1', null, 'approved'],
      ['2', '1', 'pending'],
      ['3', '2', 'spam'],
      ['5', null, 'rejected'],
      ['7', '9', 'approved'],
      ['8', null, 'approved'],
      ['9', '8', 'approved'],
      ['10', null, 'approved'],
    ],
    'who answers what is gone answers what that answered; a circle is cut',
  );
  t.match(draft.comments[0], {
    authorName: 'A & B',
    authorUrl: 'https://a.example/',
    authorEmail: 'a@example.org',
    body: 'First\\\nline\n\n**second** & [link](https://x.example/)',
    createdAt: new Date('2017-07-08T10:00:00Z'),
  });
  t.match(draft.comments[1], { authorName: 'Anonymous', authorUrl: null, authorEmail: null });
  t.match(draft.comments[2]?.createdAt, new Date('2017-07-07T18:00:00Z'));
  t.equal(draft.comments[3]?.body, '\\*no\\* emphasis');
  t.strictSame(reasonsOf(draft), [
    '1 comments: pingback',
    '1 comments: no-text',
    '1 comments: duplicate-id',
    '1 comments: not-a-comment',
    '1 comments: trackback',
    '1 comments: too-long',
  ]);
});

t.test('several authors are those of the plugin, by their names where the channel has them', async (t) => {
  const draft = await only(
    wxr,
    file(
      item({ 'dc:creator': 'admin' }, category('cap-kr', 'kr', 'author') + category('cap-x', 'Guest Writer', 'author')),
    ),
  );
  t.strictSame(
    draft.people.map(({ name, key }) => [name, key?.id]),
    [
      ['Kim Roe', 'kr'],
      ['Guest Writer', 'Guest Writer'],
    ],
  );
});

t.test('a post without a number is known by its address; the site by what the file or the caller says', async (t) => {
  const bare = (link: string, about = '') => only(wxr, file(`<item><title>x</title>${link}</item>`, about));
  const { key, status } = await bare('<link>https://old.example/?p=4</link>');
  t.strictSame([key, status], [{ source: 'wordpress:old.example', id: '4' }, 'draft']);
  t.strictSame((await bare('<guid>urn:1</guid>')).key, { source: 'wordpress', id: 'urn:1' });
  const named = await only(wxr, file('<item><title>x</title></item>', ''), { source: 'old-site' });
  t.equal(named.key.source, 'old-site');
  t.match(named.key.id, /^sha256:/);
});

t.test('every version of the format is read, whatever its prefixes and namespaces', async (t) => {
  for (const version of ['1.0', '1.1', '1.2']) t.equal((await only(wxr, file(item(), channel, version))).key.id, '7');
  t.equal((await only(wxr, file(item()).replaceAll('http://wordpress', 'https://wordpress'))).key.id, '7');
  t.equal((await only(wxr, file(item()).replace('xmlns:wp', 'xmlns:w').replaceAll('wp:', 'w:'))).key.id, '7');
  t.equal((await only(wxr, file(item()).replace(/ xmlns:\w+="[^"]*"/g, ''))).key.id, '7', 'nor need they be declared');
});

t.test('what is broken costs what comes behind it, and what is huge or comes twice itself', async (t) => {
  const one = (id: string, body?: string, rest?: string) => item({ 'wp:post_id': id }, rest, body);
  const broken = await readAll(wxr, `${file(one('1') + one('2')).replace('</channel></rss>', '')}<item><title>x</ti`);
  t.strictSame(
    draftsOf(broken).map(({ key }) => key.id),
    ['1', '2'],
  );
  t.match(skippedOf(broken), [/^item 3, line \d+: broken-file$/]);
  const cut = await readAll(wxr, file(item({}, meta('_thumbnail_id', '1')) + one('2')).slice(0, -10));
  t.equal(draftsOf(cut).length, 2, 'what waits is given before');

  const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${file(one('1'))
    .replace('Some text', ']]>&b;<![CDATA[')
    .replace(/^<\?xml[^>]*>/, '')}`;
  t.match(skippedOf(await readAll(wxr, bomb)), [/broken-file$/]);

  const huge = await readAll(
    wxr,
    file(`${one('1')}${one('2', 'x '.repeat(9 * 2 ** 20))}${one('3', 'y'.repeat(1_000_001))}${one('4')}`),
  );
  t.strictSame(
    draftsOf(huge).map(({ key }) => key.id),
    ['1', '4'],
  );
  t.match(skippedOf(huge), [/too-long$/, /too-long$/]);
  const wide = await readAll(wxr, file(one('1', 'x', `<b>${'y'.repeat(900_000)}</b>`.repeat(20)) + one('2')));
  t.match(skippedOf(wide), [/^item 1, line \d+: too-long$/]);

  const twice = await readAll(wxr, file(one('1', 'first') + one('1', 'second')));
  t.equal(draftsOf(twice).length, 1);
  t.match(skippedOf(twice), [/duplicate-id$/]);
  t.match(skippedOf(await readAll(wxr, '<feed/>')), ['file: not-wxr']);
  t.match(skippedOf(await readAll(wxr, '')), [/broken-file$/]);
});

t.test('of too many comments the story keeps those that fit', async (t) => {
  const many = Array.from({ length: 260 }, (_, index) => comment(index + 1, { content: 'x'.repeat(65_000) })).join('');
  const draft = await only(wxr, file(item({}, many)));
  t.ok(draft.comments.length > 200);
  t.match(reasonsOf(draft), [`${260 - draft.comments.length} comments: too-many`]);
});

t.test('whatever is too long or no title is made to fit the desk', async (t) => {
  const draft = await only(
    wxr,
    file(
      item(
        {
          title: '',
          'wp:post_name': 'ü'.repeat(300),
          'excerpt:encoded': 'e '.repeat(3_000),
          'dc:creator': 'n'.repeat(300),
        },
        Array.from({ length: 80 }, (_, index) => category(`t${index}`, `Tag ${index}`, 'post_tag')).join('') +
          category('bad', '|||', 'post_tag'),
        `<p>The first words of it. ${'w '.repeat(200)}</p>`,
      ),
    ),
  );
  t.equal(refusalOf(draft), null);
  t.match(draft.headline, /^The first words of it\. w w/);
  t.equal(draft.tags.length, 50);
  t.match(reasonsOf(draft), [
    'headline: made-from-the-first-words',
    'end of standfirst: too-long',
    '31 tags: too-many',
    /^person n{80}…: too-long$/,
  ]);
  t.match(skippedOf(await readAll(wxr, file(item({ title: ' ' }, '', ' ')))), [/no-text$/]);
});

t.test('the format is told by its root and namespace, not by its name', async (t) => {
  t.ok(wxr.detects(Buffer.from(file('')), null));
  t.notOk(wxr.detects(Buffer.from('<rss version="2.0"><channel/></rss>'), 'export.wordpress.xml'));
  t.notOk(wxr.detects(Buffer.from('<html xmlns:wp="http://wordpress.org/export/1.2/">'), null));
});

t.test('the same file gives the same drafts, however it is cut; a broken one ends well', async (t) => {
  const text = file(
    `${item({ title: 'Grüße 🗞' }, comment(1) + meta('_thumbnail_id', '50') + category('football', 'Football'), 'a\n\n[caption]b[/caption] <!-- wp:x /--> <pre>c</pre>')}${attachment('50')}`,
  );
  const whole = await readAll(wxr, text);
  for (const chunk of [1, 7, 1024]) t.strictSame(await readAll(wxr, text, { chunk }), whole);
  await endsWell(wxr, text);
});

const samples = new URL('../../../../../shared/samples/wxr/', import.meta.url);
const skip = existsSync(samples) ? false : 'the sample files are not here';
const sample = (name: string) => readFileSync(new URL(name, samples));

t.test('the test data of WordPress themes is read whole', { skip }, async (t) => {
  const bytes = sample('theme-test-data-2024.wordpress.xml');
  t.ok(wxr.detects(bytes.subarray(0, 65_536), null));
  const reads = await readAll(wxr, bytes);
  const drafts = draftsOf(reads);
  const reasons = skippedOf(reads).map((one) => one.replace(/^.*: /, ''));
  t.equal(reads.length, 186);
  t.equal(drafts.length, 79, '58 posts and 21 pages');
  t.equal(reasons.filter((reason) => reason === 'nav-menu-item').length, 70);
  t.equal(reasons.filter((reason) => reason === 'attachment').length, 37);
  t.equal(drafts.filter(({ status }) => status === 'published').length, 76);
  t.equal(drafts.flatMap(({ comments }) => comments).length, 29, '33 without two pingbacks and two trackbacks');
  t.equal(drafts.filter(({ leadImage }) => leadImage !== null).length, 6);
  t.strictSame(
    drafts.map(refusalOf).filter((refusal) => refusal !== null),
    [],
  );
  const by = (id: string) => drafts.find(({ key }) => key.id === id);
  t.strictSame(
    by('1152')?.section?.path.map(({ slug }) => slug),
    ['parent', 'child-1', 'child-2'],
  );
  t.strictSame(
    by('1148')
      ?.comments.slice(5, 12)
      .map(({ parentKey }) => parentKey),
    [null, '904', '905', '906', '907', '910', '911'],
  );
  t.match(by('1163')?.leadImage, { url: /triforce-wallpaper\.jpg$/, caption: /dangerous to go alone/ });
  t.match(by('1031')?.body, /<figcaption>Beach at Big Sur, CA<\/figcaption>/);
  t.equal(drafts.filter(({ body }) => /<!-- ?\/?wp:|\[\/?caption/.test(body)).length, 0);
});

t.test('the files of other importers are read', { skip }, async (t) => {
  const [hello, about] = draftsOf(await readAll(wxr, sample('importer-valid-wxr-1.1.xml')));
  t.match(hello, {
    headline: 'Hello world!',
    tags: ['clippable'],
    section: { path: [{ slug: 'alpha' }] },
    key: { id: '1' },
  });
  t.match(hello?.people, [{ name: 'John Doe' }]);
  t.equal(about?.comments.length, 0);
  const isso = draftsOf(await readAll(wxr, sample('isso-wordpress-comments.xml')));
  t.strictSame(
    isso.map(({ key, status, comments }) => [key.source, key.id, status, comments.length]),
    [
      ['wordpress:example.tld', '18', 'published', 7],
      ['wordpress:example.tld', '4', 'draft', 1],
      ['wordpress:example.tld', '6', 'draft', 0],
    ],
  );
});
