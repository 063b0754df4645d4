import rehypeRemark from 'rehype-remark';
import remarkStringify, { type Options } from 'remark-stringify';
import { unified } from 'unified';
import { articleTree, sanitizeComment } from '../../lib/rich-text/html.js';
import { htmlLines } from './lines.js';

type Root = ReturnType<typeof articleTree>;
type Child = Root['children'][number];
type Handler = NonNullable<NonNullable<Options['handlers']>['root']>;

/** What makes headings, pictures and targets of links elsewhere is text in comments, and needs no backslash. */
const harmless = new Set(['#', '=', '!', '[']);

type Unsafe = Parameters<Handler>[2]['unsafe'];

/** Each of them keeps its expression, once it is compiled. */
let patterns: Unsafe | undefined;

/** `<` begins no HTML in comments, and so nothing but an address. */
const unsafe = (all: Unsafe): Unsafe =>
  all
    .filter(({ character, inConstruct }) => !harmless.has(character) || inConstruct?.includes('label'))
    .map(({ _compiled, ...pattern }) =>
      pattern.character === '<' && pattern.after !== undefined ? { ...pattern, after: '[A-Za-z]' } : pattern,
    );

const root: Handler = (node, _parent, state, info) => {
  patterns ??= unsafe(state.unsafe);
  state.unsafe = patterns;
  return state.containerFlow(node as Parameters<typeof state.containerFlow>[0], info);
};

const writer = unified()
  .use(rehypeRemark)
  .use(remarkStringify, { bullet: '-', emphasis: '*', fences: true, rule: '-', handlers: { root } })
  .freeze();

const blocks = new Set('p ul ol li blockquote'.split(' '));

/** Text that follows text is one with it. */
function add(kept: Child[], node: Child): void {
  const last = kept.at(-1);
  if (node.type === 'text' && last?.type === 'text') last.value += node.value;
  else kept.push(node.type === 'text' ? { type: 'text', value: node.value } : node);
}

/**
 * The nodes as Markdown can write them: without elements that show nothing and links that lead nowhere, and without white
 * space just inside of emphasis.
 */
function tidied(nodes: readonly Child[]): Child[] {
  const kept: Child[] = [];
  for (const node of nodes) {
    if (node.type === 'text') add(kept, node);
    if (node.type !== 'element') continue;
    const children = tidied(node.children);
    if (node.tagName === 'br') add(kept, { ...node, children } as Child);
    else if (!children.some(isSeen)) add(kept, space);
    else if (node.tagName === 'a' && !node.properties.href) for (const child of children) add(kept, child);
    else if (!isEmphasis(node)) add(kept, { ...node, children } as Child);
    else {
      const first = children[0];
      const last = children.at(-1);
      const [before, after] = [
        first?.type === 'text' && /^\s/.test(first.value),
        last?.type === 'text' && /\s$/.test(last.value),
      ];
      if (first?.type === 'text') first.value = first.value.trimStart();
      if (last?.type === 'text') last.value = last.value.trimEnd();
      if (before) add(kept, space);
      add(kept, { ...node, children } as Child);
      if (after) add(kept, space);
    }
  }
  return kept;
}

const space: Child = { type: 'text', value: ' ' };
const isEmphasis = ({ tagName }: { tagName: string }) => tagName === 'em' || tagName === 'strong';
const isSeen = (node: Child): boolean => (node.type === 'text' ? /\S/.test(node.value) : node.type === 'element');

/** Text at the top as paragraphs. */
function inParagraphs(nodes: readonly Child[]): Child[] {
  const out: Child[] = [];
  let loose: Child[] = [];
  const end = () => {
    if (loose.some(isSeen)) out.push({ type: 'element', tagName: 'p', properties: {}, children: loose } as Child);
    loose = [];
  };
  for (const node of nodes) {
    if (node.type === 'element' && blocks.has(node.tagName)) {
      end();
      out.push(node);
    } else loose.push(node);
  }
  end();
  return out;
}

/** Lines that are the same in Markdown as they are. */
const isPlain = (text: string) => !/[\\*_`[\]<>&\n\r\t~]|^\s*(?:[-+]|\d+[.)])| {2}/.test(text);

/**
 * The Markdown of a comment that was kept as HTML, in what comments have of both: paragraphs, emphasis, code, quotes, lists
 * and links. Text stays text: what means something in Markdown is escaped.
 *
 * @param lines whether line breaks are meant, as WordPress keeps them, or are the white space of HTML
 * @returns no white space at either end; `''` where nothing can be seen
 */
export function commentMarkdown(html: string, lines: 'breaks' | 'spaces'): string {
  const text = html.trim();
  if (isPlain(text)) return text;
  const isText = !text.includes('<');
  const { children } = articleTree(sanitizeComment(lines === 'breaks' || isText ? htmlLines(text) : text));
  const tree: Root = { type: 'root', children: inParagraphs(tidied(children)) };
  return writer.stringify(writer.runSync(tree)).trim();
}
