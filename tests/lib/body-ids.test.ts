import fc from 'fast-check';
import t from 'tap';
import { htmlToMarkdown, htmlToText, markdownToHtml, sanitizeHtml } from '../../src/lib/rich-text/index.js';

/** Every id and every link to an id in a body. */
const ids = (html: string) => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
const fragments = (html: string) => [...html.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);

/** Returns the HTML of Markdown, its HTML after another conversion to Markdown and back, and the HTML sanitised again. */
function conversionsOf(markdown: string): [string, string, string] {
  const html = markdownToHtml(markdown);
  return [html, markdownToHtml(htmlToMarkdown(html)), sanitizeHtml(html)];
}

t.test('links footnotes and their references in both directions', async (t) => {
  const html = markdownToHtml('Text[^1], again[^1] and more[^ü].\n\n[^1]: Note.\n[^ü]: *Zwei*\n\n    Absätze.');
  t.ok(fragments(html).every((id) => ids(html).includes(id)));
  t.equal(fragments(html).length, 6, 'three references and three ways back');
  t.equal(new Set(ids(html)).size, ids(html).length);
  t.ok(ids(html).every((id) => id?.startsWith('user-content-')));
  t.notMatch(html, /<h2/, 'without a heading in a language that the article may not have');
  const markdown = htmlToMarkdown(html);
  t.match(
    markdown,
    /Text\[\^1\], again\[\^1\] and more\[\^ü\]\.[\s\S]*\[\^1\]: Note\.\n[\s\S]*\[\^ü\]: _Zwei_\n\n {4}Absätze\./,
  );
  t.equal(markdownToHtml(markdown), html);
  t.equal(htmlToText(html), 'Text[1], again[1] and more[2].\n\n[1] Note.\n\n[2] Zwei\n\nAbsätze.');
});

t.test('keeps what Markdown and HTML have in common through any number of conversions', async (t) => {
  const cases: [string, RegExp][] = [
    ['- [x] done\n- [ ] open\n  - [x] inner', /<li><input type="checkbox" checked disabled> done<\/li>/],
    ['| a | b | c |\n|:-|:-:|-:|\n| 1 | 2 | 3 |', /<td align="left">1<\/td>\s*<td align="center">2<\/td>/],
    ['```c++\nint x;\n```', /<pre><code class="language-c\+\+">int x;\n<\/code><\/pre>/],
    ['## <a id="a-b"></a>Head *line*\n\n[up](#a-b)', /<h2 id="user-content-a-b">[\s\S]*href="#user-content-a-b"/],
    ['A <kbd>Ctrl</kbd> <ins>new</ins> H<sub>2</sub>O <bdi>x</bdi>', /<kbd>Ctrl<\/kbd> <ins>new.*<sub>2.*<bdi>/],
    ['<abbr title="A &amp; B">AB</abbr> <mark>m</mark>', /<abbr title="A &amp; B">AB<\/abbr> <mark>/],
    ['<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>', /<ruby>漢<rp>\(<\/rp><rt>kan/],
    ['<span lang="fr" dir="ltr">mot *vif*</span>', /<span lang="fr" dir="ltr">mot <em>vif<\/em><\/span>/],
    ['<p lang="ar" dir="rtl">نص <strong>x</strong></p>\n\n<h3 lang="de">Kopf</h3>', /<p lang="ar".*\n<h3 lang="de">/],
  ];
  for (const [markdown, expected] of cases) {
    const [html, again, clean] = conversionsOf(markdown);
    t.match(html, expected);
    t.equal(again, html, htmlToMarkdown(html));
    t.equal(clean, html);
  }
});

t.test('gives ids of bodies a prefix once, and changes only links to them', async (t) => {
  const html = sanitizeHtml(
    '<h2 id="a">A</h2><p id="a">twice</p><p><a name="old">x</a> <a href="#a">a</a> <a href="#old">o</a> <a href="#page">p</a> <a href="/x#a">q</a></p><h3 id="b c">B</h3><h3 id="user-content-user-content-d">D</h3>',
  );
  t.equal(
    html,
    '<h2 id="user-content-a">A</h2><p>twice</p><p><a id="user-content-old">x</a> <a href="#user-content-a">a</a> <a href="#user-content-old">o</a> <a href="#page">p</a> <a href="/x#a">q</a></p><h3>B</h3><h3 id="user-content-d">D</h3>',
  );
  t.equal(sanitizeHtml(html), html);
});

t.test('keeps language, direction and alignment, and no unsafe attribute', async (t) => {
  t.equal(
    sanitizeHtml(
      '<p lang="de" dir="RTL" style="x" onclick="y">a</p><p lang="<b>" dir="up">b</p><table><tr><td style="color:red;text-align: Right">c</td></tr></table><span>d</span> <span lang="fr">e</span><pre><code class="hljs language-js x">f</code></pre>',
    ).replace(/\n/g, ''),
    '<p lang="de">a</p><p>b</p><table><tbody><tr><td align="right">c</td></tr></tbody></table>d <span lang="fr">e</span><pre><code class="language-js">f</code></pre>',
  );
  t.equal(
    sanitizeHtml(
      '<ul><li><input type="CHECKBOX" name="n" value="v" onclick="x"> a</li></ul><input type="checkbox"><p><input type="text"></p>',
    ),
    '<ul><li><input type="checkbox" disabled> a</li></ul><p></p>',
  );
});

t.test('leaves a body unchanged when it is sanitised again, whatever its ids, notes and embeds are', async () => {
  const part = fc.constantFrom(
    ...[
      '<p id="a">',
      '</p>',
      '<a href="#a">',
      '<a name="b">',
      '</a>',
      '<span lang="de">',
      '<span>',
      '</span>',
      'text',
      ' ',
    ],
    ...[
      '<section data-footnotes>',
      '<section>',
      '</section>',
      '<ol><li id="fn-1">',
      '</ol>',
      '<sup><a data-footnote-ref href="#fn-1">1</a></sup>',
    ],
    ...[
      '<ruby>',
      '<rt>',
      '<rp>',
      '</ruby>',
      '<input type="checkbox">',
      '<ul><li>',
      '</ul>',
      '<figure>',
      '</figure>',
      '<figcaption>',
    ],
    ...[
      '<iframe src="https://player.vimeo.com/video/1" title="T">',
      '</iframe>',
      '<video src="/a.mp4">',
      '</video>',
      '<b>',
      '</b>',
      '<wbr>',
    ],
    ...[
      '<figure data-embed="vimeo">',
      '<a href="https://vimeo.com/1">',
      '<blockquote class="twitter-tweet">',
      '</blockquote>',
      '<table><tr><td>',
      '</table>',
    ],
    ...[
      '<h2>',
      '</h2>',
      '<a id="c"></a>',
      '<ins>',
      '<bdo dir="rtl">',
      '<embed src="//vimeo.com/3">',
      '<div class="fb-post" data-href="https://www.facebook.com/a/posts/1">',
    ],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
      const once = sanitizeHtml(parts.join(''));
      return sanitizeHtml(once) === once && htmlToText(once) === htmlToText(parts.join(''));
    }),
    { numRuns: 3_000 },
  );
});
