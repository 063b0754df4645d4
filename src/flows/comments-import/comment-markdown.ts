import rehypeRemark from 'rehype-remark';
import remarkStringify, { type Options } from 'remark-stringify';
import { unified } from 'unified';
import { articleTree, sanitizeComment } from '../../lib/rich-text/html.js';
import { htmlLines } from './lines.js';

type Root = ReturnType<typeof articleTree>;
type Child = Root['children'][number];
type Handler = NonNullable<NonNullable<Options['handlers']>['root']>;

/** What makes headings, pictures and targets of links elsewhere is text in comments, and needs no backslash. */
const unescapedCharacters = new Set(['#', '=', '!', '[']);

type Unsafe = Parameters<Handler>[2]['unsafe'];

/** Each of them keeps its expression, once it is compiled. */
let cachedPatterns: Unsafe | undefined;

/** `<` begins no HTML in comments, and so nothing but an address. */
const escapePatterns = (all: Unsafe): Unsafe =>
  all
    .filter(({ character, inConstruct }) => !unescapedCharacters.has(character) || inConstruct?.includes('label'))
    .map(({ _compiled: _, ...pattern }) =>
      pattern.character === '<' && pattern.after !== undefined ? { ...pattern, after: '[A-Za-z]' } : pattern,
    );

const root: Handler = (node, _parent, state, info) => {
  cachedPatterns ??= escapePatterns(state.unsafe);
  state.unsafe = cachedPatterns;
  return state.containerFlow(node as Parameters<typeof state.containerFlow>[0], info);
};

const writer = unified()
  .use(rehypeRemark)
  .use(remarkStringify, { bullet: '-', emphasis: '*', fences: true, rule: '-', handlers: { root } })
  .freeze();

const blocks = new Set('p ul ol li blockquote'.split(' '));

/** Text that follows text is one with it. */
function appendNode(output: Child[], node: Child): void {
  const last = output.at(-1);
  if (node.type === 'text' && last?.type === 'text') last.value += node.value;
  else output.push(node.type === 'text' ? { type: 'text', value: node.value } : node);
}

/**
 * The nodes as Markdown can write them: without elements that show nothing and links that lead nowhere, and without white
 * space just inside of emphasis.
 */
function tidyNodes(nodes: readonly Child[]): Child[] {
  const output: Child[] = [];
  for (const node of nodes) {
    if (node.type === 'text') appendNode(output, node);
    if (node.type !== 'element') continue;
    const children = tidyNodes(node.children);
    if (node.tagName === 'br') appendNode(output, { ...node, children } as Child);
    else if (!children.some(isVisible)) appendNode(output, space);
    else if (node.tagName === 'a' && !node.properties.href) for (const child of children) appendNode(output, child);
    else if (!isEmphasis(node)) appendNode(output, { ...node, children } as Child);
    else {
      const first = children[0];
      const last = children.at(-1);
      const [before, after] = [
        first?.type === 'text' && /^\s/.test(first.value),
        last?.type === 'text' && /\s$/.test(last.value),
      ];
      if (first?.type === 'text') first.value = first.value.trimStart();
      if (last?.type === 'text') last.value = last.value.trimEnd();
      if (before) appendNode(output, space);
      appendNode(output, { ...node, children } as Child);
      if (after) appendNode(output, space);
    }
  }
  return output;
}

const space: Child = { type: 'text', value: ' ' };
const isEmphasis = ({ tagName }: { tagName: string }) => tagName === 'em' || tagName === 'strong';
const isVisible = (node: Child): boolean => (node.type === 'text' ? /\S/.test(node.value) : node.type === 'element');

/** Text at the top as paragraphs. */
function wrapInParagraphs(nodes: readonly Child[]): Child[] {
  const out: Child[] = [];
  let inlineNodes: Child[] = [];
  const flushParagraph = () => {
    if (inlineNodes.some(isVisible))
      out.push({ type: 'element', tagName: 'p', properties: {}, children: inlineNodes } as Child);
    inlineNodes = [];
  };
  for (const node of nodes) {
    if (node.type === 'element' && blocks.has(node.tagName)) {
      flushParagraph();
      out.push(node);
    } else inlineNodes.push(node);
  }
  flushParagraph();
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
  const tree: Root = { type: 'root', children: wrapInParagraphs(tidyNodes(children)) };
  return writer.stringify(writer.runSync(tree)).trim();
}
