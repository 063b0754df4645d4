import fc from 'fast-check';
import t from 'tap';
import {
  commentMarkdownToHtml,
  htmlToMarkdown,
  htmlToText,
  markdownToHtml,
  sanitizeHtml,
} from '../../src/lib/rich-text/index.js';

const attacks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<a href=" javascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<iframe src="https://evil.example"></iframe>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<div id="__proto__" name="cookie">x</div>',
  '<base href="https://evil.example"><meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<template><script>alert(1)</script></template>',
  '<x onclick=alert(1)>y</x>',
  '<object data="x"></object><embed src="x">',
  '<p onmouseover="alert(1)">x',
];

const dangerous =
  /<(script|style|svg|math|iframe|object|embed|form|base|meta|template|noscript)\b|\son\w+\s*=|javascript:|data:|\sstyle=|\sid=(?!"user-content-)|\sname=/i;

t.test('removes active content, alone or nested', async (t) => {
  for (const attack of attacks) {
    for (const html of [attack, `<p>${attack}</p>`, `<table><td>${attack}`, `<b><i>${attack}</b></i>`]) {
      const safe = sanitizeHtml(html);
      t.notMatch(safe.replace(/<img[^>]*title="[^"]*"[^>]*>/g, ''), dangerous, html);
      t.notMatch(
        commentMarkdownToHtml(html).replace(/&[#\w]+;[^<]*/g, ''),
        /<(?!\/?(p|br|em|strong|a|blockquote|code|pre|ul|ol|li)\b)/,
        html,
      );
    }
  }
});

t.test('leaves clean HTML unchanged, so that sanitising twice is the same as once', async (t) => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...attacks,
      '<p>',
      '</p>',
      '<ul><li>',
      '<table><tr><td>',
      '<h2>',
      '&amp;',
      '&lt;',
      '<br>',
      '</b>',
      '<a href="/x">',
    ),
    fc.string({ maxLength: 10 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const once = sanitizeHtml(pieces.join(''));
      return sanitizeHtml(once) === once;
    }),
    { seed: 1, numRuns: 300 },
  );
  const article =
    '<h2>Title</h2><p>Some <strong>bold</strong> and <em>soft</em> words, <a href="https://example.org/">a link</a>.</p><blockquote><p>Said.</p></blockquote><ul><li>one</li></ul>';
  t.equal(sanitizeHtml(article), article);
});

t.test('converts Markdown to safe HTML, and HTML to readable Markdown and text', async (t) => {
  t.match(
    markdownToHtml('## A\n\nb **c** ~~d~~\n\n| x |\n|---|\n| y |'),
    /<h2>A<\/h2>[\s\S]*<strong>c<\/strong>[\s\S]*<table>/,
  );
  t.notMatch(markdownToHtml('[x](javascript:alert(1)) <script>alert(1)</script>'), /javascript|<script/);
  t.equal(htmlToText('<h2>A</h2><p>b <b>c</b><br>d</p><ul><li>e</li></ul><script>f</script>'), 'A\n\nb c\nd\n\ne');
  t.match(htmlToMarkdown('<h2>A</h2><p>b <strong>c</strong></p>'), /^## A\n\nb \*\*c\*\*/);
  t.match(commentMarkdownToHtml('see <b>this</b> [x](https://example.org/)'), /&lt;b|&#x3C;b/);
  t.match(commentMarkdownToHtml('[x](https://example.org/)'), /rel="nofollow ugc noopener"/);
});

t.test('handles hostile sizes in bounded time without overflowing the stack', async (t) => {
  for (const open of [
    '<div>',
    '<b>',
    '<blockquote>',
    '<ul><li>',
    '<table><tr><td>',
    '<a href=x>',
    '<p><b>',
    '[',
    '> ',
    '*a ',
    '![](',
    '`',
    '- ',
  ]) {
    const html = open.repeat(Math.floor(100_000 / open.length));
    const started = process.cpuUsage().user;
    sanitizeHtml(html);
    markdownToHtml(html);
    htmlToText(html);
    commentMarkdownToHtml(html.slice(0, 5_000));
    t.ok((process.cpuUsage().user - started) / 1e6 < 20, open);
  }
});

t.test('keeps inline elements in place in lists, quotes and text without a block', async (t) => {
  const cases: [html: string, markdown: string][] = [
    ['<ul><li>H<sub>2</sub>O</li><li>Two</li></ul>', '- H<sub>2</sub>O\n- Two\n'],
    ['<ol><li><sub>2</sub> first</li></ol>', '1. <sub>2</sub> first\n'],
    ['<blockquote>Press <kbd>K</kbd> now</blockquote>', '> Press <kbd>K</kbd> now\n'],
    ['Press <kbd>K</kbd> now', 'Press <kbd>K</kbd> now\n'],
    ['<ruby>漢<rt>kan</rt></ruby> text', '<ruby>漢<rt>kan</rt></ruby> text\n'],
  ];
  for (const [html, markdown] of cases) {
    t.equal(htmlToMarkdown(html), markdown);
    t.equal(htmlToMarkdown(markdownToHtml(markdown)), markdown, 'and back');
  }
});
