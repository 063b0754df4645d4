export { deskArticleCommentRoutes, deskCommentRoutes } from './desk.routes.js';
export { commentEvents } from './events.js';
export { CommentPatch } from './input.schemas.js';
export { commentModerationRoutes } from './moderation/moderation.routes.js';
export type { CommentScorer } from './moderation/scorer.js';
export { commentNoticeRoutes } from './notifications/notices.routes.js';
export type {
  CommentNotices,
  ModeratorNotice,
  NoticeKind,
  ReplyNotice,
} from './notifications/notices.service.js';
export { commentPolicyEvents } from './policy/policy.events.js';
export { commentPolicyRoutes } from './policy/policy.routes.js';
export { PolicyInput, WordInput } from './policy/policy.schemas.js';
export type { CommentPolicies } from './policy/policy.service.js';
export { commentWordAndBanRoutes } from './policy/words-bans.routes.js';
export { privacyEvents } from './privacy/privacy.events.js';
export { privacyRoutes } from './privacy/privacy.routes.js';
export { articleCommentRoutes, commentRoutes } from './routes.js';
export { ModeratedComment, STATUSES } from './schemas.js';
export { type CommentService, commentService } from './service.js';
export { commentReaderRoutes } from './threads/reader.routes.js';
export type { ExportComments } from './transfer/export.js';
export type { ImportedComment, ImportRecords } from './transfer/import.js';
export type { ExportedComment } from './transfer/records.js';
