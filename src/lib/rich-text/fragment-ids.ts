import type { Child, Element, Root } from './tree.js';

/**
 * The beginning of each id in a body. Ids of the page around the body do not begin so, and the properties of the
 * browser's `document` are not hidden by elements of a body (DOM clobbering).
 */
export const idPrefix = 'user-content-';

const maxIdLength = 100;
const headings = new Set(['h2', 'h3', 'h4', 'h5', 'h6']);

function withoutPrefix(id: string): string {
  let at = 0;
  while (id.startsWith(idPrefix, at)) at += idPrefix.length;
  return id.slice(at);
}

/** Returns an id without its prefix, or undefined if it is not a valid id. */
function plainId(id: unknown): string | undefined {
  const plain = typeof id === 'string' ? withoutPrefix(id.trim()) : '';
  return plain === '' || plain.length > maxIdLength || /\s/.test(plain) ? undefined : plain;
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

const isBareAnchor = (node: Child | undefined): node is Element =>
  node?.type === 'element' && node.tagName === 'a' && node.children.length === 0 && node.properties.href === undefined;

/** Moves the id of an empty anchor at the start of a heading to the heading. Markdown has no other ids for headings. */
function liftAnchor(heading: Element): void {
  const [first] = heading.children;
  if (!isBareAnchor(first) || plainId(heading.properties.id) !== undefined) return;
  heading.properties.id = first.properties.id ?? first.properties.name;
  heading.children.shift();
}

/**
 * Gives each id of a tree the prefix of ids in bodies, and changes the links to it in the same way. Of several equal
 * ids, only the first is kept. The old attribute `name` of anchors counts as their id.
 */
export function prefixIds(tree: Root): void {
  const ids = new Set<string>();
  const links: Element[] = [];
  const collect = (nodes: readonly Child[]): void => {
    for (const node of nodes) {
      if (node.type !== 'element') continue;
      if (headings.has(node.tagName)) liftAnchor(node);
      const { properties } = node;
      const id = plainId(properties.id ?? (node.tagName === 'a' ? properties.name : undefined));
      delete properties.id;
      delete properties.name;
      if (id !== undefined && !ids.has(id)) {
        ids.add(id);
        properties.id = idPrefix + id;
      }
      if (typeof properties.href === 'string' && properties.href.startsWith('#')) links.push(node);
      collect(node.children);
    }
  };
  collect(tree.children);
  for (const { properties } of links) {
    const fragment = withoutPrefix(String(properties.href).slice(1));
    if (ids.has(fragment) || ids.has(decodeFragment(fragment))) properties.href = `#${idPrefix}${fragment}`;
  }
}
