import rehypeRemark from 'rehype-remark';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import remarkStringify from 'remark-stringify';
import { type Processor, unified } from 'unified';
import { boundMarkdown } from './bounded-markdown.js';
import { articleTree, type Element, type Root, sanitizeComment, sanitizeHtml } from './html.js';

const article = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeStringify, { allowDangerousHtml: true })
  .freeze();

const comment = unified()
  .use(remarkParse)
  .use(disableArticleSyntax)
  .use(remarkRehype, { handlers: { text: withLineBreaks } })
  .use(rehypeStringify)
  .freeze();

/** Shows the line breaks of a text as its author typed them. Readers do not expect that Markdown joins lines. */
function withLineBreaks(_: unknown, { value }: { value: string }): Child[] {
  return value
    .split(/[ \t]*\n[ \t]*/)
    .flatMap((line, index): Child[] => [
      ...(index === 0 ? [] : [{ type: 'element', tagName: 'br', properties: {}, children: [] } as Child]),
      { type: 'text', value: line },
    ]);
}

const toMarkdown = unified()
  .use(rehypeRemark)
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', emphasis: '_', fences: true, rule: '-' })
  .freeze();

/** Disables raw HTML, headings, rules, images, definitions and indented code, so that they stay text. */
function disableArticleSyntax(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: object[] };
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push({
    disable: {
      null: [
        'htmlFlow',
        'htmlText',
        'headingAtx',
        'setextUnderline',
        'thematicBreak',
        'definition',
        'labelStartImage',
        'codeIndented',
      ],
    },
  });
}

type Child = Element['children'][number];

const inline = new Set('a abbr b cite code em i mark q s small strong sub sup time u'.split(' '));

function isSeen(node: Child): boolean {
  if (node.type === 'text') return /[^ \t\n]/.test(node.value);
  return node.type === 'element' && (!inline.has(node.tagName) || node.children.some(isSeen));
}

/**
 * Unwraps inline elements without visible contents and joins the text around them. Markdown cannot express them, and
 * the serialiser would search for white space after them in quadratic time.
 */
function withoutEmptyInlines<Kind extends Root['children'][number] | Child>(nodes: readonly Kind[]): Kind[] {
  const visibleNodes: Kind[] = [];
  let texts: string[] = [];
  const flush = (): void => {
    if (texts.length > 0) visibleNodes.push({ type: 'text', value: texts.join('') } as Kind);
    texts = [];
  };
  const collectNode = (node: Kind | Child): void => {
    if (node.type === 'text') {
      texts.push(node.value);
    } else if (node.type === 'element') {
      node.children = withoutEmptyInlines(node.children);
      if (isSeen(node)) {
        flush();
        visibleNodes.push(node as Kind);
      } else {
        node.children.forEach(collectNode);
      }
    }
  };
  nodes.forEach(collectNode);
  flush();
  return visibleNodes;
}

/**
 * Converts Markdown (CommonMark with GitHub's extensions) to the HTML of an article's body. The result is sanitised
 * like that of `sanitizeHtml`, including HTML in the Markdown. Beyond limits, such as 2,000 delimiters in a paragraph
 * or 2,000 quotes and list items in total, Markdown characters are shown as written.
 *
 * @throws RangeError if the text has more than 100,000 characters, which bounds the time; throws nothing else
 */
export function markdownToHtml(markdown: string): string {
  return sanitizeHtml(String(article.processSync(boundMarkdown(markdown, { rules: true }))));
}

/**
 * Converts the Markdown of a reader to the HTML of a comment. Supports paragraphs, emphasis, code, quotes, lists and
 * links, and sanitises them like `sanitizeComment`. Line breaks are kept as `br`, and HTML is shown as written. The
 * limits of `markdownToHtml` apply.
 *
 * @throws RangeError if the text has more than 100,000 characters; throws nothing else
 */
export function commentMarkdownToHtml(markdown: string): string {
  return sanitizeComment(String(comment.processSync(boundMarkdown(markdown, { rules: false }))));
}

/**
 * Converts an HTML body to Markdown (CommonMark with GitHub's extensions). Sanitises the body first. The result ends
 * with a line feed unless it is empty.
 */
export function htmlToMarkdown(html: string): string {
  const tree = articleTree(html);
  return toMarkdown.stringify(toMarkdown.runSync({ ...tree, children: withoutEmptyInlines(tree.children) }));
}
