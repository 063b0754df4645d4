export { type ArticleText, FIELDS, type Field } from './article-text.js';
export { type ChangeableDirectory, compileDirectory, createDirectory } from './changeable-directory.js';
export type { Directory } from './directory.js';
export { type Decision, type LinkerOutput, link, type Mention } from './link.js';
export type { PersonRecord } from './person-record.js';
