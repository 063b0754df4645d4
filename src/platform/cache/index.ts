export { Answer, bytesOf, etagIn, isWorthCompressing } from './answer.js';
export { type AnswerCache, answerCache } from './answer-cache.js';
export { encodingFor, type Front, front, matches } from './front.js';
export { namesIn } from './names.js';
export { type Planned, shortened } from './outlook.js';
