export { type Answered, type Poster, poster, Unreachable } from './post.js';
export { type TargetRules, targetFault } from './target.js';
