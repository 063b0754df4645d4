import fc from 'fast-check';
import t from 'tap';
import { textIfClean } from '../../src/lib/rich-text/already-clean.js';
import { htmlToText, sanitizeHtml } from '../../src/lib/rich-text/index.js';

const words = fc.oneof(
  fc.constantFrom(
    'word',
    ' ',
    '  ',
    '\n',
    '\t',
    '&amp;',
    '&lt;',
    '&gt;',
    '&',
    '>',
    '"',
    '&amp;lt;',
    '\u00a0',
    '\r',
    '🚢',
    '&nbsp;',
  ),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
  fc.string({ maxLength: 3, unit: 'binary' }),
);
const names =
  'p h2 h3 h6 li ul ol blockquote figure figcaption strong em b i u s a sub sup small mark cite code pre table div h1 q abbr time ins kbd ruby rt rp span bdi section input wbr'.split(
    ' ',
  );
const tag = fc.oneof(
  ...names.flatMap((name) => [fc.constant(`<${name}>`), fc.constant(`</${name}>`)]),
  fc.constantFrom(
    '<br>',
    '<hr>',
    '<img>',
    '<br/>',
    '<a href="https://x.example/?a=1&amp;b=2#c">',
    '<a href="https://x.example" title="t">',
    '<a href="HTTPS://x.example">',
    '<a href="javascript:alert(1)">',
    '<a href="tel:+4930">',
    '<a title="t" href="/x">',
    '<abbr title="A &amp; b">',
    '<blockquote cite="https://x.example/">',
    '<blockquote cite="mailto:a@b.example">',
    '<q cite="/x">',
    '<time datetime="2017-07-07">',
    '<a href="/x:y">',
    '<a href="//x.example">',
    '<a href="mailto:a@b.example">',
    '<a href="">',
    '<img src="https://x.example/a.jpg" alt="A &amp; b">',
    '<img src="/a.jpg">',
    '<img alt="x" src="/a.jpg">',
    '<img src="data:x" alt="">',
    '<p class="x">',
    '<p lang="de">',
    '<h2 id="user-content-a">',
    '<span lang="fr">',
    '<a href="#user-content-a">',
    '<figure data-embed="vimeo">',
    '<input type="checkbox" disabled>',
    '<!-- x -->',
    '<script>',
  ),
);
const soup = fc.array(fc.oneof(words, tag), { maxLength: 24 }).map((pieces) => pieces.join(''));

/** Elements that are closed where they were opened, most of them clean. */
const { tree } = fc.letrec((tie) => ({
  tree: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    words as fc.Arbitrary<unknown>,
    fc.tuple(fc.constantFrom(...names), tie('tree')).map(([name, inner]) => `<${name}>${inner}</${name}>`),
    tie('tree').map((inner) => `<a href="https://x.example/">${inner}</a>`),
    fc.constantFrom('<br>', '<hr>', '<img src="/a.jpg" alt="x">'),
  ),
}));

t.test('recognises as clean only what the sanitiser leaves unchanged, with the same text', async (t) => {
  let clean = 0;
  const holds = (html: string) => {
    const text = textIfClean(html);
    if (text === undefined) return true;
    clean += 1;
    return sanitizeHtml(html) === html && htmlToText(html) === text;
  };
  fc.assert(fc.property(soup, holds), { numRuns: 3_000 });
  fc.assert(fc.property(tree as fc.Arbitrary<string>, holds), { numRuns: 3_000 });
  t.ok(clean > 1_000, `${clean} inputs were clean`);
});

t.test('recognises ordinary articles without a parser', async (t) => {
  for (const html of [
    '',
    '<p>One &amp; two.</p>\n<p>Three <strong>four</strong>,<br>five <a href="https://x.example/?a=1&amp;b=2">six</a>.</p>',
    '<h2>Head</h2><ul>\n<li>One</li>\n<li><p>Two</p></li></ul><blockquote><p>Said.</p></blockquote><hr>',
    '<figure><img src="https://x.example/a.jpg" alt="A"><figcaption>Caption.</figcaption></figure><p>End.</p>',
  ]) {
    t.equal(textIfClean(html), htmlToText(html), html);
    t.equal(sanitizeHtml(html), html);
  }
});
