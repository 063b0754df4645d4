import fc from 'fast-check';
import t from 'tap';
import { wxr } from '../../../../src/flows/imports/formats/wxr/index.js';
import { draftsOf, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';
import { attachment, file, item, meta } from './fixtures/wxr.js';

const bodyOf = async (body: string): Promise<string> => (await only(wxr, file(item({}, '', body)))).body;

t.test('reads the media of a body with captions and credits', async (t) => {
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

t.test('splits paragraphs at empty lines, except in blocks and in pre', async (t) => {
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

t.test('removes the marks of the block editor, and reports blocks that the site renders', async (t) => {
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

t.test('replaces or drops shortcodes, with a note, and keeps words in brackets', async (t) => {
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

t.test('inserts the pictures of a gallery, even if they come later in the file', async (t) => {
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

t.test('takes the lead picture from an attachment before or after the article, with its credit', async (t) => {
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
    'an article waits for its picture, at most until the end',
  );
  t.strictSame(reasonsOf(drafts.at(-1)), ['image 404: not-in-the-file']);
  t.equal(skippedOf(reads).length, 3);
});

t.test('limits the number of articles that wait for attachments', async (t) => {
  const stories = Array.from({ length: 700 }, (_, index) =>
    item({ 'wp:post_id': String(index + 1) }, meta('_thumbnail_id', String(10_000 + index))),
  );
  const reads = await readAll(wxr, file(stories.join('')));
  t.strictSame(
    draftsOf(reads).map(({ key }) => Number(key.id)),
    Array.from({ length: 700 }, (_, index) => index + 1),
  );
});

t.test('terminates in linear time on any body', async (t) => {
  const words = [
    '<p>',
    '</p>',
    '<pre>',
    '<div\n',
    '[caption]',
    '[/caption]',
    '[x a="',
    '"]',
    '[[',
    ']]',
    '<!--',
    '-->',
    '<!-- wp:x /-->',
  ];
  const more = [
    '\n\n',
    '\n',
    ' ',
    'word',
    '<figure>',
    '<figcaption>',
    '<img src="https://a.example/1.jpg',
    '">',
    '[gallery ids="5"]',
    '&',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...words, ...more), { maxLength: 40 }), async (parts) => {
      const body = parts.join('').replaceAll(']]>', '');
      const drafts = draftsOf(await readAll(wxr, file(item({}, '', body))));
      return drafts.length === 1 && drafts.every((draft) => refusalOf(draft) === null);
    }),
    { numRuns: 500 },
  );
  for (const part of [...words, ...more, '\n ', '<a ']) {
    const started = performance.now();
    await readAll(wxr, file(item({}, '', part.repeat(Math.floor(300_000 / part.length)).replaceAll(']]>', ''))));
    t.ok(performance.now() - started < 20_000, part);
  }
});
