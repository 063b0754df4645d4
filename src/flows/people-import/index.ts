export { type PersonRecord, readPeople, UnknownFormatError } from './read.js';
