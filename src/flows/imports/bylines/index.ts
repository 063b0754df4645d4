export { type Authors, authorsOf, type PrintedAuthor } from './authors.js';
export { parseByline } from './byline.js';
export { isKnownOutlet } from './organisations.js';
export { isKnownPlace } from './places.js';
export { isUpdateLabel } from './times.js';
