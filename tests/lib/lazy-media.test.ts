import fc from 'fast-check';
import t from 'tap';
import { sanitizeHtml, sanitizeWithText } from '../../src/lib/rich-text/index.js';

const droppedOf = (html: string): string[] => sanitizeWithText(html).droppedParts.map(({ what }) => what);

t.test('shows the images that a page loads by a script', async (t) => {
  const image = '<img src="https://a.example/1.jpg" alt="One">';
  for (const [what, html] of [
    ['a placeholder', `<img src="data:image/gif;base64,R0"><noscript>${image}</noscript>`],
    ['no placeholder', `<noscript>${image}</noscript>`],
    ['the same image twice', `${image}<noscript>${image}</noscript>`],
    ['the address in an attribute', '<img src="/grey.gif" data-src="https://a.example/1.jpg" alt="One">'],
    ['both', `<img src="/grey.gif" data-lazy-src="https://a.example/1.jpg" alt="One"><noscript>${image}</noscript>`],
    ['AMP', `<amp-img src="https://a.example/1.jpg" alt="One" layout="fill"><noscript>${image}</noscript></amp-img>`],
  ] as const) {
    t.equal(sanitizeHtml(html), image, what);
    t.strictSame(droppedOf(html), [], what);
  }
});

t.test('takes the widest image of a set if the image has no other address', async (t) => {
  const set = 'https://a.example/w_300,h_2/1.jpg 300w, https://a.example/w_900,h_2/1.jpg 900w';
  const widest = '<img src="https://a.example/w_900,h_2/1.jpg" alt="One">';
  for (const [what, html] of [
    ['a placeholder in the text', `<img src="data:image/gif;base64,R0" data-srcset="${set}" alt="One">`],
    ['a placeholder in a file', `<img src="/img/placeholder.gif" data-srcset="${set}" alt="One">`],
    ['no other address', `<img srcset="${set}" alt="One">`],
    ['no white space after a comma', `<img srcset="${set.replace(', ', ',')}" alt="One">`],
    ['the widest first', `<img srcset="${set.split(', ').reverse().join(', ')}" alt="One">`],
    ['a set for script', `<img src="/grey.gif" data-lazy-srcset="${set}" alt="One">`],
    [
      'the same image for browsers without scripts',
      `<img src="data:image/gif;base64,R0" data-srcset="${set}" alt="One"><noscript><img src="https://a.example/w_300,h_2/1.jpg"></noscript>`,
    ],
  ] as const) {
    t.equal(sanitizeHtml(html), widest, what);
    t.strictSame(droppedOf(html), [], what);
  }
  t.equal(sanitizeHtml('<img srcset="/1.jpg, /2.jpg 2x">'), '<img src="/2.jpg">');
  t.equal(sanitizeHtml('<img src="/0.jpg" srcset="/1.jpg, /2.jpg 2x">'), '<img src="/0.jpg">');
  t.equal(sanitizeHtml(`<img srcset="${'a,'.repeat(50_000)}">`).length < 50_000, true);
});

t.test('keeps the alternative text that only the image in noscript has', async (t) => {
  for (const html of [
    '<img class="lazy" data-src="/real.jpg"><noscript><img src="/real.jpg" alt="Real"></noscript>',
    '<img src="/real.jpg" alt=""><p>Text</p><noscript><img src="/real.jpg" alt="Real"></noscript>',
    '<noscript><img src="/real.jpg"></noscript><noscript><img src="/real.jpg" alt="Real"></noscript>',
    '<amp-img src="/real.jpg"><noscript><img src="/real.jpg" alt="Real"></noscript></amp-img>',
  ])
    t.equal(sanitizeHtml(html).replace('<p>Text</p>', ''), '<img src="/real.jpg" alt="Real">', html);
  t.equal(
    sanitizeHtml('<img data-src="/real.jpg" alt="Own"><noscript><img src="/real.jpg" alt="Real"></noscript>'),
    '<img src="/real.jpg" alt="Own">',
  );
});

t.test('shows no image that an AMP page shows only in place of another', async (t) => {
  for (const kind of ['placeholder', 'fallback'])
    t.equal(
      sanitizeHtml(`<amp-img src="/real.jpg" alt="One"><amp-img ${kind} src="/blur.jpg"></amp-img></amp-img>`),
      '<img src="/real.jpg" alt="One">',
    );
});

t.test('keeps the videos and frames of AMP pages', async (t) => {
  for (const [html, embed] of [
    ['<amp-video src="https://a.example/v.mp4" title="V"><div fallback>No</div></amp-video>', 'video'],
    ['<amp-youtube data-videoid="abcdefghijk"></amp-youtube>', 'youtube'],
    ['<amp-twitter data-tweetid="12345"></amp-twitter>', 'x'],
    [
      '<amp-iframe src="https://www.youtube.com/embed/abcdefghijk"><amp-img src="/p.png"></amp-img></amp-iframe>',
      'youtube',
    ],
  ] as const) {
    const body = sanitizeHtml(`${html}<p>After</p>`);
    t.match(
      body,
      new RegExp(`^<figure data-embed="${embed}"><a href="https://[^"]+">[^<]*</a></figure><p>After</p>$`),
      html,
    );
    t.strictSame(droppedOf(html), [], html);
  }
});

t.test('lists what it leaves out of noscript and AMP', async (t) => {
  t.strictSame(droppedOf('<amp-iframe src="https://unknown.example/1"></amp-iframe>'), [
    'iframe "https://unknown.example/1"',
  ]);
  t.strictSame(droppedOf('<amp-player src="https://unknown.example/1"></amp-player>'), [
    'amp-player "https://unknown.example/1"',
  ]);
  t.strictSame(droppedOf('<amp-brightcove data-account="1" data-video-id="2"></amp-brightcove>'), ['amp-brightcove']);
  t.strictSame(droppedOf('<amp-youtube data-videoid="a b"></amp-youtube>'), ['amp-youtube']);
  t.strictSame(droppedOf('<noscript>Turn on JavaScript.</noscript>'), ['noscript']);
  const pixel = '<noscript><img width="1" height="1" src="https://count.example/p"></noscript>';
  t.equal(sanitizeHtml(pixel), '');
  t.strictSame(droppedOf(pixel), ['noscript "https://count.example/p"']);
  t.strictSame(droppedOf('<noscript> </noscript><amp-analytics src="https://count.example"></amp-analytics>'), []);
});

t.test('takes no tags from comments and scripts', async (t) => {
  t.equal(sanitizeHtml('<!-- <noscript> --><p>Text</p><img data-src="/a.jpg">'), '<p>Text</p><img src="/a.jpg">');
  t.equal(
    sanitizeHtml('<script>"<noscript>"</script><p>Text</p><img data-src="/a.jpg">'),
    '<p>Text</p><img src="/a.jpg">',
  );
});

t.test('changes nothing when its result is sanitised again', async () => {
  const part = fc.constantFrom(
    ...[
      '<noscript>',
      '</noscript>',
      '<img src="/a">',
      '<img data-src="/b" alt=\'"\'>',
      '<amp-img src=/c>',
      '</amp-img>',
      '<p>',
    ],
    ...[
      '<amp-iframe src=x>',
      '</amp-iframe>',
      '<!--',
      '-->',
      'text',
      '<script>',
      '</script>',
      '<amp-video src="/v.mp4">',
    ],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const body = sanitizeHtml(parts.join(''));
      return sanitizeHtml(body) === body && !/<(?:script|noscript|amp-)|data-src/.test(body);
    }),
  );
});

t.test('reads hostile images in linear time', async (t) => {
  for (const part of [
    '<noscript>',
    '<noscript><img ',
    '<amp-img ',
    '<amp-iframe src=a>',
    '<img data-src',
    '<!--<noscript>',
  ]) {
    const start = performance.now();
    sanitizeHtml(`<noscript>${part.repeat(500_000 / part.length)}`);
    t.ok(performance.now() - start < 5_000, part);
  }
});
