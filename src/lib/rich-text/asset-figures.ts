import type { NoteDropped } from './dropped-parts.js';
import type { Child, Element, Root } from './tree.js';

const referencePattern = /^asset:([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})$/i;

/** The scheme of references to assets in the addresses of images. */
export const assetScheme = 'asset';

/** Elements that may contain figures. */
const figureHolders = new Set(['blockquote', 'dd', 'details', 'figure', 'li', 'section', 'td', 'th']);

/** Elements besides images that readers see although they have no text. */
const visibleElements = new Set(['hr', 'input', 'table']);

type Node = Child | Element['children'][number];
type Item = Element['children'][number];

const isElement = (node: Node): node is Element => node.type === 'element';
const isBlank = (node: Node): boolean => node.type === 'text' && node.value.trim() === '';

/** Returns the id of the asset to which the address of an image refers, or undefined if it refers to none. */
export const assetIdOf = (src: unknown): string | undefined =>
  typeof src === 'string' ? referencePattern.exec(src)?.[1]?.toLowerCase() : undefined;

const isAssetImage = (node: Node): boolean =>
  isElement(node) && node.tagName === 'img' && assetIdOf(node.properties.src) !== undefined;

const hasAssetImage = (node: Node): boolean =>
  isAssetImage(node) || (isElement(node) && node.children.some(hasAssetImage));

/** Returns whether nothing of a node is visible. */
const isInvisible = (node: Node): boolean =>
  isElement(node)
    ? node.tagName !== 'img' &&
      !visibleElements.has(node.tagName) &&
      node.properties.dataEmbed === undefined &&
      node.children.every(isInvisible)
    : isBlank(node) || node.type !== 'text';

/** Returns whether a node shows nothing but images of assets. */
const showsOnlyAssets = (node: Node): boolean =>
  isAssetImage(node) ||
  isInvisible(node) ||
  (isElement(node) &&
    node.tagName !== 'img' &&
    node.children.length > 0 &&
    !visibleElements.has(node.tagName) &&
    node.children.every(showsOnlyAssets));

/** Returns an image of an asset with only the attributes that it may have. */
function imageOf({ properties: { src, alt } }: Element): Element {
  const properties = { src: `${assetScheme}:${assetIdOf(src)}`, ...(typeof alt === 'string' ? { alt } : {}) };
  return { type: 'element', tagName: 'img', properties, children: [] };
}

const titleOf = ({ properties: { title } }: Element): string => (typeof title === 'string' ? title.trim() : '');

/** The images of assets that were taken out of a block, before and after its first other content. */
type Extraction = {
  before: Element[];
  after: Element[];
  hasContent: boolean;
  /** Whether the images are also taken out of elements that may contain figures. */
  isDeep: boolean;
};

const createExtraction = (isDeep: boolean): Extraction => ({ before: [], after: [], hasContent: false, isDeep });

/** Takes the images of assets out of nodes, and the elements that show nothing without them. */
function extractImages(nodes: readonly Item[], extraction: Extraction, note: NoteDropped): Item[] {
  return nodes.flatMap((node): Item[] => {
    if (isAssetImage(node)) {
      (extraction.hasContent ? extraction.after : extraction.before).push(node as Element);
      return [];
    }
    if (!isElement(node) || !hasAssetImage(node)) {
      extraction.hasContent ||= !isInvisible(node);
      return [node];
    }
    if (figureHolders.has(node.tagName) && !extraction.isDeep) {
      extraction.hasContent = true;
      return [{ ...node, children: arrange(node.children, note) }];
    }
    const children = extractImages(node.children, extraction, note);
    if (!children.every(isInvisible)) return [{ ...node, children }];
    if (node.tagName === 'a') note('link around an image', 'unsupported-element', String(node.properties.href ?? ''));
    return [];
  });
}

/** Replaces figures in a caption by their contents. */
const withoutFigures = (nodes: readonly Item[]): Item[] =>
  nodes.flatMap((node): Item[] => {
    if (!isElement(node)) return [node];
    const children = withoutFigures(node.children);
    return node.tagName === 'figure' ? children : [{ ...node, children }];
  });

/** Returns a figure of images. Without a caption, the titles of the images are the caption. */
function figureOf(images: readonly Element[], properties: Element['properties'] = {}, caption?: Element): Element {
  const title = images
    .map(titleOf)
    .filter((text) => text !== '')
    .join(' ');
  const titleCaption: Element[] =
    title === ''
      ? []
      : [{ type: 'element', tagName: 'figcaption', properties: {}, children: [{ type: 'text', value: title }] }];
  return {
    type: 'element',
    tagName: 'figure',
    properties: { dataAssets: '', ...properties },
    children: [...images.map(imageOf), ...(caption === undefined ? titleCaption : [caption])],
  };
}

/** Returns the figures of consecutive images. An image with a title ends its figure, because the title is its caption. */
function figuresOf(images: readonly Element[]): Element[] {
  const figures: Element[] = [];
  let group: Element[] = [];
  for (const [index, image] of images.entries()) {
    group.push(image);
    if (titleOf(image) === '' && index < images.length - 1) continue;
    figures.push(figureOf(group));
    group = [];
  }
  return figures;
}

/** Brings a figure with images of assets into its only form. If it shows something else, only the images in it. */
function arrangeFigure(figure: Element, note: NoteDropped): Element[] {
  const caption = figure.children.find((child): child is Element => isElement(child) && child.tagName === 'figcaption');
  const others = figure.children.filter((child) => child !== caption);
  if (!others.every(showsOnlyAssets) || !others.some(hasAssetImage))
    return [{ ...figure, children: arrange(figure.children, note) }];
  const extraction = createExtraction(true);
  extractImages(others, extraction, note);
  const captionChildren = caption === undefined ? [] : extractImages(caption.children, extraction, note);
  return [
    figureOf(
      [...extraction.before, ...extraction.after],
      figure.properties,
      caption && { ...caption, children: withoutFigures(captionChildren) },
    ),
  ];
}

/** Brings the images of assets among the children of an element that may contain figures into figures. */
function arrange<Kind extends Child | Item>(nodes: readonly Kind[], note: NoteDropped): Kind[] {
  const result: Item[] = [];
  let gallery: Element[] = [];
  let gap: Item[] = [];
  const flush = (): void => {
    result.push(...figuresOf(gallery), ...gap);
    gallery = [];
    gap = [];
  };
  for (const node of nodes as readonly Item[]) {
    if (isAssetImage(node)) {
      gallery.push(node as Element);
      gap = [];
      continue;
    }
    if (gallery.length > 0 && isBlank(node)) {
      gap.push(node);
      continue;
    }
    flush();
    if (!isElement(node) || !hasAssetImage(node)) result.push(node);
    else if (node.tagName === 'figure') result.push(...arrangeFigure(node, note));
    else if (figureHolders.has(node.tagName)) result.push({ ...node, children: arrange(node.children, note) });
    else {
      const extraction = createExtraction(false);
      const rest = extractImages([node], extraction, note);
      result.push(...figuresOf(extraction.before), ...rest, ...figuresOf(extraction.after));
    }
  }
  flush();
  return result as Kind[];
}

/**
 * Brings the images of assets of a tree into their only form: `<figure data-assets=""><img src="asset:id" alt="text">`,
 * with one image or more, and an optional `figcaption` at the end. The database recognises such figures by this text, and
 * replaces them when readers see the body. Images in a paragraph become a figure beside it.
 */
export const arrangeAssetFigures = (children: Root['children'], note: NoteDropped): Root['children'] =>
  children.some(hasAssetImage) ? arrange(children, note) : children;

/** Returns whether a sanitised body shows assets. Attributes have no quotes and texts no angle brackets, so none looks so. */
export const hasAssetFigures = (html: string): boolean => html.includes('<figure data-assets=""');

/** Returns whether a node is a figure of assets. */
export const isAssetFigure = (node: Node): boolean =>
  isElement(node) && node.tagName === 'figure' && node.properties.dataAssets !== undefined;

/** Returns the id of the asset of each image, in order. */
export const assetsIn = (nodes: readonly Node[]): string[] =>
  nodes.flatMap((node): string[] => {
    if (!isElement(node)) return [];
    const id = node.tagName === 'img' ? assetIdOf(node.properties.src) : undefined;
    return id === undefined ? assetsIn(node.children) : [id];
  });

/** Returns a tree without the images of these assets. A figure without images is removed with its caption. */
export const withoutAssets = <Kind extends Node>(nodes: readonly Kind[], ids: ReadonlySet<string>): Kind[] =>
  nodes.flatMap((node): Kind[] => {
    if (!isElement(node)) return [node];
    if (isAssetImage(node) && ids.has(assetIdOf(node.properties.src) ?? '')) return [];
    const children = withoutAssets(node.children, ids);
    return isAssetFigure(node) && !children.some(isAssetImage) ? [] : [{ ...node, children }];
  });
