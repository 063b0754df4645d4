export { compileDirectory, type Named } from './directory.js';
export { type Decision, type Linked, link, type Mention } from './link.js';
export { FIELDS, type Field, type Story } from './story.js';
