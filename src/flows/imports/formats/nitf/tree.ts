import type { Readable } from 'node:stream';
import { InvalidXmlError, type XmlEvent, xmlEvents } from '../../../../lib/xml-reader.js';
import type { Omission } from '../../draft.js';
import { xmlText } from '../../xml/xml-text.js';

/** An element with its texts and child elements in order. Names have no prefix. */
export type Element = {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: (Element | string)[];
  line: number;
};

/** An element with the requested name, or the line and the reason at which the XML becomes invalid. */
export type ElementResult =
  | { kind: 'element'; element: Element }
  | { kind: 'broken'; line: number; column: number | null; why: string };

/** The maximum number of characters and elements of one article. */
const maxCharacters = 16 * 2 ** 20;
const maxElements = 200_000;

/**
 * Yields the elements with some names in an XML file, each as a tree that keeps the order of mixed content. Everything
 * outside of them is ignored. Keeps one tree at a time in memory.
 */
export async function* elementsOf(bytes: Readable, ...elementNames: readonly string[]): AsyncGenerator<ElementResult> {
  const open: Element[] = [];
  let length = 0;
  let elements = 0;

  /** Handles a tag and the text before it. Returns the requested element that has ended with it, or undefined. */
  function handleEvent({ kind, name, attributes, text, line }: XmlEvent): Element | undefined {
    const parent = open.at(-1);
    if (parent === undefined && (kind === 'end' || !elementNames.includes(name))) return undefined;
    if (parent !== undefined && text !== '') parent.children.push(text);
    length += text.length;
    if (kind === 'end') {
      const closedElement = open.pop();
      if (open.length > 0) return undefined;
      length = elements = 0;
      return closedElement;
    }
    elements += 1;
    for (const value of attributes.values()) length += value.length;
    if (length > maxCharacters || elements > maxElements)
      throw new InvalidXmlError(
        line,
        `one article has more than ${maxCharacters / 2 ** 20} Mi characters or ${maxElements} elements`,
      );
    const element: Element = { name, attributes, children: [], line };
    parent?.children.push(element);
    open.push(element);
    return undefined;
  }

  try {
    for await (const events of xmlEvents(xmlText(bytes), { maxTextLength: maxCharacters }))
      for (const event of events) {
        const element = handleEvent(event);
        if (element !== undefined) yield { kind: 'element', element };
      }
  } catch (error) {
    if (!(error instanceof InvalidXmlError)) throw error;
    yield { kind: 'broken', line: error.line, column: error.column, why: error.message };
  }
}

/** Returns all descendants with a name, in document order. */
export function descendantsOf(element: Element | undefined, name: string): Element[] {
  return (element?.children ?? []).flatMap((child) =>
    typeof child === 'string'
      ? []
      : child.name === name
        ? [child, ...descendantsOf(child, name)]
        : descendantsOf(child, name),
  );
}

/** Returns the first element at a path of names, or undefined. */
export function elementAt(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let current = element;
  for (const name of path)
    current = current?.children.find((child): child is Element => typeof child !== 'string' && child.name === name);
  return current;
}

/** Reports the kinds of child elements that are not in `knownNames` and are not empty, with their number. */
export function unreadElements(element: Element | undefined, knownNames: ReadonlySet<string>): Omission[] {
  const counts = new Map<string, number>();
  for (const child of element?.children ?? [])
    if (
      typeof child !== 'string' &&
      !knownNames.has(child.name) &&
      (child.attributes.size > 0 || child.children.length > 0)
    )
      counts.set(child.name, (counts.get(child.name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({
    what: count === 1 ? name : `${count} elements ${name}`,
    reason: 'no-place-for-it',
  }));
}

/** Returns the text of an element and its descendants on one line, without elements of some names. */
export function textOf(element: Element | undefined, ...without: readonly string[]): string {
  return rawTextOf(element, without)
    .replace(/\s+/g, ' ')
    .replace(/ ([,.;:!?)])/g, '$1')
    .trim();
}

function rawTextOf(element: Element | undefined, without: readonly string[]): string {
  return (element?.children ?? [])
    .map((child) =>
      typeof child === 'string' ? child : without.includes(child.name) ? '' : ` ${rawTextOf(child, without)} `,
    )
    .join('');
}
