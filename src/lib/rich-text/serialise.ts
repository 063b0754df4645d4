import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import { isAssetFigure } from './asset-figures.js';
import type { Child, Element, Root } from './tree.js';

const serialiser = unified()
  .use(rehypeStringify, { characterReferences: { useNamedReferences: true } })
  .freeze();

/** Stand for angle brackets in attributes until the HTML is written, which does not escape them there. */
const [lessThan, greaterThan] = ['\ufdd0', '\ufdd1'] as const;

/** Returns nodes in whose attributes angle brackets are replaced by the characters that stand for them. */
export const withSafeAttributes = <Kind extends Child | Element['children'][number]>(nodes: readonly Kind[]): Kind[] =>
  nodes.map((node) => {
    if (node.type !== 'element') return node;
    const properties = Object.entries(node.properties).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('<', lessThan).replaceAll('>', greaterThan) : value,
    ]);
    return { ...node, properties: Object.fromEntries(properties), children: withSafeAttributes(node.children) };
  });

/** Returns HTML in which angle brackets in attributes are escaped again. */
export const restoreBrackets = (html: string): string =>
  html.replaceAll(lessThan, '&lt;').replaceAll(greaterThan, '&gt;');

/** Returns whether a tree has a figure of assets. */
const hasAssetFigure = (nodes: readonly Child[]): boolean =>
  nodes.some((node) => node.type === 'element' && (isAssetFigure(node) || hasAssetFigure(node.children)));

const withSafeFigures = <Kind extends Child>(nodes: readonly Kind[]): Kind[] =>
  nodes.flatMap((node) => {
    if (isAssetFigure(node)) return withSafeAttributes([node as Kind]);
    return node.type === 'element' ? [{ ...node, children: withSafeFigures(node.children) }] : [node];
  });

/** Returns the HTML of a tree. In figures of assets, it has no angle brackets in attributes, so none contains a tag. */
export function serialise(tree: Root): string {
  if (!hasAssetFigure(tree.children)) return serialiser.stringify(tree);
  return restoreBrackets(serialiser.stringify({ type: 'root', children: withSafeFigures(tree.children) }));
}
