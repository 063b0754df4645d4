import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { type Processor, unified } from 'unified';
import { assetIdOf } from './asset-figures.js';
import { boundMarkdown } from './bounded-markdown.js';
import { sanitizeComment, sanitizeHtml } from './html.js';
import { type CleanBody, sanitizeWithText } from './plain-text.js';
import type { Element, Root } from './tree.js';

type Child = Element['children'][number];

const article = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' })
  .use(removeFootnoteHeading)
  .use(removeEmptyAlternatives)
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
      { type: 'text', value: index === 0 ? line : `\n${line}` },
    ]);
}

/** Removes the heading of footnotes, because its language is not that of the article. */
function removeFootnoteHeading(): (tree: Root) => void {
  return (tree) => {
    for (const section of tree.children)
      if (section.type === 'element' && section.properties.dataFootnotes !== undefined)
        section.children = section.children.filter((child) => child.type !== 'element' || child.tagName !== 'h2');
  };
}

/** Removes the empty alternative texts of assets, because `![](asset:id)` means the text of the asset. */
function removeEmptyAlternatives(): (tree: Root) => void {
  const visit = (nodes: readonly (Child | Root['children'][number])[]): void => {
    for (const node of nodes) {
      if (node.type !== 'element') continue;
      if (node.properties.alt === '' && assetIdOf(node.properties.src) !== undefined) delete node.properties.alt;
      visit(node.children);
    }
  };
  return (tree) => visit(tree.children);
}

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

/**
 * Converts Markdown (CommonMark with GitHub's extensions) to the HTML of an article's body. The result is sanitised
 * like that of `sanitizeHtml`, including HTML in the Markdown. Beyond limits, such as 2,000 delimiters in a paragraph
 * or 2,000 quotes and list items in total, Markdown characters are shown as written.
 *
 * @throws RangeError if the text has more than 100,000 characters, which bounds the time; throws nothing else
 */
export function markdownToHtml(markdown: string): string {
  return sanitizeHtml(rawHtmlOf(markdown));
}

/** Converts Markdown to the body of an article, as `markdownToHtml` does. @throws RangeError as `markdownToHtml` */
export const markdownToBody = (markdown: string): CleanBody => sanitizeWithText(rawHtmlOf(markdown));

const rawHtmlOf = (markdown: string): string => String(article.processSync(boundMarkdown(markdown, { rules: true })));

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
