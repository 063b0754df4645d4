import fc from 'fast-check';
import t from 'tap';
import { annotatePeople, htmlToText, sanitizeHtml } from '../../src/lib/rich-text/index.js';

const about = (slug: string, start: number, end: number) => [start, end, slug] as const;

const annotate = (html: string, places: readonly (readonly [number, number, string])[]) =>
  annotatePeople(html, JSON.stringify(places));

t.test('wraps a mention in links, split at element borders, and in a span inside a link', async (t) => {
  t.equal(
    annotate('<p>Chancellor <b>Angela</b> Merkel met <a href="/x">Theresa May</a>.</p>', [
      about('angela-merkel', 11, 24),
      about('theresa-may', 29, 40),
    ]),
    '<p>Chancellor <b><a data-person="angela-merkel" href="/v1/people/angela-merkel">Angela</a></b> <a data-person="angela-merkel" href="/v1/people/angela-merkel">Merkel</a> met <a href="/x"><span data-person="theresa-may">Theresa May</span></a>.</p>',
  );
});

t.test('counts offsets in the plain text, whatever white space and entities the HTML has', async (t) => {
  const html = sanitizeHtml(
    '<h2>A &amp; B</h2>\n<ul>\n <li>one\n   Angela   Merkel &lt;here&gt;</li></ul><pre>  Theresa\n May</pre>',
  );
  const text = htmlToText(html);
  const at = text.indexOf('Angela Merkel');
  const marked = annotate(html, [about('m', at, at + 13)]);
  t.match(marked, /<a data-person="m" href="\/v1\/people\/m">Angela\s+Merkel<\/a>/);
  t.equal(htmlToText(marked), text);
});

t.test('omits mentions that overlap or lie outside of the text', async (t) => {
  const html = '<p>Angela Merkel</p>';
  const marked = annotate(html, [about('a', 0, 13), about('b', 7, 13), about('c', 50, 60), about('d', 5, 5)]);
  t.equal(marked, '<p><a data-person="a" href="/v1/people/a">Angela Merkel</a></p>');
  t.equal(annotate(html, []), html);
});

const inline = ['b', 'i', 'em', 'a href="/x"', 'mark', 'sub'];
const words = fc.constantFrom('Merkel', 'a', '&amp;', 'Ünal', '😀', ' ', '\n', '&nbsp;', 'x y', '&lt;b&gt;');
const markup: fc.Arbitrary<string> = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    words,
    fc.tuple(fc.constantFrom(...inline, 'p', 'li', 'blockquote', 'pre', 'td'), tie('nodes')).map(([tag, inner]) => {
      const name = tag.split(' ')[0];
      return `<${tag}>${inner as string}</${name}>`;
    }),
  ),
  nodes: fc.array(tie('node'), { maxLength: 6 }).map((nodes) => nodes.join('')),
})).nodes as fc.Arbitrary<string>;

t.test('returns balanced and safe HTML with unchanged text', async () => {
  fc.assert(
    fc.property(markup, fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { maxLength: 6 }), (raw, spans) => {
      const html = sanitizeHtml(raw);
      const text = htmlToText(html);
      const marked = annotate(
        html,
        spans.map(([start, length]) => about('p', start, start + length)),
      );
      if (htmlToText(marked) !== text) throw new Error(`${html}\n${marked}`);
      const plain = marked.replace(/<a data-person[^>]*>([^<]*)<\/a>|<span data-person[^>]*>([^<]*)<\/span>/g, '$1$2');
      if (plain !== html) throw new Error(`${html}\n${marked}\n${plain}`);
    }),
    { numRuns: 500 },
  );
});
