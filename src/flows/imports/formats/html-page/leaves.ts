import type { Element } from './dom.js';

const blockElements = new Set(
  'address article aside blockquote center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre section table ul'.split(
    ' ',
  ),
);

/** Elements that are kept as one block, whatever they contain. */
const indivisibleElements = new Set('figure ul ol dl table blockquote pre p h1 h2 h3 h4 h5 h6'.split(' '));

/** Returns the innermost blocks of an element in reading order: headings, paragraphs, lists, images. */
export function leavesOf(element: Element): Element[] {
  const leaves: Element[] = [];
  collect(element, leaves);
  return leaves;
}

function collect(element: Element, leaves: Element[]): void {
  for (const child of element.children) {
    if (isLeaf(child)) leaves.push(child);
    else collect(child, leaves);
  }
}

/** Returns whether an element is a block that contains no other blocks. */
export const isLeaf = (element: Element): boolean => isIndivisible(element) || !containsBlock(element);

/** Returns whether an element is kept as one block. A table that contains a headline is only used for layout. */
const isIndivisible = (element: Element): boolean =>
  indivisibleElements.has(element.localName) &&
  (element.localName !== 'table' || element.querySelector('h1, h2, h3') === null);

const containsBlock = (element: Element): boolean =>
  [...element.children].some(
    (child) => blockElements.has(child.localName) || (child.localName !== 'a' && containsBlock(child)),
  );

export const isBlock = ({ localName }: Element): boolean => blockElements.has(localName);

export const isHeading = ({ localName }: Element): boolean => /^h[1-6]$/.test(localName);

export const headingIn = (element: Element): Element | null => element.querySelector('h1, h2, h3, h4');
