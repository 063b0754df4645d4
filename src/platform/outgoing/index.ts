export { createPoster, type Poster, Unreachable } from './post.js';
export { targetFault } from './target.js';
