import { withParagraphs } from '../wxr/breaks.js';

const footerStart = /<div class=["']blogger-post-footer["']/i;
const divTag = /<(\/?)div\b/gi;
const breaks = /<br\s*\/?>\s*(?:<br\s*\/?>\s*)+/gi;

/** Returns the position behind the `div` that begins at `start`, or the end of the text if it is not closed. */
function endOfDiv(html: string, start: number): number {
  let depth = 0;
  divTag.lastIndex = start;
  for (let match = divTag.exec(html); match !== null; match = divTag.exec(html)) {
    depth += match[1] === '' ? 1 : -1;
    if (depth === 0) return html.indexOf('>', match.index) + 1 || html.length;
  }
  return html.length;
}

/** Returns a text without the footer that Blogger adds to each article of a feed. */
export function withoutFooter(html: string): { html: string; hasFooter: boolean } {
  const start = html.search(footerStart);
  if (start === -1) return { html, hasFooter: false };
  return { html: html.slice(0, start) + html.slice(endOfDiv(html, start)), hasFooter: true };
}

/** Makes paragraphs of texts between two or more line breaks, as Blogger's editor separates them. */
export function withBloggerParagraphs(html: string): string {
  breaks.lastIndex = 0;
  if (!breaks.test(html)) return html;
  // Empty lines of the source have no meaning.
  const lines = /<(?:pre|textarea)\b/i.test(html) ? html : html.replace(/\n\s*/g, '\n');
  return withParagraphs(lines.replace(breaks, '\n\n'), false).trim();
}
