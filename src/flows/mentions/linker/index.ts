export { type ArticleText as Story, FIELDS, type Field } from './article-text.js';
export { compileDirectory, type PersonRecord as Named } from './directory.js';
export { type Decision, type LinkerOutput as Linked, link, type Mention } from './link.js';
