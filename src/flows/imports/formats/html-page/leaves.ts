import type { Element } from './dom.js';

const blockElements = new Set(
  'address article aside blockquote center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre section table ul'.split(
    ' ',
  ),
);

/** What is one thing, whatever is in it. */
const indivisibleElements = new Set('figure ul ol dl table blockquote pre p h1 h2 h3 h4 h5 h6'.split(' '));

/** The blocks of a story that are in no other one, in reading order: headings, paragraphs, lists, pictures. */
export function leavesOf(element: Element): Element[] {
  const leaves: Element[] = [];
  collect(element, leaves);
  return leaves;
}

function collect(element: Element, leaves: Element[]): void {
  for (const child of element.children) {
    if (isIndivisible(child) || !containsBlock(child)) leaves.push(child);
    else collect(child, leaves);
  }
}

/** A table with a headline in it is there for the layout of the page. */
const isIndivisible = (element: Element): boolean =>
  indivisibleElements.has(element.localName) &&
  (element.localName !== 'table' || element.querySelector('h1, h2, h3') === null);

const containsBlock = (element: Element): boolean =>
  [...element.children].some(
    (child) => blockElements.has(child.localName) || (child.localName !== 'a' && containsBlock(child)),
  );

export const isHeading = ({ localName }: Element): boolean => /^h[1-6]$/.test(localName);

export const headingIn = (element: Element): Element | null => element.querySelector('h1, h2, h3, h4');
