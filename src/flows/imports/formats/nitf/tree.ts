import type { Readable } from 'node:stream';
import { BrokenXml, type XmlEvent, xmlEvents } from '../../../../lib/xml-reading.js';
import { xmlText } from '../../xml/xml-text.js';

/** An element with what is in it, in order: texts and elements. Names have no prefix. */
export type Element = {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: (Element | string)[];
  line: number;
};

/** What comes of a file: elements of the name that was asked for, and where and why it is no XML any more. */
export type Found = { kind: 'element'; element: Element } | { kind: 'broken'; line: number; why: string };

/** Characters and elements of one story. */
const longest = 16 * 2 ** 20;
const mostElements = 200_000;

/**
 * The elements of one name in an XML file, each as a tree, with mixed content in its order; what is around them is passed
 * over. One tree is held at a time.
 */
export async function* elementsOf(bytes: Readable, wanted: string): AsyncGenerator<Found> {
  const open: Element[] = [];
  let length = 0;
  let elements = 0;

  /** Takes a tag and the text before it; gives the element that has ended with it, where it is one that was asked for. */
  function take({ kind, name, attributes, text, line }: XmlEvent): Element | undefined {
    const within = open.at(-1);
    if (within === undefined && (kind === 'end' || name !== wanted)) return undefined;
    if (within !== undefined && text !== '') within.children.push(text);
    length += text.length;
    if (kind === 'end') {
      const ended = open.pop();
      if (open.length > 0) return undefined;
      length = elements = 0;
      return ended;
    }
    elements += 1;
    for (const value of attributes.values()) length += value.length;
    if (length > longest || elements > mostElements)
      throw new BrokenXml(
        line,
        `one story has more than ${longest / 2 ** 20} Mi characters or ${mostElements} elements`,
      );
    const element: Element = { name, attributes, children: [], line };
    within?.children.push(element);
    open.push(element);
    return undefined;
  }

  try {
    for await (const events of xmlEvents(xmlText(bytes), { kept: longest }))
      for (const event of events) {
        const element = take(event);
        if (element !== undefined) yield { kind: 'element', element };
      }
  } catch (error) {
    if (!(error instanceof BrokenXml)) throw error;
    yield { kind: 'broken', line: error.line, why: error.message };
  }
}

/** The elements of a name anywhere in a tree, in its order. */
export function within(element: Element | undefined, name: string): Element[] {
  return (element?.children ?? []).flatMap((child) =>
    typeof child === 'string' ? [] : child.name === name ? [child, ...within(child, name)] : within(child, name),
  );
}

/** The first element at the end of a path of names. */
export function at(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let here = element;
  for (const name of path)
    here = here?.children.find((child): child is Element => typeof child !== 'string' && child.name === name);
  return here;
}

/** The text of an element and all that is in it but for elements of some names, on one line. */
export function textOf(element: Element | undefined, ...without: readonly string[]): string {
  return raw(element, without)
    .replace(/\s+/g, ' ')
    .replace(/ ([,.;:!?)])/g, '$1')
    .trim();
}

function raw(element: Element | undefined, without: readonly string[]): string {
  return (element?.children ?? [])
    .map((child) =>
      typeof child === 'string' ? child : without.includes(child.name) ? '' : ` ${raw(child, without)} `,
    )
    .join('');
}
