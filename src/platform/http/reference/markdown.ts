import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { type Processor, unified } from 'unified';
import { highlight, markOrigin } from './code.js';
import { escapeText, Html } from './html.js';

type Node = { type: string; tagName?: string; value?: string; properties?: Json; children?: Node[] };
type Json = Record<string, unknown>;

export type Heading = { level: number; id: string; text: string };

/** Treats raw HTML as text. */
function disableHtml(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: object[] };
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push({ disable: { null: ['htmlFlow', 'htmlText'] } });
}

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(disableHtml)
  .use(remarkRehype)
  // The only raw HTML is that of highlighted code.
  .use(rehypeStringify, { allowDangerousHtml: true })
  .freeze();

const textOf = (node: Node): string => node.value ?? (node.children ?? []).map(textOf).join('');

/** Makes the id of a heading as GitHub does: `Is it http or https?` becomes `is-it-http-or-https`. */
const slugOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

const safeSchemes = new Set(['http', 'https', 'mailto']);

/** Whether following a link to this address cannot run a script. */
function isSafeUrl(url: string): boolean {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1];
  return scheme === undefined || safeSchemes.has(scheme.toLowerCase());
}

type Options = {
  /** Returns the new address of a link, or undefined if the link must become text. */
  rewriteLink?: (url: string) => string | undefined;
};

function transform(tree: Node, { rewriteLink = (url) => url }: Options): Heading[] {
  const headings: Heading[] = [];
  const uses = new Map<string, number>();
  const visit = (node: Node) => {
    const level = /^h([1-6])$/.exec(node.tagName ?? '')?.[1];
    if (level !== undefined) {
      const text = textOf(node);
      const slug = slugOf(text);
      const count = uses.get(slug) ?? 0;
      uses.set(slug, count + 1);
      const id = count === 0 ? slug : `${slug}-${count}`;
      node.properties = { ...node.properties, id };
      headings.push({ level: Number(level), id, text });
    }
    if (node.tagName === 'a') adjustLink(node, rewriteLink);
    if (node.tagName === 'img') {
      // The content security policy of the pages blocks images from other hosts.
      node.tagName = 'span';
      node.children = [{ type: 'text', value: String(node.properties?.alt ?? '') }];
      node.properties = {};
    }
    if (node.tagName === 'pre') markCode(node);
    if (node.tagName === 'table' || node.tagName === 'pre') node.properties = { ...node.properties, tabIndex: 0 };
    for (const child of node.children ?? []) visit(child);
  };
  visit(tree);
  return headings;
}

const markedLanguages = new Set(['js', 'mjs', 'ts', 'json', 'jsonc']);

/** Highlights code in a language that `highlight` supports, and marks the address of the server in all samples. */
function markCode(pre: Node): void {
  const [code] = pre.children ?? [];
  if (code === undefined) return;
  const [name = ''] = [code.properties?.className ?? []].flat();
  const isMarked = markedLanguages.has(String(name).replace('language-', ''));
  const html = isMarked ? highlight(textOf(code)) : new Html(escapeText(textOf(code)));
  code.children = [{ type: 'raw', value: markOrigin(html).text }];
}

/** Rewrites the address of a link, or turns the link into text if it leads nowhere. */
function adjustLink(node: Node, rewriteLink: (url: string) => string | undefined): void {
  const url = String(node.properties?.href ?? '');
  const target = isSafeUrl(url) ? rewriteLink(url) : undefined;
  if (target !== undefined) {
    node.properties = { href: target, ...(/^https?:/i.test(target) ? { rel: 'noreferrer' } : {}) };
    return;
  }
  node.tagName = 'span';
  node.properties = {};
}

/** Renders Markdown (CommonMark with the extensions of GitHub) as HTML, with an id at each heading. */
export function renderPage(markdown: string, options: Options = {}): { content: Html; headings: Heading[] } {
  const tree = processor.runSync(processor.parse(markdown)) as Node;
  const headings = transform(tree, options);
  return { content: new Html(processor.stringify(tree as never)), headings };
}

/** Rendered texts. Most operations repeat the same texts of headers and parameters. */
const cache = new Map<string, Html>();
const maxCached = 5_000;

/** Renders a short Markdown text as HTML blocks. */
export function renderMarkdown(markdown: string): Html {
  const html = cache.get(markdown);
  if (html !== undefined) return html;
  const { content } = renderPage(markdown);
  if (cache.size >= maxCached) cache.clear();
  cache.set(markdown, content);
  return content;
}

/** Renders a Markdown text as inline HTML if it is one paragraph. */
export function renderInline(markdown: string): Html {
  const { text } = renderMarkdown(markdown);
  const isParagraph = text.startsWith('<p>') && text.endsWith('</p>') && text.indexOf('<p>', 1) === -1;
  return isParagraph ? new Html(text.slice(3, -4)) : new Html(text);
}
