import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { sanitizeHtml } from '../../../../src/lib/rich-text/index.js';
import { only, reasonsOf } from './fixtures/reading.js';

const paragraph = (words: string): string =>
  `<p>${`${words} sails at nine in the evening from the old pier. `.repeat(5)}</p>`;

const pageOf = (content: string, { before = '', after = '' } = {}): string =>
  `<!doctype html><html lang="en"><head><title>Night ferry sails again</title><link rel="canonical" href="https://quay.example/ferry"></head><body>${before}<article><h1>Night ferry sails again</h1><p class="byline">By Ann Porter</p>${paragraph('The ferry')}${content}${paragraph('The ship')}</article>${after}</body></html>`;

const frame = (address: string, attributes = ''): string => `<iframe src="${address}" ${attributes}></iframe>`;

/** Returns the body of the only article of a page, as it is stored. */
const read = async (page: string) => {
  const draft = await only(htmlPage, page);
  return { body: sanitizeHtml(draft.body), reasons: reasonsOf(draft) };
};

t.test('keeps the embeds of known providers within the text of a page', async (t) => {
  for (const [what, html, provider, address] of [
    [
      'YouTube',
      frame('https://www.youtube.com/embed/dQw4w9WgXcQ'),
      'youtube',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    ],
    ['Vimeo', frame('//player.vimeo.com/video/76979871'), 'vimeo', 'https://vimeo.com/76979871'],
    [
      'Datawrapper',
      frame('https://datawrapper.dwcdn.net/aBcDe/3/'),
      'datawrapper',
      'https://datawrapper.dwcdn.net/aBcDe/',
    ],
    [
      'a frame that a script loads',
      '<iframe data-src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
      'youtube',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    ],
    [
      'amp-youtube',
      '<amp-youtube data-videoid="dQw4w9WgXcQ" width="480" height="270"></amp-youtube>',
      'youtube',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    ],
    ['amp-twitter', '<amp-twitter data-tweetid="12345"></amp-twitter>', 'x', 'https://x.com/i/status/12345'],
    [
      'amp-instagram',
      '<amp-instagram data-shortcode="fBwFPbBc"></amp-instagram>',
      'instagram',
      'https://www.instagram.com/p/fBwFPbBc/',
    ],
    [
      'amp-facebook',
      '<amp-facebook data-href="https://www.facebook.com/quay/posts/123"></amp-facebook>',
      'facebook',
      'https://www.facebook.com/quay/posts/123',
    ],
    [
      'amp-iframe',
      '<amp-iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"><p placeholder>Wait</p></amp-iframe>',
      'youtube',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    ],
  ] as const) {
    for (const wrap of [
      (one: string) => `<figure>${one}<figcaption>Seen from the pier.</figcaption></figure>`,
      (one: string) => `<div class="video">${one}</div>`,
      (one: string) => `<p>${one}</p>`,
    ]) {
      const { body, reasons } = await read(pageOf(wrap(html)));
      t.match(body, `<figure data-embed="${provider}"><a href="${address}">`, `${what}: ${wrap('')}`);
      if (wrap('').includes('figcaption')) t.match(body, '<figcaption>Seen from the pier.</figcaption></figure>', what);
      t.strictSame(
        reasons.filter((one) => one.includes('frame') || one.includes('embed')),
        [],
        what,
      );
    }
  }
});

t.test('keeps the title of a frame, and replaces other frames of the text by links', async (t) => {
  const titled = await read(
    pageOf(`<figure>${frame('https://www.youtube.com/embed/dQw4w9WgXcQ', 'title="The film"')}</figure>`),
  );
  t.match(titled.body, '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">The film</a>');
  const unknown = await read(
    pageOf(`<figure>${frame('/maps/tides.html')}<figcaption>The tides.</figcaption></figure>`),
  );
  t.match(unknown.body, '<a href="https://quay.example/maps/tides.html">');
  t.match(unknown.body, '<figcaption>The tides.</figcaption>');
  t.ok(
    unknown.reasons.some(
      (one) => one.includes('https://quay.example/maps/tides.html') && one.endsWith('kept-as-a-reference'),
    ),
  );
});

t.test('keeps quoted posts of known providers within the text of a page', async (t) => {
  const post = (id: number) =>
    `<blockquote class="twitter-tweet"><p lang="en" dir="ltr">The ferry number ${id} is late again.</p>&mdash; Ann (@ann) <a href="https://twitter.com/ann/status/${id}?ref_src=twsrc">May 3, 2024</a></blockquote>`;
  const bare = '<blockquote class="twitter-tweet"><a href="https://twitter.com/ann/status/9"></a></blockquote>';
  const clip =
    '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@quay/video/6718335390845095173"><section><a href="https://www.tiktok.com/@quay">@quay</a></section></blockquote>';
  const wrappers = ['', 'embed', 'social-embed', 'social', 'wp-block-embed__wrapper', 'related'];
  const content = wrappers
    .map((name, index) => `<div class="${name}">${post(100 + index)}</div>${paragraph(`Ship ${index}`)}`)
    .join('');
  // Readability makes paragraphs of lines, so it also cleans pages with line breaks.
  for (const lines of ['', '<p>One line<br>and another one</p>']) {
    const html = pageOf(
      `${content}${lines}${clip}${paragraph('The boat')}<figure class="embed"><div>${bare}</div></figure>`,
    );
    for (const page of [html, html.replace('<article>', '<div>').replace('</article>', '</div>')]) {
      const { body, reasons } = await read(page);
      for (const index of wrappers.keys())
        t.match(body, `<figure data-embed="x"><a href="https://x.com/ann/status/${100 + index}">The ferry number`);
      t.match(body, '<figure data-embed="x"><a href="https://x.com/ann/status/9">');
      t.match(body, '<figure data-embed="tiktok"><a href="https://www.tiktok.com/@quay/video/6718335390845095173">');
      t.notMatch(reasons.join(), /ferry number/);
    }
  }
  const { body } = await read(pageOf('', { after: `<div class="social"><h4>Posts</h4>${post(1)}${post(2)}</div>` }));
  t.notMatch(body, /status/, 'posts beside the article stay out');
});

t.test('resolves the addresses of a page against the address from which it was saved', async (t) => {
  const html = pageOf(`<figure>${frame('/maps/tides.html')}</figure><p><a href="tides">Tides</a> at the pier.</p>`);
  const bare = html.replace(/<link rel="canonical"[^>]*>/, '');
  const saved = bare.replace('<html', '<!-- saved from url=(0026)https://quay.example/a/b -->\n<html');
  const { body } = await read(saved);
  t.match(body, '<a href="https://quay.example/maps/tides.html">');
  t.match(body, '<a href="https://quay.example/a/tides">');
  const alone = await read(bare);
  t.ok(alone.reasons.includes('1 <iframe> "/maps/tides.html": embedded-page'), alone.reasons.join());
});

t.test('shows the address of a frame without its parameters', async (t) => {
  const address = 'https://tides.example/embed/kiel?key=bdknf2rinbhwvdksm6zbmhf3twrv4oih&src=quay';
  const { body } = await read(pageOf(`<figure>${frame(address.replace('&', '&amp;'))}</figure>`));
  t.match(body, `<a href="${address.replace('&', '&amp;')}">https://tides.example/embed/kiel</a>`);
});

t.test('keeps frames beside paragraphs of a page without an article element', async (t) => {
  const html = pageOf(`<figure>${frame('https://player.vimeo.com/video/76979871')}</figure>`)
    .replace('<article>', '<div class="story">')
    .replace('</article>', '</div>');
  t.match((await read(html)).body, '<figure data-embed="vimeo">');
});

t.test('keeps the frames of an export of Medium', async (t) => {
  const html = `<!DOCTYPE html><html><head><title>Night ferry</title></head><body><article class="h-entry"><header><h1 class="p-name">Night ferry</h1></header><section data-field="body" class="e-content"><section class="section"><div class="section-inner">${paragraph('The ferry')}<figure class="graf graf--figure graf--iframe"><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed" width="700" height="393" frameborder="0"></iframe></figure>${paragraph('The ship')}</div></section></section><footer><p>By <a class="p-author h-card" href="https://medium.com/@ann">Ann Porter</a> on <a href="https://medium.com/p/1"><time class="dt-published" datetime="2024-11-03T10:00:00.000Z">November 3, 2024</time></a>.</p><p>Exported from <a href="https://medium.com">Medium</a> on November 4, 2024.</p></footer></article></body></html>`;
  const { body } = await read(html);
  t.match(body, '<figure data-embed="youtube"><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">');
});

t.test('leaves out frames of advertising, counters and widgets, and says where they were from', async (t) => {
  const inText = [
    frame('https://tpc.googlesyndication.com/safeframe/1.html?id=5'),
    frame('https://count.example/pixel', 'width="1" height="1"'),
    frame('https://hidden.example/page', 'style="display:none"'),
    frame('https://www.facebook.com/v2.0/plugins/like.php?href=https://quay.example/'),
  ];
  const { body, reasons } = await read(
    pageOf(`<figure>${inText[0]}</figure>${inText.slice(1).join('')}`, {
      after: `<div class="weather">${frame('https://weather.example/kiel')}</div>`,
    }),
  );
  t.notMatch(body, /<figure|<a /);
  for (const address of [
    'https://tpc.googlesyndication.com/safeframe/1.html',
    'https://count.example/pixel',
    'https://hidden.example/page',
    'https://weather.example/kiel',
  ])
    t.ok(reasons.includes(`1 <iframe> "${address}": embedded-page`), address);
});

t.test('keeps a frame in the figure of the first picture', async (t) => {
  const { body } = await read(
    pageOf(`<figure><img src="/a.jpg" alt="A ship">${frame('https://player.vimeo.com/video/76979871')}</figure>`),
  );
  t.match(body, 'https://vimeo.com/76979871');
});

t.test('shows the lazy images of a page once, and reports players of AMP that no article can show', async (t) => {
  const { body, reasons } = await read(
    pageOf(
      '<img src="/lead.jpg" alt="A pier"><p><img src="/img/placeholder.gif" data-srcset="/s1.jpg 300w, /s2.jpg 900w" alt="A ship"></p><amp-img src="/real.jpg" alt="Kiel"><amp-img placeholder src="/blur.jpg"></amp-img></amp-img><amp-brightcove data-account="1" data-video-id="2"></amp-brightcove>',
    ),
  );
  t.strictSame(
    [...body.matchAll(/<img src="([^"]*)"/g)].map(([, src]) => src),
    ['https://quay.example/s2.jpg', 'https://quay.example/real.jpg'],
  );
  t.ok(reasons.includes('amp-brightcove: unknown-embed'));
});
