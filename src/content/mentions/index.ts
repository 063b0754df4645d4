export { deskMentions, deskPeopleInBody, publicMentions, publicPeopleInBody, roleOf } from './columns.store.js';
export { deskArticleMentionRoutes } from './desk.routes.js';
export { mentionEvents } from './events.js';
export type {
  ArticleToLink,
  LinkResult,
  LiveMentionRow,
} from './mention-linking.store.js';
export {
  anchorPins,
  decisionsOf,
  type FoundMention,
  filterPublicMentions,
  type MentionRow,
  mergeFound,
} from './mention-rows.js';
export {
  candidate,
  mentionSources,
  NamedPerson,
  Quote,
  quoteFields,
  Role,
  recognitionFields,
  spanFields,
  suggestionReason,
} from './parts.schemas.js';
export { personMentions } from './people.store.js';
export { articleMentionRoutes, mentionRoutes, personMentionRoutes, personQuoteRoutes } from './routes.js';
export { DeskMention, DeskMentionList, Mention } from './schemas.js';
export { type MentionService, mentionService } from './service.js';
