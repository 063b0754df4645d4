import fc from 'fast-check';
import t from 'tap';
import { wxr } from '../../../../src/flows/imports/formats/wxr/index.js';
import { sanitizeHtml } from '../../../../src/lib/rich-text/index.js';
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
    {
      url: 'https://daily.example/50-300x200.jpg',
      originalUrl: 'https://daily.example/50.jpg',
      caption: 'Fog. (Photo: A. Berg)',
      credit: 'K. Lund',
    },
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
    'image 404: not-in-the-file',
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
    '<figure><img class="wp-image-50" src="https://daily.example/50.jpg" alt=""><figcaption><cite>K. Lund</cite></figcaption></figure>' +
      '<figure><img class="wp-image-51" src="https://daily.example/51.jpg" alt=""><figcaption>Fog &lt; night</figcaption></figure>',
  );
  t.strictSame(draft?.media, [
    { url: 'https://daily.example/50.jpg', caption: 'K. Lund', credit: 'K. Lund' },
    { url: 'https://daily.example/51.jpg', caption: 'Fog < night', credit: null },
  ]);
});

const child = (id: string, parent: string, rest = '', fields: Record<string, string> = {}): string =>
  attachment(id, rest, { 'wp:post_parent': parent, ...fields });
const sourcesIn = (body = ''): string[] =>
  [...body.matchAll(/src="https:\/\/daily\.example\/([^"]+)"/g)].map(([, name = '']) => name);

t.test('shows the pictures that belong to an article in a gallery that lists none', async (t) => {
  const read = async (shortcode: string, own = '1'): Promise<string[]> => {
    const reads = await readAll(
      wxr,
      file(
        child('48', own) +
          item({ 'wp:post_id': '1' }, '', `Before. ${shortcode} After.`) +
          child('51', own, '', { 'wp:menu_order': '2' }) +
          child('50', own, '', { 'wp:menu_order': '1' }) +
          child('52', own, '', { 'wp:attachment_url': 'https://daily.example/52.pdf' }) +
          child('60', '2'),
      ),
    );
    const [draft] = draftsOf(reads);
    return [...sourcesIn(draft?.body), ...reasonsOf(draft)];
  };
  t.strictSame(await read('[gallery]'), ['48.jpg', '50.jpg', '51.jpg']);
  t.strictSame(await read('[gallery columns="2" order="DESC" exclude="50"]'), ['51.jpg', '48.jpg']);
  t.strictSame(await read('[gallery id="2"]'), ['60.jpg']);
  t.strictSame(await read('[gallery ids="51,48"]'), ['51.jpg', '48.jpg']);
  t.strictSame(await read('[gallery ids="51,99"]'), ['51.jpg', 'image 99: not-in-the-file']);
  t.strictSame(await read('[gallery]', '3'), ['shortcode [gallery]: pictures-not-in-the-file']);
});

t.test('gives each picture of a gallery its caption and credit', async (t) => {
  const reads = await readAll(
    wxr,
    file(
      item({ 'wp:post_id': '1' }, '', '[gallery]') +
        child('50', '1', meta('_media_credit', 'K. Lund'), { 'excerpt:encoded': 'North < gate' }) +
        child('51', '1', '', { 'excerpt:encoded': 'South gate. Photo: A. Berg' }),
    ),
  );
  t.match(draftsOf(reads)[0]?.body, '<figcaption>North &lt; gate <cite>K. Lund</cite></figcaption>');
  t.match(draftsOf(reads)[0]?.body, '<figcaption>South gate. Photo: A. Berg</figcaption>');
});

t.test('links the media of a playlist', async (t) => {
  const track = (id: string, title: string) =>
    child(id, '1', '', { title, 'wp:attachment_url': `https://daily.example/${id}.mp3` });
  const tracks = track('50', 'First') + track('51', 'Second') + child('52', '1');
  for (const [shortcode, expected] of [
    ['[playlist]', ['First', 'Second']],
    ['[playlist ids="51"]', ['Second']],
  ] as const) {
    const reads = await readAll(wxr, file(item({ 'wp:post_id': '1' }, '', shortcode) + tracks));
    const body = draftsOf(reads)[0]?.body ?? '';
    t.strictSame(
      [...body.matchAll(/<audio src="https:\/\/daily\.example\/5\d\.mp3" title="(\w+)">/g)].map(([, title]) => title),
      expected,
    );
  }
  t.strictSame(reasonsOf(await only(wxr, file(item({}, '', '[playlist type="video"]')))), [
    'shortcode [playlist]: media-not-in-the-file',
  ]);
});

t.test('says that a medium is kept as a reference only if the body links to it', async (t) => {
  for (const html of [
    '<iframe src="https://video.example/1?a=1&amp;b=2"></iframe>',
    '<object data="https://video.example/1?a=1&amp;b=2"></object>',
    '<figure><iframe src="https://video.example/1?a=1&amp;b=2"></iframe><figcaption>Clip</figcaption></figure>',
  ]) {
    const draft = await only(wxr, file(item({}, '', `<p>Text.</p>${html}`)));
    t.match(draft.body, '<a href="https://video.example/1?a=1&amp;b=2">', html);
    t.match(reasonsOf(draft), [/^\w+ https:.*: kept-as-a-reference$/], html);
  }
  const lost = await only(wxr, file(item({}, '', '<p>Text.</p><iframe srcdoc="x"></iframe>')));
  t.strictSame(reasonsOf(lost), ['iframe: no-place-for-it']);
});

t.test('keeps embeds of known providers, and files of video and audio', async (t) => {
  const figure =
    '<figure data-embed="youtube"><a href="https://www.youtube.com/watch?v=abcdefghijk">https://www.youtube.com/watch?v=abcdefghijk</a></figure>';
  for (const html of [
    '[youtube=https://youtu.be/abcdefghijk]',
    '[embed]https://www.youtube.com/watch?v=abcdefghijk[/embed]',
    'Text.\n\nhttps://youtu.be/abcdefghijk\n\nMore.',
    '<iframe src="https://www.youtube.com/embed/abcdefghijk" title="https://www.youtube.com/watch?v=abcdefghijk"></iframe>',
    '<figure class="wp-block-embed is-provider-youtube"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/abcdefghijk\n</div></figure>',
  ]) {
    const draft = await only(wxr, file(item({}, '', html)));
    t.match(sanitizeHtml(draft.body), figure, html);
    t.same(reasonsOf(draft), [], html);
  }
  const video = await only(wxr, file(item({}, '', '<video><source src="https://video.example/1.mp4"></video>')));
  t.match(sanitizeHtml(video.body), '<figure data-embed="video"><a href="https://video.example/1.mp4">');
  t.same(reasonsOf(video), []);
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

t.test('turns the shortcodes of audio and video files into embeds', async (t) => {
  for (const [shortcode, kind, url] of [
    ['[audio mp3="https://x.example/a.mp3"][/audio]', 'audio', 'https://x.example/a.mp3'],
    ['[audio src="https://x.example/a.ogg"]', 'audio', 'https://x.example/a.ogg'],
    ['[video width="640" mp4="https://x.example/a.mp4"][/video]', 'video', 'https://x.example/a.mp4'],
  ] as const) {
    const body = await bodyOf(`<p>Before.</p>${shortcode}<p>After.</p>`);
    t.ok(body.includes(`<figure><${kind} src="${url}"`), shortcode);
  }
});
