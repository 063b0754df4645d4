import { isAssetFigure } from './asset-figures.js';
import { words } from './elements.js';
import { idPrefix } from './fragment-ids.js';
import { restoreBrackets, serialise, withSafeAttributes } from './serialise.js';
import type { Child, Element, Root } from './tree.js';

/** Inline elements that Markdown has no syntax for. It contains them as HTML. */
export const htmlInlines = words('abbr bdi bdo dfn ins kbd mark rp rt ruby samp small span sub sup time u var');

const inline = new Set([...htmlInlines, ...'a b cite code em i q s strong'.split(' ')]);
const inlineOrEmpty = new Set([...inline, 'br', 'img', 'input', 'wbr']);
const anchorHolders = words('p li td th dt dd figcaption summary caption');
const headings = words('h2 h3 h4 h5 h6');
const blockHolders = words('ul ol li dl dd blockquote figure details section');
const tableParts = words('table colgroup thead tbody tfoot tr');

/** What may stand in a place: blocks, the parts of a table, or the text of one line. */
type Place = 'blocks' | 'table' | 'line';

function placeIn(tagName: string, place: Place): Place {
  if (place === 'line') return 'line';
  return blockHolders.has(tagName) ? 'blocks' : tableParts.has(tagName) ? 'table' : 'line';
}

/** The beginning of the ids of footnotes, without the prefix of ids in bodies. */
export const footnotePrefix = 'fn-';

/**
 * Returns nodes as HTML that Markdown can contain anywhere. A line break could end the HTML, and a bar the cell of a
 * table. The rest of a tag would then be read as HTML of its own, so it must not contain angle brackets.
 */
export const oneLine = (nodes: readonly Child[]): string =>
  restoreBrackets(serialise({ type: 'root', children: withSafeAttributes(nodes) as Root['children'] }))
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '&#124;');

export const plainId = ({ properties: { id } }: Element): string | undefined =>
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

export const anchor = (id: string): Element => element('a', { id: idPrefix + id }, []);

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

const space = { type: 'text' as const, value: ' ' };

const textNode = (node: Element) => ({ type: 'text' as const, value: textOf(node).replace(/\s+/g, ' ') });

const textOf = (node: Child): string =>
  node.type === 'text' ? node.value : node.type === 'element' ? node.children.map(textOf).join('') : '';

export const hasBlock = (node: Element): boolean =>
  node.children.some((child) => child.type === 'element' && (!inlineOrEmpty.has(child.tagName) || hasBlock(child)));

/** The elements of which a list consists, the first of them for what is none of them. */
const itemNames: Readonly<Record<string, readonly string[]>> = { ul: ['li'], ol: ['li'], dl: ['dd', 'dt'] };

/** Returns the children of a node. In a list, what is not an item becomes one, because it would not be escaped. */
function inItems({ tagName, children }: Element): Element['children'] {
  const names = Object.hasOwn(itemNames, tagName) ? (itemNames[tagName] ?? []) : [];
  if (names.length === 0) return children;
  return children.filter(isSeen).map((child) => {
    const isItem = child.type === 'element' && names.includes(child.tagName);
    return isItem ? child : element(names[0] ?? '', {}, [child]);
  });
}

/**
 * Returns a figure of assets as images, with a caption of plain text as the title of the image. Other figures become
 * HTML, or in a line only their images and their captions.
 */
function assetImages(figure: Element, place: Place): Child[] {
  const { dataAssets: _, ...properties } = figure.properties;
  const images = figure.children.filter(
    (child): child is Element => child.type === 'element' && child.tagName === 'img',
  );
  const [caption] = figure.children.filter((child) => child.type === 'element' && child.tagName === 'figcaption');
  const title = caption?.type === 'element' ? textNode(caption).value.trim() : undefined;
  const isPlain =
    Object.keys(properties).length === 0 &&
    images.every(({ properties: { alt } }) => alt !== '') &&
    (caption?.type !== 'element' ||
      (images.length === 1 &&
        title !== '' &&
        Object.keys(caption.properties).length === 0 &&
        caption.children.every((child) => child.type === 'text')));
  if (!isPlain && place === 'blocks') return [htmlBlock({ ...figure, properties })];
  const line = images.flatMap((image, index): Element['children'] => [
    ...(index === 0 ? [] : [space]),
    title === undefined || index < images.length - 1 ? image : { ...image, properties: { ...image.properties, title } },
  ]);
  return place === 'blocks' ? [element('p', {}, line)] : [space, ...line, space];
}

const isCaption = (node: Child): node is Element => node.type === 'element' && node.tagName === 'caption';

/** Returns the captions of a table as paragraphs, and the table without them. Markdown has no captions. */
function captionsBefore(table: Element): Element[] {
  const captions = table.children.filter(isCaption).filter(({ children }) => children.some(isSeen));
  return [
    ...captions.map(({ properties, children }) => element('p', properties, children)),
    { ...table, children: table.children.filter((child) => !isCaption(child)) },
  ];
}

const hasLink = (node: Child): boolean =>
  node.type === 'element' && (node.tagName === 'a' || node.children.some(hasLink));

/** Moves a link that contains blocks into the blocks, because a link in Markdown cannot have empty lines. */
function linkInside(nodes: readonly Child[], link: Element): Element['children'] {
  const nodesInside: Element['children'] = [];
  let linkText: Element['children'] = [];
  const flush = (): void => {
    const { id: _, ...properties } = link.properties;
    if (linkText.some(isSeen)) nodesInside.push({ ...link, properties, children: linkText });
    linkText = [];
  };
  for (const node of nodes) {
    if (node.type === 'element' && (!inlineOrEmpty.has(node.tagName) || hasBlock(node))) {
      flush();
      nodesInside.push(node.tagName === 'pre' ? node : { ...node, children: linkInside(node.children, link) });
    } else if (node.type === 'element' && hasLink(node)) {
      flush();
      nodesInside.push(node);
    } else if (node.type === 'element' || node.type === 'text') {
      linkText.push(node);
    }
  }
  flush();
  return nodesInside;
}

/**
 * Replaces what Markdown has no syntax for by elements from which the handlers make HTML.
 * Blocks in a line, such as a heading, become text, because they would end the line.
 */
function withHtml<Kind extends Child>(nodes: readonly Kind[], place: Place): Kind[] {
  return nodes.flatMap((node): Kind[] => {
    if (node.type !== 'element') return [node];
    const { tagName, properties } = node;
    if (isAssetFigure(node)) return assetImages(node, place) as Kind[];
    const isTextBlock = tagName === 'p' || headings.has(tagName);
    if (
      place === 'blocks' &&
      (properties.dataEmbed !== undefined || (isTextBlock && hasLanguage(node) && !hasBlock(node)))
    )
      return [htmlBlock(node) as Kind];
    if (place === 'blocks' && node.children.some(isCaption)) return withHtml(captionsBefore(node), place) as Kind[];
    if (tagName === 'a' && hasBlock(node)) return withHtml(linkInside(node.children, node), place) as Kind[];
    // So that the blocks begin and end their own lines.
    if (inline.has(tagName) && hasBlock(node)) return withHtml(node.children, place) as Kind[];
    // A code block needs lines of its own, and code in a line must not have line breaks.
    if (tagName === 'code' || (tagName === 'pre' && place === 'line'))
      return [element('code', {}, [textNode(node)]) as Kind];
    if (place === 'line' && !inlineOrEmpty.has(tagName))
      return [space, ...withHtml(node.children, 'line'), space] as Kind[];
    const [only, ...others] = node.children;
    const isReference = only?.type === 'element' && only.properties.dataFootnoteRef !== undefined;
    if (tagName === 'sup' && isReference && others.length === 0) return [only as Kind];
    const copy: Element = {
      ...node,
      children: tagName === 'pre' ? node.children : withHtml(inItems(node), placeIn(tagName, place)),
    };
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

/** Returns the nodes of a body in a form that Markdown can express. */
export const toMarkdownNodes = (children: Root['children']): Root['children'] =>
  withoutEmptyInlines(withHtml(children, 'blocks'));
