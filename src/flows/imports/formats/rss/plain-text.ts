import { htmlToText } from '../../../../lib/rich-text/index.js';
import { normalizeWords, oneLine } from '../../normalisation/text.js';

const markup = /<\/?[a-z][^<>]*>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/i;

/** The maximum number of characters that are read of a text that should be short. */
const maxLength = 20_000;

/** Returns a text, which may be HTML as many titles are, as plain text on one line. */
export function toPlainText(text: string | null | undefined): string | null {
  if (text == null) return null;
  const start = text.slice(0, maxLength);
  return oneLine(markup.test(start) ? htmlToText(start) : start) || null;
}

const credit =
  /(?:^|[\s(.,;|–—-])(?:(?:photo(?:graph|s)?|foto|image|picture|illustration|bild|credits?)(?: credit)?(?: by|:| von)|©|\(c\)) *([^()|]{2,200}?)\s*[).]?$/i;

/** Returns the credit at the end of a caption: `The ferry at night. Photo: Karl Melander/TT`. */
export const creditIn = (caption: string | null | undefined): string | null =>
  caption == null || caption.length > 2_000 ? null : credit.exec(caption)?.[1]?.trim() || null;

/**
 * Returns the standfirst of an article, or null if the teaser only repeats the start of the body.
 *
 * @param teaser HTML or text
 * @param body HTML
 */
export function standfirstOf(teaser: string | null | undefined, body: string): string | null {
  if (teaser == null || teaser.trim() === '') return null;
  const text = htmlToText(teaser.slice(0, maxLength));
  // WordPress ends generated excerpts with dots in brackets and a line that links to the article.
  const excerpt = text.replace(/\s*The post .{1,600} appeared first on .{1,200}$/s, '').trim();
  const excerptWords = normalizeWords(
    excerpt.replace(/\s*(?:\[?(?:…|\.\.\.|&hellip;)\]?)\s*(?:(?:continue|read)\b.*)?$/is, ''),
  );
  if (excerptWords === '' || normalizeWords(htmlToText(body.slice(0, 2 * maxLength))).startsWith(excerptWords))
    return null;
  return excerpt;
}
