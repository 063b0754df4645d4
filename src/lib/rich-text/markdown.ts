import rehypeRemark from 'rehype-remark';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import remarkStringify from 'remark-stringify';
import { type Processor, unified } from 'unified';
import { articleTree, sanitizeComment, sanitizeHtml } from './html.js';

const article = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeStringify, { allowDangerousHtml: true })
  .freeze();

const comment = unified().use(remarkParse).use(smallMarkdown).use(remarkRehype).use(rehypeStringify).freeze();

const toMarkdown = unified()
  .use(rehypeRemark)
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', emphasis: '_', fences: true, rule: '-' })
  .freeze();

function smallMarkdown(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: object[] };
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push({
    disable: {
      null: ['htmlFlow', 'htmlText', 'headingAtx', 'setextUnderline', 'thematicBreak', 'definition', 'labelStartImage', 'codeIndented'],
    },
  });
}

export function markdownToHtml(markdown: string): string {
  return sanitizeHtml(String(article.processSync(markdown)));
}

export function commentMarkdownToHtml(markdown: string): string {
  return sanitizeComment(String(comment.processSync(markdown)));
}

export function htmlToMarkdown(html: string): string {
  return toMarkdown.stringify(toMarkdown.runSync(articleTree(html)));
}
