import { oneLine } from '../../normalisation/text.js';

/** What is used of a node of linkedom, whose own types need those of a browser. */
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
};

type Document = { readonly documentElement: Element | null; createElement(name: string): Element };

export const isElement = (node: Node): node is Element => node.nodeType === 1;

export const isText = (node: Node): boolean => node.nodeType === 3;

/** An attribute that says something. The parser keeps the names as they are written: `HREF` in old pages. */
export const attributeOf = (element: Element | null | undefined, name: string): string | null =>
  (element?.getAttribute(name) ?? element?.getAttribute(name.toUpperCase()))?.trim() || null;

/** The text of an element on one line. */
export const textOf = (element: Node | null | undefined): string => oneLine(element?.textContent ?? '');

export const allIn = (element: Element, selector: string): Element[] => [...element.querySelectorAll(selector)];

/** The first element of a selector, itself included. */
export const firstIn = (element: Element, selector: string): Element | null =>
  element.matches(selector) ? element : element.querySelector(selector);

/** Text that is in no link, of which a list of links has little; where it is wanted, only that of paragraphs. */
function lengthOutsideLinks(node: Node, isCounted: boolean): number {
  if (isText(node)) return isCounted ? node.textContent.trim().length : 0;
  if (!isElement(node) || node.localName === 'a') return 0;
  let sum = 0;
  for (const child of node.childNodes) sum += lengthOutsideLinks(child, isCounted || node.localName === 'p');
  return sum;
}

export const textLengthOutsideLinks = (element: Element): number => lengthOutsideLinks(element, true);

/** Characters in paragraphs, beside links. */
export const proseLength = (element: Element): number => lengthOutsideLinks(element, false);

/** Whether there are more than so many elements in another. */
export function hasMoreThan(element: Element, maxElements: number): boolean {
  let remainingCount = maxElements;
  const walk = (parent: Element): boolean => {
    for (const child of parent.children) if (--remainingCount < 0 || walk(child)) return true;
    return false;
  };
  return walk(element);
}
