import rehypeRemark, { type Options } from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify, { type Options as StringifyOptions } from 'remark-stringify';
import { unified } from 'unified';
import { idPrefix } from './fragment-ids.js';
import { articleTree } from './html.js';
import { anchor, footnotePrefix, hasBlock, htmlInlines, oneLine, plainId, toMarkdownNodes } from './markdown-tree.js';
import type { Child, Element, Root } from './tree.js';

type Handle = NonNullable<NonNullable<Options['handlers']>[string]>;
type Result = Exclude<ReturnType<Handle>, undefined | readonly unknown[]>;
type InlineNode = Extract<Result, { type: 'link' }>['children'][number] | Extract<Result, { type: 'html' }>;
type Definition = Extract<Result, { type: 'footnoteDefinition' }>;

const html = (value: string) => ({ type: 'html' as const, value });

/**
 * Creates HTML within a paragraph. In a list item or a quote without paragraphs, `html` would become a block of its own,
 * so it has the type of another inline extension, which is written as it is.
 */
const inlineHtml = (value: string) => ({ type: 'textDirective', value }) as unknown as ReturnType<typeof html>;

const writeInlineHtml = Object.assign(({ value }: { value: string }) => value, { peek: () => '<' });

const isInlineHtml = (node: { type: string } | undefined) => node?.type === 'textDirective';

/** Returns the label of the footnote to which an id belongs, or undefined if Markdown cannot express it. */
function labelOf(id: string | undefined): string | undefined {
  if (id === undefined || !id.startsWith(footnotePrefix)) return undefined;
  try {
    const label = decodeURIComponent(id.slice(footnotePrefix.length));
    return /^[^\s[\]\\^`]{1,100}$/.test(label) ? label : undefined;
  } catch {
    return undefined;
  }
}

/** Returns an inline element as HTML around its contents in Markdown. */
const keepElement: Handle = (state, node) => {
  if (hasBlock(node)) return state.all(node);
  const openingTag = oneLine([{ ...node, children: [] } as Element]);
  const closingTag = `</${node.tagName}>`;
  if (!openingTag.endsWith(closingTag)) return inlineHtml(openingTag);
  return [inlineHtml(openingTag.slice(0, -closingTag.length)), ...state.all(node), inlineHtml(closingTag)];
};

/** Creates the handlers of one conversion. @param labels the labels of the footnotes that the body refers to */
function handlersFor(labels: ReadonlySet<string>): Record<string, Handle> {
  const link: Handle = (state, node) => {
    const { href, title, dataFootnoteBackref, dataFootnoteRef } = node.properties;
    if (dataFootnoteBackref !== undefined) return undefined;
    const fragment = fragmentOf(node);
    const label = dataFootnoteRef === undefined ? undefined : labelOf(fragment);
    if (label !== undefined && labels.has(label)) return { type: 'footnoteReference', identifier: label, label };
    const id = plainId(node);
    const before = id === undefined ? [] : [inlineHtml(oneLine([anchor(id)]).replace(idPrefix, ''))];
    const children = state.all(node) as InlineNode[];
    if (href === undefined) return [...before, ...children];
    const url = fragment === undefined ? String(href) : `#${fragment}`;
    return [
      ...before,
      { type: 'link', url, title: typeof title === 'string' ? title.replace(/\s+/g, ' ') : null, children },
    ];
  };
  const footnotes: Handle = (state, node) =>
    node.children.flatMap((list) => {
      const items = list.type === 'element' ? list.children : [];
      return items.flatMap((item) => {
        if (item.type !== 'element') return [];
        const label = labelOf(plainId(item));
        const children = state.toFlow(state.all(item)) as Definition['children'];
        return label !== undefined && labels.has(label)
          ? [{ type: 'footnoteDefinition' as const, identifier: label, label, children }]
          : children;
      });
    });
  const figure: Handle = (state, node) => {
    const { dataHtml } = node.properties;
    if (typeof dataHtml !== 'string') return state.toFlow(state.all(node));
    return { type: 'paragraph', children: [html(dataHtml)] };
  };
  return {
    ...Object.fromEntries([...htmlInlines, 'wbr'].map((name) => [name, keepElement])),
    a: link,
    figure,
    section: footnotes,
  };
}

/** Returns the id in the body to which a link leads, without the prefix, or undefined if it leads elsewhere. */
function fragmentOf({ properties: { href } }: Element): string | undefined {
  const start = `#${idPrefix}`;
  return typeof href === 'string' && href.startsWith(start) ? href.slice(start.length) : undefined;
}

/** Separates HTML from the block after it by an empty line, also in lists. Otherwise, the block would belong to the HTML. */
const endHtml: NonNullable<StringifyOptions['join']>[number] = (before) =>
  before.type === 'paragraph' && (before.children[0]?.type === 'html' || isInlineHtml(before.children[0]))
    ? 1
    : undefined;

/** Returns the labels of the footnotes that have both a reference and a text. */
function footnoteLabels(nodes: readonly Child[]): Set<string> {
  const [references, texts] = [new Set<string>(), new Set<string>()];
  const collect = (children: readonly Child[]): void => {
    for (const node of children) {
      if (node.type !== 'element') continue;
      const isReference = node.properties.dataFootnoteRef !== undefined;
      const label = labelOf(isReference ? fragmentOf(node) : plainId(node));
      if (label !== undefined) (isReference ? references : texts).add(label);
      collect(node.children);
    }
  };
  collect(nodes);
  return new Set([...references].filter((label) => texts.has(label)));
}

/**
 * Converts an HTML body to Markdown (CommonMark with GitHub's extensions). Sanitises the body first. What Markdown has
 * no syntax for, such as embeds, ids and the language of a phrase, is written as HTML, so that `markdownToHtml` gives
 * it back. The result ends with a line feed unless it is empty.
 */
export function htmlToMarkdown(source: string): string {
  const { children } = articleTree(source);
  const tree: Root = { type: 'root', children: toMarkdownNodes(children) };
  const processor = unified()
    .use(rehypeRemark, { handlers: handlersFor(footnoteLabels(children)) })
    .use(remarkGfm)
    .use(remarkStringify, {
      bullet: '-',
      emphasis: '_',
      fences: true,
      rule: '-',
      join: [endHtml],
      handlers: { textDirective: writeInlineHtml } as never,
    });
  return processor.stringify(processor.runSync(tree));
}
