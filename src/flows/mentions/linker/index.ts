export { compileDirectory, type Named } from './directory.js';
export { FIELDS, type Field, type Linked, link, type Mention, type Story } from './link.js';
