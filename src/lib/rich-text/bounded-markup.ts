import { blocks, emptyElements, words } from './elements.js';
import { endOfComment, endOfRawText, readTag, type Tag } from './markup-tags.js';

/** The allowed tags with their allowed attributes, and tags that are renamed to an allowed one. */
export type Vocabulary = {
  tags: Readonly<Record<string, readonly string[]>>;
  aliases: Readonly<Record<string, string>>;
};

/** How deeply elements may nest. Articles nest about twelve levels, and later code walks the tree recursively. */
const maxDepth = 64;

/** A table is opened only where its section, row and cell still fit. */
const maxTableDepth = maxDepth - 4;

const rawText = words('script style title textarea xmp iframe noembed noframes noscript');
const droppedElements = words('svg math template select datalist audio video canvas head');
const headings = words('h2 h3 h4 h5 h6');
const tables = words('table caption colgroup thead tbody tfoot tr td th col');
const cells = words('td th');
const closesParagraph = words('p h2 h3 h4 h5 h6 ul ol dl blockquote figure figcaption table pre hr details summary');
const unknownBlocks = words(
  'address article aside body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main nav ol p pre section table caption thead tbody tfoot tr td th ul blockquote details summary hr',
);
const flowContainers = words('blockquote li dd td th figure figcaption details');

// The elements at which the search for an open element ends, after the scopes of the HTML standard (13.2.4.2).
const scope = words('table td th caption');
const listScope = words('table td th caption ul ol');
const tableScope = words('table');
const itemBarrier = words(
  'h2 h3 h4 h5 h6 ul ol dl blockquote figure figcaption pre details summary table caption td th',
);
const noRow = words('table thead tbody tfoot tr');

/**
 * Rewrites HTML from outside so that a tree can be built from it in linear time and space. Only tags and attributes of
 * the vocabulary remain, every element is closed inside its parent, elements deeper than 64 levels are unwrapped, and
 * the contents of tables are in cells. The text is kept, except that of scripts, styles, foreign content and other
 * elements that are not prose. Blocks outside the vocabulary, such as `div`, become paragraphs.
 *
 * A tree builder that follows the standard takes quadratic time for depth, for attributes of a tag, for what it moves
 * out of tables and for formatting elements that it reopens, so this function is called first. It does not sanitise:
 * it does not check the values of attributes.
 */
export function boundMarkup(source: string, vocabulary: Vocabulary): string {
  const html = source.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
  const out: string[] = [];
  const open: string[] = [];
  /** Whether text that follows needs a paragraph of its own, because its block was removed. */
  let hasLooseText = false;
  let droppedElement: { name: string; depth: number } | null = null;

  const canonicalName = (name: string): string =>
    Object.hasOwn(vocabulary.aliases, name) ? (vocabulary.aliases[name] ?? name) : name;
  const attributesOf = (name: string): readonly string[] | undefined =>
    Object.hasOwn(vocabulary.tags, name) ? vocabulary.tags[name] : undefined;
  const allowedAttributesOf = (name: string): readonly string[] => attributesOf(canonicalName(name)) ?? [];

  function push(name: string): void {
    out.push(`<${name}>`);
    open.push(name);
  }

  function closeDownTo(index: number): void {
    while (open.length > index) out.push(`</${open.pop()}>`);
  }

  /** Returns the index of the innermost open element among `names`, or -1 if a barrier comes first. */
  function find(names: ReadonlySet<string>, barrier: ReadonlySet<string>): number {
    for (let index = open.length - 1; index >= 0; index--) {
      const name = open[index] ?? '';
      if (names.has(name)) return index;
      if (barrier.has(name)) return -1;
    }
    return -1;
  }

  function close(names: string, barrier: ReadonlySet<string>): void {
    const index = find(words(names), barrier);
    if (index !== -1) closeDownTo(index);
  }

  function openCell(): void {
    if (open.at(-1) === 'colgroup') closeDownTo(open.length - 1);
    const top = open.at(-1) ?? '';
    if (!noRow.has(top)) return;
    if (top !== 'tr') push('tr');
    push('td');
  }

  function beforeInline(): void {
    openCell();
    const top = open.at(-1);
    if (hasLooseText && (top === undefined || flowContainers.has(top)) && open.length < maxDepth) push('p');
    hasLooseText = false;
  }

  function endUnknownBlock(): void {
    close('p', scope);
    if (out.length > 0 && out.at(-1) !== '\n') out.push('\n');
    hasLooseText = 'p' in vocabulary.tags;
  }

  function text(from: number, to: number): void {
    const value = html.slice(from, to);
    if (/[^\t\n\f\r ]/.test(value)) beforeInline();
    out.push(value);
  }

  /** Closes and opens elements so that a part of a table can follow. Returns false if no table is open. */
  function placeInTable(name: string): boolean {
    const table = find(tableScope, tableScope);
    if (table === -1) return false;
    if (cells.has(name)) {
      closeDownTo(find(noRow, noRow) + 1);
      if (open.at(-1) !== 'tr') push('tr');
    } else if (name === 'tr') {
      closeDownTo(find(words('table thead tbody tfoot'), tableScope) + 1);
    } else if (name === 'col' && open.at(-1) === 'colgroup') {
      return true;
    } else {
      closeDownTo(table + 1);
    }
    return true;
  }

  function startTag(tag: Tag): void {
    const name = canonicalName(tag.name);
    if (attributesOf(name) === undefined) {
      if (unknownBlocks.has(tag.name)) endUnknownBlock();
      return;
    }
    if (tables.has(name) && name !== 'table') {
      if (!placeInTable(name)) {
        endUnknownBlock();
        return;
      }
      hasLooseText = false;
    } else if (blocks.has(name)) {
      openCell();
      hasLooseText = false;
      if (name === 'li') close('li', itemBarrier);
      if (name === 'dt' || name === 'dd') close('dt dd', itemBarrier);
      if (closesParagraph.has(name) || name === 'li' || name === 'dt' || name === 'dd') close('p', scope);
      if (headings.has(name) && headings.has(open.at(-1) ?? '')) closeDownTo(open.length - 1);
    } else {
      beforeInline();
      if (name === 'a') close('a', scope);
    }
    if (!emptyElements.has(name) && open.length >= (name === 'table' ? maxTableDepth : maxDepth)) return;
    const attributes = [...tag.attributes].map(([key, value]) => ` ${key}="${value.replaceAll('"', '&quot;')}"`);
    out.push(`<${name}${attributes.join('')}>`);
    if (!emptyElements.has(name)) open.push(name);
  }

  function endTag(rawName: string): void {
    const name = canonicalName(rawName);
    if (attributesOf(name) === undefined) {
      if (unknownBlocks.has(rawName)) endUnknownBlock();
      return;
    }
    const barrier = tables.has(name) ? tableScope : name === 'li' ? listScope : scope;
    const index = find(new Set([name]), barrier);
    if (index === -1) return;
    if (!blocks.has(name) && open.indexOf('p', index) !== -1) hasLooseText = 'p' in vocabulary.tags;
    closeDownTo(index);
  }

  let index = 0;
  let textFrom = 0;
  while (index < html.length) {
    const next = html.indexOf('<', index);
    const at = next === -1 ? html.length : next;
    const kind = html[at + 1] ?? '';
    const isClosing = kind === '/';
    const isTag = /[a-z]/i.test(isClosing ? (html[at + 2] ?? '') : kind);
    const isComment = !isTag && /[!?/]/.test(kind) && !(isClosing && at + 2 >= html.length);
    if (next !== -1 && !isTag && !isComment) {
      if (droppedElement === null) {
        text(textFrom, at);
        beforeInline();
        out.push('&lt;');
      }
      index = textFrom = at + 1;
      continue;
    }
    if (droppedElement === null && at > textFrom) text(textFrom, at);
    if (next === -1) break;
    if (isComment) {
      index = textFrom = endOfComment(html, at);
      continue;
    }
    const tag = readTag(html, at + (isClosing ? 2 : 1), isClosing ? () => [] : allowedAttributesOf);
    if (tag === null) break;
    index = textFrom = tag.end;
    if (droppedElement !== null) {
      if (tag.name === droppedElement.name && !tag.selfClosing) droppedElement.depth += isClosing ? -1 : 1;
      if (droppedElement.depth === 0) droppedElement = null;
    } else if (isClosing) {
      endTag(tag.name);
    } else if (rawText.has(tag.name)) {
      index = textFrom = endOfRawText(html, index, tag.name);
    } else if (droppedElements.has(tag.name)) {
      if (!tag.selfClosing) droppedElement = { name: tag.name, depth: 1 };
    } else {
      startTag(tag);
    }
  }
  closeDownTo(0);
  return out.join('');
}
