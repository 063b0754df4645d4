import type { Readable } from 'node:stream';
import { InvalidXmlError, type XmlEvent, xmlEvents } from '../../../../lib/xml-reader.js';
import { xmlText } from '../../xml/xml-text.js';

/** An element with what is in it, in order: texts and elements. Names have no prefix. */
export type Element = {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: (Element | string)[];
  line: number;
};

/** What comes of a file: elements of the name that was asked for, and where and why it is no XML any more. */
export type ElementResult = { kind: 'element'; element: Element } | { kind: 'broken'; line: number; why: string };

/** Characters and elements of one story. */
const maxCharacters = 16 * 2 ** 20;
const maxElements = 200_000;

/**
 * The elements of one name in an XML file, each as a tree, with mixed content in its order; what is around them is passed
 * over. One tree is held at a time.
 */
export async function* elementsOf(bytes: Readable, elementName: string): AsyncGenerator<ElementResult> {
  const open: Element[] = [];
  let length = 0;
  let elements = 0;

  /** Takes a tag and the text before it; gives the element that has ended with it, where it is one that was asked for. */
  function handleEvent({ kind, name, attributes, text, line }: XmlEvent): Element | undefined {
    const parent = open.at(-1);
    if (parent === undefined && (kind === 'end' || name !== elementName)) return undefined;
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
        `one story has more than ${maxCharacters / 2 ** 20} Mi characters or ${maxElements} elements`,
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
    yield { kind: 'broken', line: error.line, why: error.message };
  }
}

/** The elements of a name anywhere in a tree, in its order. */
export function descendantsOf(element: Element | undefined, name: string): Element[] {
  return (element?.children ?? []).flatMap((child) =>
    typeof child === 'string'
      ? []
      : child.name === name
        ? [child, ...descendantsOf(child, name)]
        : descendantsOf(child, name),
  );
}

/** The first element at the end of a path of names. */
export function elementAt(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let current = element;
  for (const name of path)
    current = current?.children.find((child): child is Element => typeof child !== 'string' && child.name === name);
  return current;
}

/** The text of an element and all that is in it but for elements of some names, on one line. */
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
