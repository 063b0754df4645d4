export { commentEvents } from './events.js';
export type { CommentImport } from './import.js';
export { commentPolicyRoutes } from './policy.routes.js';
export { articleCommentRoutes, commentRoutes } from './routes.js';
export { type CommentService, commentService } from './service.js';
