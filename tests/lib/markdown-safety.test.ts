import fc from 'fast-check';
import { parseFragment } from 'parse5';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import t from 'tap';
import { unified } from 'unified';
import { htmlToMarkdown } from '../../src/lib/rich-text/index.js';

type Node = { nodeName: string; attrs?: { name: string; value: string }[]; childNodes?: Node[] };

/** Renders Markdown as a site generator does that trusts it. */
const render = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeStringify, { allowDangerousHtml: true })
  .freeze();

/** Returns the elements and attributes of rendered Markdown that run scripts. */
function activeParts(node: Node): string[] {
  const attributes = (node.attrs ?? []).filter(
    ({ name, value }) => name.startsWith('on') || (name === 'href' && /^javascript:/i.test(value)),
  );
  return [
    ...(/^(?:script|iframe|svg|style|img)$/.test(node.nodeName) ? [node.nodeName] : []),
    ...attributes.map(({ name }) => name),
    ...(node.childNodes ?? []).flatMap(activeParts),
  ];
}

const attack = '&lt;img src=x onerror=alert(1)>';
const parts = [
  ...[
    attack,
    `a\n\n${attack}`,
    `|${attack}`,
    '&lt;script>alert(1)&lt;/script>',
    '`',
    '"',
    "'",
    '\\',
    'word',
    ' ',
    '&lt;!--',
  ],
  ...[
    `<abbr title="x\n\n${attack}">y</abbr>`,
    `<abbr title='x|${attack}"'>y</abbr>`,
    `<abbr title="\`${attack}">z</abbr>`,
  ],
  ...['<table><tr><td>', '<td>', '</table>', '<ul><li>', '<li>', '</ul>', '<ol><li>', '<blockquote>', '</blockquote>'],
  ...[
    '<p>',
    '</p>',
    '<p lang="de">',
    '<h2 lang="de">',
    '<h2>',
    '</h2>',
    '<pre>',
    '</pre>',
    '<code>',
    '</code>',
    '<br>',
    '<wbr>',
  ],
  ...[
    '<kbd>',
    '</kbd>',
    '<span lang="fr">',
    '</span>',
    '<em lang="fr">',
    '</em>',
    '<ruby>',
    '<rt>',
    '</ruby>',
    '<ins>',
    '</ins>',
  ],
  ...[
    `<a href="https://x.example/" title="${attack}" id="b">`,
    '</a>',
    `<a href="/x" title="x\n\n${attack}">`,
    `<a href="/x" title="|${attack}">`,
    `<a id="c${attack.replaceAll(' ', '')}">`,
    '<hr>',
  ],
  ...[
    `<iframe src="//vimeo.com/1" title="x\n\n${attack}"></iframe>`,
    `<video src="/a.mp4" title="|${attack}"></video>`,
  ],
  ...['<section data-footnotes><ol><li id="fn-1">', '</section>', '<sup><a href="#fn-1" data-footnote-ref>1</a></sup>'],
  ...['<figcaption>', '<figure>', '</figure>', '<details><summary>', '</details>', '<input type="checkbox">'],
];

t.test('writes Markdown whose HTML runs no script, even where it is trusted', async () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 12 }), (pieces) => {
      const html = String(render.processSync(htmlToMarkdown(pieces.join(''))));
      return activeParts(parseFragment(html) as unknown as Node).length === 0;
    }),
    { numRuns: 5_000 },
  );
});
