import rehypeRemark from 'rehype-remark';
import remarkStringify, { type Options } from 'remark-stringify';
import { unified } from 'unified';
import { articleTree, sanitizeComment } from '../../lib/rich-text/html.js';
import { htmlLines } from './lines.js';

type Root = ReturnType<typeof articleTree>;
type Child = Root['children'][number];
type Handler = NonNullable<NonNullable<Options['handlers']>['root']>;

/** Comments have no headings, images or reference links, so the characters that mark them need no backslash. */
const unescapedCharacters = new Set(['#', '=', '!', '[']);

type Unsafe = Parameters<Handler>[2]['unsafe'];

/** The patterns are kept because each stores its compiled expression. */
let cachedPatterns: Unsafe | undefined;

/** Drops patterns that comments do not need. In comments `<` can only begin an autolink, because they have no HTML. */
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

/** Appends a node. Merges text with text before it. */
function appendNode(output: Child[], node: Child): void {
  const last = output.at(-1);
  if (node.type === 'text' && last?.type === 'text') last.value += node.value;
  else output.push(node.type === 'text' ? { type: 'text', value: node.value } : node);
}

/**
 * Returns the nodes in a form that Markdown can express: without empty elements and links without a target, and without
 * white space at the start or end of emphasis.
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

/** Wraps inline nodes at the top level in paragraphs. */
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

/** Returns whether a text is the same in Markdown as in HTML, so that it needs no conversion. */
const isPlain = (text: string) => !/[\\*_`[\]<>&\n\r\t~]|^\s*(?:[-+]|\d+[.)])| {2}/.test(text);

/**
 * Converts a comment from HTML to Markdown. Keeps what comments may have: paragraphs, emphasis, code, quotes, lists and
 * links. Characters of the text that have a meaning in Markdown are escaped.
 *
 * @param lines whether line breaks are shown (`breaks`), as in WordPress, or are the white space of HTML (`spaces`)
 * @returns Markdown without white space at either end; `''` if the comment has no visible text
 */
export function commentMarkdown(html: string, lines: 'breaks' | 'spaces'): string {
  const text = html.trim();
  if (isPlain(text)) return text;
  const isText = !text.includes('<');
  const { children } = articleTree(sanitizeComment(lines === 'breaks' || isText ? htmlLines(text) : text));
  const tree: Root = { type: 'root', children: wrapInParagraphs(tidyNodes(children)) };
  return writer.stringify(writer.runSync(tree)).trim();
}
