export { documentation } from './documentation.js';
export { httpFace } from './face.js';
export { healthRoutes } from './health.js';
export { linksTo } from './links.js';
export { chosenType } from './negotiation.js';
export type { Description } from './openapi.js';
export type { CachePolicy } from './public-answers.js';
export { sendFound, sendItem, sendPage, sendPublic } from './sending.js';
export { StreamedBody, streamedBodies } from './streamed-body.js';
