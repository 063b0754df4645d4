export { readPeople, UnknownFormat } from './read.js';
