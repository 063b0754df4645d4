import type { Omission } from '../draft.js';
import { quote } from '../normalisation/fields.js';
import type { Element } from './elements.js';

/** The maximum number of elements of one item that the report names. */
const maxReported = 20;

/** Returns whether an element has a text, attributes or child elements. */
const saysSomething = ({ attributes, children }: Element): boolean =>
  attributes.size > 0 || children.some((child) => typeof child !== 'string' || child.trim() !== '');

/** Reports each child element that is not in `knownNames` and says something, by its name in the file's namespace. */
export function unreadElementsIn(parent: Element, knownNames: ReadonlySet<string>): Omission[] {
  const names = new Set<string>();
  for (const child of parent.children)
    if (typeof child !== 'string' && !knownNames.has(child.name) && saysSomething(child))
      names.add(child.name.replace(/^\?:/, ''));
  return [...names].slice(0, maxReported).map((name) => ({ what: `element ${quote(name)}`, reason: 'unknown-field' }));
}
