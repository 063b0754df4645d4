import type { NoteDropped } from './dropped-parts.js';
import { blocks, emptyElements, words } from './elements.js';
import {
  addressOf,
  foreignAttributesOf,
  frameEmbed,
  isEmbedScript,
  mediaEmbed,
  type TitledEmbed,
} from './markup-embeds.js';
import * as rules from './markup-rules.js';
import { endOfComment, endOfRawText, readTag, type Tag } from './markup-tags.js';

/** The allowed tags with their allowed attributes, and tags that are renamed to an allowed one. */
export type Vocabulary = {
  tags: Readonly<Record<string, readonly string[]>>;
  aliases: Readonly<Record<string, string>>;
  /** Whether frames, videos and the like become figures. Otherwise they are removed. */
  hasEmbeds: boolean;
};

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
export function boundMarkup(source: string, vocabulary: Vocabulary, noteDropped: NoteDropped = () => {}): string {
  const html = source.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
  const out: string[] = [];
  const open: string[] = [];
  /** Whether text that follows needs a paragraph of its own, because its block was removed. */
  let hasLooseText = false;
  let droppedElement: { tag: Tag; depth: number; source: string } | null = null;

  const canonicalName = (name: string): string =>
    Object.hasOwn(vocabulary.aliases, name) ? (vocabulary.aliases[name] ?? name) : name;
  const attributesOf = (name: string): readonly string[] | undefined =>
    Object.hasOwn(vocabulary.tags, name) ? vocabulary.tags[name] : undefined;
  const allowedAttributesOf = (name: string): readonly string[] =>
    attributesOf(canonicalName(name)) ?? (vocabulary.hasEmbeds ? foreignAttributesOf(name) : []);

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
    if (!rules.noRow.has(top)) return;
    if (top !== 'tr') push('tr');
    push('td');
  }

  function beforeInline(): void {
    openCell();
    const top = open.at(-1);
    if (hasLooseText && (top === undefined || rules.flowContainers.has(top)) && open.length < rules.maxDepth) push('p');
    hasLooseText = false;
  }

  function endUnknownBlock(): void {
    close('p', rules.scope);
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
    const table = find(rules.tableScope, rules.tableScope);
    if (table === -1) return false;
    if (rules.cells.has(name)) {
      closeDownTo(find(rules.noRow, rules.noRow) + 1);
      if (open.at(-1) !== 'tr') push('tr');
    } else if (name === 'tr') {
      closeDownTo(find(words('table thead tbody tfoot'), rules.tableScope) + 1);
    } else if (name === 'col' && open.at(-1) === 'colgroup') {
      return true;
    } else {
      closeDownTo(table + 1);
    }
    return true;
  }

  /** Returns whether an element that is allowed in some places only is allowed here. */
  function isPlaced(name: string, { attributes }: Tag): boolean {
    if (name === 'section') return attributes.has('data-footnotes') && open.length === 0;
    if (name === 'span') return ['id', 'lang', 'dir'].some((attribute) => attributes.has(attribute));
    if (name !== 'input') return true;
    return attributes.get('type')?.toLowerCase() === 'checkbox' && find(words('li'), rules.itemBarrier) !== -1;
  }

  function writeEmbed({ provider, url, title }: TitledEmbed): void {
    // A figure is a block, so the inline elements around it end before it.
    closeDownTo(open.findLastIndex((name) => blocks.has(name)) + 1);
    startTag({ name: 'figure', attributes: new Map([['data-embed', provider]]), selfClosing: false, end: 0 });
    startTag({
      name: 'a',
      attributes: new Map([['href', url.replaceAll('&', '&amp;')]]),
      selfClosing: false,
      end: 0,
    });
    out.push(title.replaceAll('<', '&lt;'));
    endTag('a');
    endTag('figure');
    hasLooseText = 'p' in vocabulary.tags;
  }

  /** Writes the embed of a foreign element, or notes that it is left out. */
  function embedOrDrop(tag: Tag, embed: TitledEmbed | undefined): void {
    if (embed !== undefined && vocabulary.hasEmbeds) writeEmbed(embed);
    else noteDropped(tag.name, 'unknown-embed', addressOf(tag));
  }

  function endDroppedElement(): void {
    if (droppedElement === null) return;
    const { tag, source } = droppedElement;
    droppedElement = null;
    if (tag.name === 'video' || tag.name === 'audio') embedOrDrop(tag, mediaEmbed(tag, source));
    else if (tag.name !== 'head') noteDropped(tag.name, 'unsupported-element');
  }

  function startTag(tag: Tag): void {
    const name = canonicalName(tag.name);
    if (attributesOf(name) === undefined || !isPlaced(name, tag)) {
      const embed = vocabulary.hasEmbeds && tag.name === 'div' ? frameEmbed(tag) : undefined;
      if (rules.unknownBlocks.has(tag.name)) endUnknownBlock();
      if (embed !== undefined) writeEmbed(embed);
      return;
    }
    if (rules.tables.has(name) && name !== 'table') {
      if (!placeInTable(name)) {
        endUnknownBlock();
        return;
      }
      hasLooseText = false;
    } else if (blocks.has(name)) {
      openCell();
      hasLooseText = false;
      if (name === 'li') close('li', rules.itemBarrier);
      if (name === 'dt' || name === 'dd') close('dt dd', rules.itemBarrier);
      if (rules.closesParagraph.has(name) || name === 'li' || name === 'dt' || name === 'dd') close('p', rules.scope);
      if (rules.headings.has(name) && rules.headings.has(open.at(-1) ?? '')) closeDownTo(open.length - 1);
    } else {
      beforeInline();
      if (name === 'a') close('a', rules.scope);
      if (rules.closesAnnotation.has(name)) close('rt rp', words('ruby'));
    }
    if (!emptyElements.has(name) && open.length >= (name === 'table' ? rules.maxTableDepth : rules.maxDepth)) return;
    const attributes = [...tag.attributes].map(([key, value]) => ` ${key}="${value.replaceAll('"', '&quot;')}"`);
    out.push(`<${name}${attributes.join('')}>`);
    if (!emptyElements.has(name)) open.push(name);
  }

  function endTag(rawName: string): void {
    const name = canonicalName(rawName);
    if (attributesOf(name) === undefined || (name === 'section' && !open.includes(name))) {
      if (rules.unknownBlocks.has(rawName)) endUnknownBlock();
      return;
    }
    const barrier = rules.tables.has(name) ? rules.tableScope : name === 'li' ? rules.listScope : rules.scope;
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
      if (tag.name === droppedElement.tag.name && !tag.selfClosing) droppedElement.depth += isClosing ? -1 : 1;
      else if (tag.name === 'source') droppedElement.source ||= addressOf(tag);
      if (droppedElement.depth === 0) endDroppedElement();
    } else if (isClosing) {
      endTag(tag.name);
    } else if (rules.rawText.has(tag.name)) {
      index = textFrom = endOfRawText(html, index, tag.name);
      if (tag.name === 'iframe') embedOrDrop(tag, frameEmbed(tag));
      else if (tag.name === 'script' && !isEmbedScript(addressOf(tag)))
        noteDropped('script', 'unsupported-element', addressOf(tag));
      else if (tag.name === 'style' || tag.name === 'textarea') noteDropped(tag.name, 'unsupported-element');
    } else if (rules.droppedElements.has(tag.name)) {
      droppedElement = { tag, depth: 1, source: '' };
      if (tag.selfClosing) endDroppedElement();
    } else {
      if (tag.name === 'embed' || (tag.name === 'object' && addressOf(tag) !== '')) embedOrDrop(tag, frameEmbed(tag));
      startTag(tag);
    }
  }
  endDroppedElement();
  closeDownTo(0);
  return out.join('');
}
