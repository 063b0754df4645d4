export { commentEvents } from './events.js';
export type { CommentImport } from './import.js';
export { commentModerationRoutes } from './moderation.routes.js';
export { commentPolicyRoutes } from './policy.routes.js';
export { commentReaderRoutes } from './reader.routes.js';
export { articleCommentRoutes, commentRoutes } from './routes.js';
export type { CommentScorer } from './scoring.js';
export { type CommentService, commentService } from './service.js';
export { commentWordAndBanRoutes } from './words-bans.routes.js';
