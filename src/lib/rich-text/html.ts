import { fromParse5 } from 'hast-util-from-parse5';
import { type Schema, sanitize } from 'hast-util-sanitize';
import { parseFragment } from 'parse5';
import { arrangeAssetFigures, assetIdOf, assetScheme, withoutAssets } from './asset-figures.js';
import { boundMarkup, type Vocabulary } from './bounded-markup.js';
import type { NoteDropped } from './dropped-parts.js';
import {
  type Attributes,
  articleElements,
  attributeName,
  commentElements,
  globalAttributes,
  protocols,
} from './elements.js';
import { normaliseEmbeds, quoteAttributes } from './embed-figures.js';
import { prefixIds } from './fragment-ids.js';
import { revealLazyMedia } from './lazy-media.js';
import { serialise } from './serialise.js';
import type { Child, Element, Root } from './tree.js';

type Dialect = {
  vocabulary: Vocabulary;
  schema: Schema;
  /** The relations that each link gets. */
  rel: string[] | null;
  isArticle: boolean;
};

// h1 becomes h2, because the headline is the only h1 of the page.
const article = articleDialect(articleElements, { h1: 'h2', del: 's', strike: 's' });

const comment: Dialect = {
  vocabulary: { tags: tagsOf(commentElements), aliases: { b: 'strong', i: 'em' }, hasEmbeds: false },
  schema: schemaOf(commentElements),
  rel: ['nofollow', 'ugc', 'noopener'],
  isArticle: false,
};

function articleDialect(elements: Record<string, Attributes>, aliases: Record<string, string>): Dialect {
  const tags = tagsOf(elements);
  const globals = globalAttributes.map(attributeName);
  // Attributes that are read before the tree is sanitised. The sanitiser removes them.
  const readOnly: Record<string, readonly string[]> = {
    a: ['name'],
    img: ['title'],
    blockquote: quoteAttributes,
    td: ['style'],
    th: ['style'],
  };
  return {
    vocabulary: {
      tags: Object.fromEntries(
        Object.entries(tags).map(([tag, own]) => [tag, [...new Set([...own, ...globals, ...(readOnly[tag] ?? [])])]]),
      ),
      aliases,
      hasEmbeds: true,
    },
    schema: {
      // The vocabulary lacks `data-assets`, so only the server writes it.
      ...schemaOf({ ...elements, figure: [...(elements.figure ?? []), ['dataAssets', '']], '*': globalAttributes }),
      protocols: { ...protocols, src: [...protocols.src, assetScheme] },
      tagNames: Object.keys(elements),
      required: { input: { type: 'checkbox', disabled: true } },
    },
    rel: null,
    isArticle: true,
  };
}

function tagsOf(elements: Record<string, Attributes>): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(elements).map(([tag, allowedAttributes]) => [tag, allowedAttributes.map(attributeName)]),
  );
}

function schemaOf(elements: Record<string, Attributes>): Schema {
  return {
    tagNames: Object.keys(elements),
    attributes: elements,
    protocols,
    ancestors: {},
    required: {},
    clobber: [],
    strip: [],
    allowComments: false,
    allowDoctypes: false,
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

const allowedScheme = /^(?:(?:https?|mailto|tel):|[^:]*$|[^:]*[/?#])/;

/** Notes an image or a link whose address is not allowed. */
function noteAddress({ tagName, properties }: Element, note: NoteDropped): void {
  if (tagName === 'img') {
    const src = String(properties.src ?? '');
    if (src === '' || !(allowedScheme.test(src) || assetIdOf(src) !== undefined))
      note('image', 'not-a-web-address', src);
  } else if (tagName === 'a' && typeof properties.href === 'string' && !allowedScheme.test(properties.href)) {
    note('link', 'not-a-web-address', properties.href);
  }
}

const isUnknownReference = (src: unknown): boolean =>
  typeof src === 'string' && src.startsWith(`${assetScheme}:`) && assetIdOf(src) === undefined;

function tidyAttributes(nodes: Child[], note: NoteDropped): void {
  for (const node of nodes) {
    if (node.type !== 'element') continue;
    for (const [name, value] of Object.entries(node.properties)) {
      if (typeof value !== 'string') continue;
      const clean = withoutControls(value);
      node.properties[name] = name === 'href' || name === 'src' || name === 'cite' ? (address(clean) as string) : clean;
    }
    if (node.tagName === 'td' || node.tagName === 'th') {
      const align = /(?:^|;)\s*text-align\s*:\s*(left|center|right)\b/i.exec(String(node.properties.style ?? ''))?.[1];
      if (align !== undefined) node.properties.align ??= align.toLowerCase();
    }
    noteAddress(node, note);
    if (isUnknownReference(node.properties.src)) delete node.properties.src;
    tidyAttributes(node.children, note);
  }
}

function isShown(node: Child): boolean {
  return node.type !== 'element' || node.tagName !== 'img' || node.properties.src !== undefined;
}

function finish<Kind extends Child>(nodes: Kind[], rel: string[] | null): Kind[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') node.value = withoutControls(node.value).normalize('NFC');
    if (node.type !== 'element') return [node];
    node.children = finish(node.children, rel);
    const { className } = node.properties;
    if (Array.isArray(className) && className.length === 0) delete node.properties.className;
    // A span without attributes says nothing.
    if (node.tagName === 'span' && Object.keys(node.properties).length === 0) return node.children as Kind[];
    if (node.tagName === 'a' && rel !== null) {
      node.properties.rel = rel;
      // Readers may link to other sites and mailboxes, but not to pages of the site that shows the comment.
      if (!/^(?:https?:\/\/|mailto:)/.test(String(node.properties.href))) delete node.properties.href;
    }
    if (node.tagName === 'pre') withoutFirstLineBreaks(node);
    return isShown(node) ? [node] : [];
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

function cleanTree(
  html: string,
  { vocabulary, schema, rel, isArticle }: Dialect,
  noteDropped: NoteDropped = () => {},
): Root {
  const markup = boundMarkup(isArticle ? revealLazyMedia(html, noteDropped) : html, vocabulary, noteDropped);
  const source = parsedTree(markup);
  tidyAttributes(source.children, noteDropped);
  const tree: Root = isArticle ? withFigures(source, noteDropped) : source;
  if (isArticle) prefixIds(tree);
  const clean = sanitize(tree, schema);
  const children = clean.type === 'root' ? clean.children : [];
  return { type: 'root', children: finish(children, rel) };
}

/** Brings the embeds and the images of assets of a tree into their only forms. */
const withFigures = ({ children }: Root, noteDropped: NoteDropped): Root => ({
  type: 'root',
  children: arrangeAssetFigures(normaliseEmbeds(children), noteDropped),
});

/** Returns the tree of a body that the server wrote, which needs no sanitising. */
export const parsedTree = (html: string): Root => fromParse5(parseFragment(html, { scriptingEnabled: false })) as Root;

/** Returns the sanitised tree of an article's body from any HTML. It is at most about a hundred levels deep. */
export function articleTree(html: string, noteDropped?: NoteDropped): Root {
  return cleanTree(html, article, noteDropped);
}

/**
 * Sanitises HTML from outside for the body of an article. Keeps an allow-list of semantic elements, links to http,
 * https, mailto, tel and relative addresses, and images from http, https and relative ones. Ids get a prefix. Frames,
 * videos and quotes of known providers become figures (`normaliseEmbeds`). Removes styles, classes except the language
 * of code, scripts, other frames and foreign content. Unknown elements are replaced by their contents, `div` and similar blocks
 * become paragraphs, and `h1` becomes `h2`. The contents of scripts, styles, SVG and the like are removed. Elements
 * deeper than 64 levels are unwrapped.
 *
 * Never throws. Takes linear time and space. Sanitising the result again changes nothing.
 */
export function sanitizeHtml(html: string): string {
  return serialise(articleTree(html));
}

/**
 * Returns a sanitised body without the images of these assets. A figure whose images are all removed disappears.
 *
 * @param ids JSON of an array of ids
 */
export function removeAssets(html: string, ids: string): string {
  const removedIds = new Set(JSON.parse(ids) as string[]);
  return serialise({ type: 'root', children: withoutAssets(articleTree(html).children, removedIds) });
}

/**
 * Sanitises HTML from a reader for the body of a comment. Keeps paragraphs, emphasis, code, quotes, lists and links,
 * and sets `rel="nofollow ugc noopener"` on links. Has the same guarantees as `sanitizeHtml`.
 */
export function sanitizeComment(html: string): string {
  return serialise(cleanTree(html, comment));
}
