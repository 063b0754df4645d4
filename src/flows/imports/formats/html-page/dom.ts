import { oneLine } from '../../normalisation/text.js';

/** The part of linkedom's nodes that is used here. Its own types require the types of a browser. */
export type Node = {
  readonly nodeType: number;
  readonly parentNode: Node | null;
  readonly parentElement: Element | null;
  textContent: string;
  contains(node: Node): boolean;
  remove(): void;
};

export type Element = Node & {
  readonly localName: string;
  readonly id: string;
  readonly children: Iterable<Element>;
  readonly childNodes: Iterable<Node>;
  readonly previousElementSibling: Element | null;
  readonly nextElementSibling: Element | null;
  readonly innerHTML: string;
  readonly outerHTML: string;
  readonly ownerDocument: Document;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  closest(selector: string): Element | null;
  matches(selector: string): boolean;
  append(...nodes: Node[]): void;
  before(node: Node): void;
  after(node: Node | string): void;
  replaceWith(node: Node): void;
};

type Document = { readonly documentElement: Element | null; createElement(name: string): Element };

export const isElement = (node: Node): node is Element => node.nodeType === 1;

export const isText = (node: Node): boolean => node.nodeType === 3;

/** Returns an attribute, trimmed, or null if it is empty. The parser keeps upper case names such as `HREF`. */
export const attributeOf = (element: Element | null | undefined, name: string): string | null =>
  (element?.getAttribute(name) ?? element?.getAttribute(name.toUpperCase()))?.trim() || null;

/** Returns the text of an element on one line. */
export const textOf = (element: Node | null | undefined): string => oneLine(element?.textContent ?? '');

export const allIn = (element: Element, selector: string): Element[] => [...element.querySelectorAll(selector)];

/** Returns the element itself if it matches the selector, or else its first match. */
export const firstIn = (element: Element, selector: string): Element | null =>
  element.matches(selector) ? element : element.querySelector(selector);

/** Returns the length of the text outside links. Without `isCounted`, only text in paragraphs counts. */
function lengthOutsideLinks(node: Node, isCounted: boolean): number {
  if (isText(node)) return isCounted ? node.textContent.trim().length : 0;
  if (!isElement(node) || node.localName === 'a') return 0;
  let sum = 0;
  for (const child of node.childNodes) sum += lengthOutsideLinks(child, isCounted || node.localName === 'p');
  return sum;
}

export const textLengthOutsideLinks = (element: Element): number => lengthOutsideLinks(element, true);

/** Returns the number of characters in paragraphs, outside links. */
export const proseLength = (element: Element): number => lengthOutsideLinks(element, false);

/** Returns whether an element has more than `maxElements` descendants. */
export function hasMoreThan(element: Element, maxElements: number): boolean {
  let remainingCount = maxElements;
  const walk = (parent: Element): boolean => {
    for (const child of parent.children) if (--remainingCount < 0 || walk(child)) return true;
    return false;
  };
  return walk(element);
}
