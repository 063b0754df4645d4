import rehypeRemark, { type Options } from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { words } from './elements.js';
import { idPrefix } from './fragment-ids.js';
import { articleTree, serialise } from './html.js';
import type { Child, Element, Root } from './tree.js';

type Handle = NonNullable<NonNullable<Options['handlers']>[string]>;
type Result = Exclude<ReturnType<Handle>, undefined | readonly unknown[]>;
type InlineNode = Extract<Result, { type: 'link' }>['children'][number] | Extract<Result, { type: 'html' }>;
type Definition = Extract<Result, { type: 'footnoteDefinition' }>;

/** Inline elements that Markdown has no syntax for. It contains them as HTML. */
const htmlInlines = words('abbr bdi bdo dfn ins kbd mark rp rt ruby samp small span sub sup time u var');

const inline = new Set([...htmlInlines, ...'a b cite code em i q s strong'.split(' ')]);
const anchorHolders = words('p li td th dt dd figcaption summary caption');
const headings = words('h2 h3 h4 h5 h6');

/** The beginning of the ids of footnotes, without the prefix of ids in bodies. */
const footnotePrefix = 'fn-';

const html = (value: string) => ({ type: 'html' as const, value });

const oneLine = (nodes: readonly Child[]): string =>
  serialise({ type: 'root', children: nodes as Root['children'] }).replace(/\s*\n\s*/g, ' ');

const plainId = ({ properties: { id } }: Element): string | undefined =>
  typeof id === 'string' && id.startsWith(idPrefix) ? id.slice(idPrefix.length) : undefined;

const hasLanguage = ({ properties }: Element): boolean => properties.lang !== undefined || properties.dir !== undefined;

function isSeen(node: Child): boolean {
  if (node.type === 'text') return /[^ \t\n]/.test(node.value);
  return (
    node.type === 'element' &&
    (!inline.has(node.tagName) ||
      (node.tagName === 'a' && node.properties.id !== undefined) ||
      node.children.some(isSeen))
  );
}

/**
 * Unwraps inline elements without visible contents and joins the text around them. Markdown cannot express them, and
 * the serialiser would search for white space after them in quadratic time.
 */
function withoutEmptyInlines<Kind extends Child>(nodes: readonly Kind[]): Kind[] {
  const visibleNodes: Kind[] = [];
  let texts: string[] = [];
  const flush = (): void => {
    if (texts.length > 0) visibleNodes.push({ type: 'text', value: texts.join('') } as Kind);
    texts = [];
  };
  const collectNode = (node: Child): void => {
    if (node.type === 'text') {
      texts.push(node.value);
    } else if (node.type === 'element') {
      node.children = withoutEmptyInlines(node.children);
      if (isSeen(node)) {
        flush();
        visibleNodes.push(node as Kind);
      } else {
        node.children.forEach(collectNode);
      }
    }
  };
  nodes.forEach(collectNode);
  flush();
  return visibleNodes;
}

const element = (tagName: string, properties: Element['properties'], children: Element['children']): Element => ({
  type: 'element',
  tagName,
  properties,
  children,
});

const anchor = (id: string): Element => element('a', { id: idPrefix + id }, []);

/** Returns a block that the Markdown contains as HTML, in one line. */
const htmlBlock = (node: Element): Element => element('figure', { dataHtml: oneLine([node]) }, []);

/** Puts anchors before the contents of an element, inside its first paragraph if it begins with one. */
function withAnchor({ children, ...node }: Element, id: string): Element {
  const [first, ...others] = children;
  return first?.type === 'element' && first.tagName === 'p'
    ? { ...node, children: [{ ...first, children: [anchor(id), ...first.children] }, ...others] }
    : { ...node, children: [anchor(id), ...children] };
}

/** Moves the language and the direction of an inline element to a `span` inside it. */
function languageInside({ properties: { lang, dir, ...properties }, ...node }: Element): Element {
  const language = { ...(lang === undefined ? {} : { lang }), ...(dir === undefined ? {} : { dir }) };
  return { ...node, properties, children: [element('span', language, node.children)] };
}

/** Replaces what Markdown has no syntax for by elements from which the handlers make HTML. */
function withHtml<Kind extends Child>(nodes: readonly Kind[]): Kind[] {
  return nodes.flatMap((node): Kind[] => {
    if (node.type !== 'element') return [node];
    const { tagName, properties } = node;
    const isTextBlock = tagName === 'p' || headings.has(tagName);
    if (properties.dataEmbed !== undefined || (isTextBlock && hasLanguage(node))) return [htmlBlock(node) as Kind];
    const [only, ...others] = node.children;
    const isReference = only?.type === 'element' && only.properties.dataFootnoteRef !== undefined;
    if (tagName === 'sup' && isReference && others.length === 0) return [only as Kind];
    const copy: Element = { ...node, children: withHtml(node.children) };
    const inner = inline.has(tagName) && !htmlInlines.has(tagName) && hasLanguage(copy) ? languageInside(copy) : copy;
    const id = plainId(inner);
    if (id === undefined || tagName === 'a' || htmlInlines.has(tagName) || isFootnote(inner)) return [inner as Kind];
    const { id: _, ...rest } = inner.properties;
    const elementWithoutId: Element = { ...inner, properties: rest };
    if (isTextBlock || anchorHolders.has(tagName)) return [withAnchor(elementWithoutId, id) as Kind];
    return [(inline.has(tagName) ? anchor(id) : element('p', {}, [anchor(id)])) as Kind, elementWithoutId as Kind];
  });
}

const isFootnote = (node: Element): boolean =>
  node.tagName === 'li' && plainId(node)?.startsWith(footnotePrefix) === true;

/** Returns the label of the footnote to which an id belongs, or undefined if Markdown cannot express it. */
function labelOf(id: string | undefined): string | undefined {
  if (id === undefined || !id.startsWith(footnotePrefix)) return undefined;
  try {
    const label = decodeURIComponent(id.slice(footnotePrefix.length));
    return /^[^\s[\]\\^`]{1,100}$/.test(label) ? label : undefined;
  } catch {
    return undefined;
  }
}

/** Returns an inline element as HTML around its contents in Markdown. */
const keepElement: Handle = (state, node) => {
  const openingTag = serialise({ type: 'root', children: [{ ...node, children: [] } as Element] });
  const closingTag = `</${node.tagName}>`;
  if (!openingTag.endsWith(closingTag)) return html(openingTag);
  return [html(openingTag.slice(0, -closingTag.length)), ...state.all(node), html(closingTag)];
};

/** Creates the handlers of one conversion. @param labels the labels of the footnotes that the body refers to */
function handlersFor(labels: ReadonlySet<string>): Record<string, Handle> {
  const link: Handle = (state, node) => {
    const { href, title, dataFootnoteBackref, dataFootnoteRef } = node.properties;
    if (dataFootnoteBackref !== undefined) return undefined;
    const fragment = fragmentOf(node);
    const label = dataFootnoteRef === undefined ? undefined : labelOf(fragment);
    if (label !== undefined && labels.has(label)) return { type: 'footnoteReference', identifier: label, label };
    const id = plainId(node);
    const before = id === undefined ? [] : [html(`${oneLine([anchor(id)]).replace(idPrefix, '')}`)];
    const children = state.all(node) as InlineNode[];
    if (href === undefined) return [...before, ...children];
    const url = fragment === undefined ? String(href) : `#${fragment}`;
    return [...before, { type: 'link', url, title: typeof title === 'string' ? title : null, children }];
  };
  const footnotes: Handle = (state, node) =>
    node.children.flatMap((list) => {
      const items = list.type === 'element' ? list.children : [];
      return items.flatMap((item) => {
        if (item.type !== 'element') return [];
        const label = labelOf(plainId(item));
        const children = state.toFlow(state.all(item)) as Definition['children'];
        return label !== undefined && labels.has(label)
          ? [{ type: 'footnoteDefinition' as const, identifier: label, label, children }]
          : children;
      });
    });
  const figure: Handle = (state, node) => {
    const { dataHtml } = node.properties;
    if (typeof dataHtml !== 'string') return state.toFlow(state.all(node));
    return { type: 'paragraph', children: [html(dataHtml)] };
  };
  return {
    ...Object.fromEntries([...htmlInlines, 'wbr'].map((name) => [name, keepElement])),
    a: link,
    figure,
    section: footnotes,
  };
}

/** Returns the id in the body to which a link leads, without the prefix, or undefined if it leads elsewhere. */
function fragmentOf({ properties: { href } }: Element): string | undefined {
  const start = `#${idPrefix}`;
  return typeof href === 'string' && href.startsWith(start) ? href.slice(start.length) : undefined;
}

/** Returns the labels of the footnotes that have both a reference and a text. */
function footnoteLabels(nodes: readonly Child[]): Set<string> {
  const [references, texts] = [new Set<string>(), new Set<string>()];
  const collect = (children: readonly Child[]): void => {
    for (const node of children) {
      if (node.type !== 'element') continue;
      const isReference = node.properties.dataFootnoteRef !== undefined;
      const label = labelOf(isReference ? fragmentOf(node) : plainId(node));
      if (label !== undefined) (isReference ? references : texts).add(label);
      collect(node.children);
    }
  };
  collect(nodes);
  return new Set([...references].filter((label) => texts.has(label)));
}

/**
 * Converts an HTML body to Markdown (CommonMark with GitHub's extensions). Sanitises the body first. What Markdown has
 * no syntax for, such as embeds, ids and the language of a phrase, is written as HTML, so that `markdownToHtml` gives
 * it back. The result ends with a line feed unless it is empty.
 */
export function htmlToMarkdown(source: string): string {
  const { children } = articleTree(source);
  const tree: Root = { type: 'root', children: withoutEmptyInlines(withHtml(children)) };
  const processor = unified()
    .use(rehypeRemark, { handlers: handlersFor(footnoteLabels(children)) })
    .use(remarkGfm)
    .use(remarkStringify, { bullet: '-', emphasis: '_', fences: true, rule: '-' });
  return processor.stringify(processor.runSync(tree));
}
