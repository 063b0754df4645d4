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

// h1 becomes h2, because the headline is the only h1 of the page.
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

/** Removes control characters. As character references they get into a tree although the text was checked. */
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
      // Readers may link to other sites and mailboxes, but not to pages of the site that shows the comment.
      if (!/^(?:https?:\/\/|mailto:)/.test(String(node.properties.href))) delete node.properties.href;
    }
    if (node.tagName === 'pre') withoutFirstLineBreaks(node);
    return isShown(node);
  });
}

/**
 * Removes line breaks after `<pre>`. A parser ignores the first, so each parsing of the result would remove one more.
 */
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

/** Returns the sanitised tree of an article's body from any HTML. It is at most about a hundred levels deep. */
export function articleTree(html: string): Root {
  return cleanTree(html, article);
}

/**
 * Sanitises HTML from outside for the body of an article. Keeps an allow-list of semantic elements, links to http,
 * https, mailto, tel and relative addresses, and images from http, https and relative ones. Removes styles, classes,
 * ids, scripts, frames and foreign content. Unknown elements are replaced by their contents, `div` and similar blocks
 * become paragraphs, and `h1` becomes `h2`. The contents of scripts, styles, SVG and the like are removed. Elements
 * deeper than 64 levels are unwrapped.
 *
 * Never throws. Takes linear time and space. Sanitising the result again changes nothing.
 */
export function sanitizeHtml(html: string): string {
  return serialise(articleTree(html));
}

/**
 * Sanitises HTML from a reader for the body of a comment. Keeps paragraphs, emphasis, code, quotes, lists and links,
 * and sets `rel="nofollow ugc noopener"` on links. Has the same guarantees as `sanitizeHtml`.
 */
export function sanitizeComment(html: string): string {
  return serialise(cleanTree(html, comment));
}
