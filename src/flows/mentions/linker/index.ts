export { type ArticleText, FIELDS, type Field } from './article-text.js';
export { compileDirectory, type PersonRecord } from './directory.js';
export { type Decision, type LinkerOutput, link, type Mention } from './link.js';
