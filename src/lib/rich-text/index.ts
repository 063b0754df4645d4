export { annotatePeople } from './annotate.js';
export { compareHtml, runsToHtml } from './compare.js';
export { embedQuoteSelector } from './embed-figures.js';
export { embedOf } from './embeds.js';
export { sanitizeHtml } from './html.js';
export { revealLazyMedia } from './lazy-media.js';
export { commentMarkdownToHtml, markdownToBody, markdownToHtml } from './markdown.js';
export { bodyIfClean, type CleanBody, htmlToText, sanitizeWithText } from './plain-text.js';
export { htmlToMarkdown } from './to-markdown.js';
