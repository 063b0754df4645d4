export { annotateHtml } from './annotate.js';
export { compareHtml, runsToHtml } from './compare.js';
export { sanitizeHtml } from './html.js';
export { commentMarkdownToHtml, htmlToMarkdown, markdownToHtml } from './markdown.js';
export { htmlToText, sanitizeWithText } from './plain-text.js';
