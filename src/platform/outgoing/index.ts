export { type Poster, poster, Unreachable } from './post.js';
export { targetFault } from './target.js';
