export { type Authors, authorsOf, type PrintedAuthor } from './authors.js';
export { type Byline, parseByline } from './byline.js';
export { isKnownOutlet } from './organisations.js';
