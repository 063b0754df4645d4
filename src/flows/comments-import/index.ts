export { importComments } from './import.js';
export { UnknownFormat } from './read.js';
