export { readPeople, UnknownFormatError } from './read.js';
