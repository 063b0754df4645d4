import t from 'tap';
import { htmlToMarkdown, markdownToHtml, sanitizeHtml, sanitizeWithText } from '../../src/lib/rich-text/index.js';

const frames: [string, string, string][] = [
  [
    'https://www.youtube.com/embed/dQw4w9WgXcQ?start=30&amp;rel=0',
    'youtube',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=30',
  ],
  ['//www.youtube-nocookie.com/embed/dQw4w9WgXcQ', 'youtube', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'],
  ['https://www.youtube.com/embed/videoseries?list=PL0123', 'youtube', 'https://www.youtube.com/playlist?list=PL0123'],
  ['https://player.vimeo.com/video/76979871?h=8272103f6e', 'vimeo', 'https://vimeo.com/76979871/8272103f6e'],
  ['https://platform.twitter.com/embed/Tweet.html?id=123', 'x', 'https://x.com/i/status/123'],
  ['https://www.instagram.com/p/CxYzabcde/embed/captioned/', 'instagram', 'https://www.instagram.com/p/CxYzabcde/'],
  ['https://www.tiktok.com/embed/v2/7123456789', 'tiktok', 'https://www.tiktok.com/@/video/7123456789'],
  [
    'https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fnasa%2Fposts%2F123',
    'facebook',
    'https://www.facebook.com/nasa/posts/123',
  ],
  [
    'https://embed.bsky.app/embed/did:plc:abc/app.bsky.feed.post/3kabc',
    'bluesky',
    'https://bsky.app/profile/did:plc:abc/post/3kabc',
  ],
  [
    'https://mastodon.social/@Gargron/109999999999999999/embed',
    'mastodon',
    'https://mastodon.social/@Gargron/109999999999999999',
  ],
  [
    'https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk',
    'spotify',
    'https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk',
  ],
  [
    'https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/293',
    'soundcloud',
    'https://api.soundcloud.com/tracks/293',
  ],
  ['https://datawrapper.dwcdn.net/abcde/12/', 'datawrapper', 'https://datawrapper.dwcdn.net/abcde/'],
  ['https://flo.uri.sh/visualisation/1234/embed', 'flourish', 'https://public.flourish.studio/visualisation/1234/'],
  ['https://www.google.com/maps/embed?pb=!1m18', 'google-maps', 'https://www.google.com/maps/embed?pb=!1m18'],
];

const figure = (provider: string, url: string, title = url, more = '') =>
  `<figure data-embed="${provider}"><a href="${escapeHtml(url)}">${escapeHtml(title)}</a>${more}</figure>`;
const escapeHtml = (text: string) => text.replaceAll('&', '&amp;');

t.test('makes a figure of a frame of each known provider, which survives Markdown and sanitising', async (t) => {
  for (const [src, provider, url] of frames) {
    const { html, droppedParts } = sanitizeWithText(
      `<p>a</p>\n<iframe width="1" src="${src}" title="T &amp; U"></iframe>\n<p>b</p>`,
    );
    t.equal(html, `<p>a</p>\n${figure(provider, url, 'T & U')}\n<p>b</p>`, src);
    t.same(droppedParts, []);
    t.equal(sanitizeHtml(html), html);
    t.equal(markdownToHtml(htmlToMarkdown(html)), html);
    t.equal(
      sanitizeHtml(`<iframe src="${escapeHtml(url)}"></iframe>`),
      figure(provider, url),
      'recognises its own address',
    );
  }
});

t.test('makes a figure of the quotes, players and files that embed codes contain', async (t) => {
  const codes: [string, string][] = [
    [
      '<blockquote class="twitter-tweet"><p lang="en">Hello <a href="https://t.co/x">t</a></p>&mdash; A <a href="https://twitter.com/a/status/123?ref=1">July 1</a></blockquote> <script async src="https://platform.twitter.com/widgets.js"></script>',
      figure('x', 'https://x.com/a/status/123', 'Hello t — A July 1'),
    ],
    [
      '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/reel/CxYzabcde/?utm=1">View</blockquote>',
      figure('instagram', 'https://www.instagram.com/reel/CxYzabcde/', 'View'),
    ],
    [
      '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a.b/video/7123"><section>Clip</section></blockquote>',
      figure('tiktok', 'https://www.tiktok.com/@a.b/video/7123', 'Clip'),
    ],
    [
      '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc/app.bsky.feed.post/3kabc">Post</blockquote>',
      figure('bluesky', 'https://bsky.app/profile/did:plc:abc/post/3kabc', 'Post'),
    ],
    [
      '<div class="flourish-embed" data-src="visualisation/12"></div>',
      figure('flourish', 'https://public.flourish.studio/visualisation/12/'),
    ],
    [
      '<figure class="wp-block-embed"><div><iframe src="https://player.vimeo.com/video/12"></iframe></div><figcaption>A <b>c</b></figcaption></figure>',
      figure('vimeo', 'https://vimeo.com/12', 'https://vimeo.com/12', '<figcaption>A <b>c</b></figcaption>'),
    ],
    [
      '<video controls><source src="https://x.example/a.mp4"><p>Old browser</p></video>',
      figure('video', 'https://x.example/a.mp4'),
    ],
    ['<audio src="/pod.mp3" title="Pod"></audio>', figure('audio', '/pod.mp3', 'Pod')],
    [
      '<p>x <b>y<iframe src="//vimeo.com/12"></iframe></b></p>',
      `<p>x <b>y</b></p>${figure('vimeo', 'https://vimeo.com/12')}`,
    ],
    [
      '<object><embed src="https://www.youtube.com/v/dQw4w9WgXcQ"></object>',
      figure('youtube', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'),
    ],
  ];
  for (const [code, expected] of codes) {
    const { html, droppedParts } = sanitizeWithText(code);
    t.equal(html.trim(), expected);
    t.same(droppedParts, [], code);
    t.equal(sanitizeHtml(html), html);
  }
});

t.test('accepts no foreign page as an embed, and says what was left out', async (t) => {
  const cases: [string, string, object[]][] = [
    [
      '<iframe src="https://evil.example/x"></iframe>',
      '',
      [{ what: 'iframe "https://evil.example/x"', reason: 'unknown-embed' }],
    ],
    ['<iframe srcdoc="<p>x"></iframe>', '', [{ what: 'iframe', reason: 'unknown-embed' }]],
    [
      '<iframe src="https://www.youtube.com.evil.example/embed/dQw4w9WgXcQ"></iframe>',
      '',
      [{ reason: 'unknown-embed' }],
    ],
    ['<iframe src="https://www.youtube.com/redirect?q=x"></iframe>', '', [{ reason: 'unknown-embed' }]],
    ['<iframe src="javascript:alert(1)//https://vimeo.com/1"></iframe>', '', [{ reason: 'unknown-embed' }]],
    [
      '<video src="http://x.example/a.mp4"></video>',
      '',
      [{ what: 'video "http://x.example/a.mp4"', reason: 'unknown-embed' }],
    ],
    ['<video src="//x.example:8/a.mp4"></video><audio></audio>', '', [{ reason: 'unknown-embed' }, { what: 'audio' }]],
    [
      '<script>x</script><svg></svg><style>b</style>',
      '',
      [{ what: 'script' }, { what: 'svg' }, { what: 'style', reason: 'unsupported-element' }],
    ],
    [
      '<img src="data:x"><a href="javascript:x">l</a>',
      '<a>l</a>',
      [
        { what: 'image "data:x"', reason: 'not-a-web-address' },
        { what: 'link "javascript:x"', reason: 'not-a-web-address' },
      ],
    ],
    [
      '<figure data-embed="vimeo"><a href="https://evil.example/">t</a></figure>',
      '<figure><a href="https://evil.example/">t</a></figure>',
      [],
    ],
    [
      '<figure data-embed="evil"><a href="https://vimeo.com/1">t</a></figure>',
      '<figure><a href="https://vimeo.com/1">t</a></figure>',
      [],
    ],
    [
      '<p>a <a href="/b">c</a> <img src="/d.png" alt=""></p>',
      '<p>a <a href="/b">c</a> <img src="/d.png" alt=""></p>',
      [],
    ],
  ];
  for (const [source, expected, dropped] of cases) {
    const body = sanitizeWithText(source);
    t.equal(body.html.trim(), expected, source);
    t.match(body.droppedParts, dropped, source);
    t.equal(body.droppedParts.length, dropped.length, source);
  }
  const many = Array.from({ length: 60 }, (_, index) => `<iframe src="https://e.example/${index}"></iframe>`);
  t.equal(
    sanitizeWithText([...many, ...many].join('')).droppedParts.length,
    50,
    'lists each part once, and at most 50',
  );
});
