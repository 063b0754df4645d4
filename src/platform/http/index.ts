export { registerDocumentation as documentation } from './documentation.js';
export { healthRoutes } from './health.js';
export { createHttpApp } from './http-app.js';
export { linksTo } from './links.js';
export { chooseMediaType } from './negotiation.js';
export type { ApiDescription } from './openapi.js';
export type { CachePolicy } from './public-responses.js';
export { sendItem, sendItemOrRedirect, sendPage, sendPublic } from './send-response.js';
export { registerStreamedBodies, StreamedBody } from './streamed-body.js';
