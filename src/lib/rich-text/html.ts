import { fromParse5 } from 'hast-util-from-parse5';
import { type Schema, sanitize } from 'hast-util-sanitize';
import { parseFragment } from 'parse5';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import { boundMarkup, type Vocabulary } from './bounded-markup.js';
import { type Attributes, articleElements, attributeName, commentElements, protocols } from './elements.js';

type Node = Parameters<typeof sanitize>[0];
export type Root = Extract<Node, { type: 'root' }>;
export type Element = Extract<Node, { type: 'element' }>;
type Child = Root['children'][number];

type Dialect = { vocabulary: Vocabulary; schema: Schema; rel: string[] | null };

// The headline is the page's only h1.
const article = dialect(articleElements, { h1: 'h2', del: 's', strike: 's' }, null);

const comment = dialect(commentElements, { b: 'strong', i: 'em' }, ['nofollow', 'ugc', 'noopener']);

const serialiser = unified()
  .use(rehypeStringify, { characterReferences: { useNamedReferences: true } })
  .freeze();

function dialect(elements: Record<string, Attributes>, aliases: Record<string, string>, rel: string[] | null): Dialect {
  const tags = Object.fromEntries(
    Object.entries(elements).map(([tag, allowedAttributes]) => [tag, allowedAttributes.map(attributeName)]),
  );
  return {
    vocabulary: { tags, aliases },
    schema: {
      tagNames: Object.keys(elements),
      attributes: elements,
      protocols,
      ancestors: {},
      required: {},
      clobber: [],
      strip: [],
      allowComments: false,
      allowDoctypes: false,
    },
    rel,
  };
}

function address(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.trim().replace(/^[a-z][a-z0-9+.-]*:/i, (scheme) => scheme.toLowerCase());
}

/** Controls reach a tree as character references, past any check of the text; none may be left when it is written. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => {
    if (control === '\n' || control === '\t') return control;
    return control === '\r' || control === '\f' ? '\n' : '';
  });
}

function tidyAddresses(nodes: Child[]): void {
  for (const node of nodes) {
    if (node.type !== 'element') continue;
    for (const [name, value] of Object.entries(node.properties)) {
      if (typeof value !== 'string') continue;
      const clean = withoutControls(value);
      node.properties[name] = name === 'href' || name === 'src' || name === 'cite' ? (address(clean) as string) : clean;
    }
    tidyAddresses(node.children);
  }
}

function isShown(node: Child): boolean {
  return node.type !== 'element' || node.tagName !== 'img' || node.properties.src !== undefined;
}

function finish<Kind extends Child>(nodes: Kind[], rel: string[] | null): Kind[] {
  return nodes.filter((node) => {
    if (node.type === 'text') node.value = withoutControls(node.value);
    if (node.type !== 'element') return true;
    node.children = finish(node.children, rel);
    if (node.tagName === 'a' && rel !== null) {
      node.properties.rel = rel;
      // A reader's link leads away from the newsroom or to a mailbox, never to some page of whoever shows it.
      if (!/^(?:https?:\/\/|mailto:)/.test(String(node.properties.href))) delete node.properties.href;
    }
    if (node.tagName === 'pre') withoutFirstLineBreaks(node);
    return isShown(node);
  });
}

/** A parser ignores a line break that follows `<pre>`: one that is there would be lost by the next reading, or the one after. */
function withoutFirstLineBreaks(pre: Element): void {
  for (const child of pre.children) {
    if (child.type !== 'text') return;
    child.value = child.value.replace(/^\n+/, '');
    if (child.value !== '') return;
  }
}

function cleanTree(html: string, { vocabulary, schema, rel }: Dialect): Root {
  const tree = fromParse5(parseFragment(boundMarkup(html, vocabulary), { scriptingEnabled: false })) as Root;
  tidyAddresses(tree.children);
  const clean = sanitize(tree, schema);
  const children = clean.type === 'root' ? clean.children : [];
  return { type: 'root', children: finish(children, rel) };
}

export const serialise = (tree: Root): string => serialiser.stringify(tree);

/** The tree of an article's body, from any HTML, as it is kept: sanitised, at most some hundred levels deep. */
export function articleTree(html: string): Root {
  return cleanTree(html, article);
}

/**
 * HTML from anywhere as the body of an article: an allow-list of semantic elements, links to http, https, mailto, tel and
 * relative addresses, pictures from http, https and relative ones; no styles, classes, ids, scripts, frames or foreign
 * content. Unknown elements leave their content, `div` and its kind become paragraphs, `h1` becomes `h2`, the content of
 * scripts, styles, SVG and the like goes. What is nested more than 64 levels deep is unwrapped.
 *
 * Never throws. Takes linear time and space. Sanitising what is sanitised changes nothing.
 */
export function sanitizeHtml(html: string): string {
  return serialise(articleTree(html));
}

/**
 * HTML from a reader as the body of a comment: paragraphs, emphasis, code, quotes, lists and links, each link with
 * `rel="nofollow ugc noopener"`. Promises what `sanitizeHtml` promises.
 */
export function sanitizeComment(html: string): string {
  return serialise(cleanTree(html, comment));
}
