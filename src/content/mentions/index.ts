export { deskMentions, publicMentions, roleOf } from './columns.store.js';
export { deskArticleMentionRoutes } from './desk.routes.js';
export { mentionEvents } from './events.js';
export type {
  ArticleToLink as StoryToLink,
  LinkResult as LinkedStory,
  LiveMentionRow as LiveRow,
} from './mention-linking.store.js';
export {
  anchorPins as anchored,
  decisionsOf,
  type FoundMention,
  filterPublicMentions as shown,
  type MentionRow,
  mergeFound,
} from './mention-rows.js';
export { personMentions } from './people.store.js';
export { articleMentionRoutes, mentionRoutes, personMentionRoutes } from './routes.js';
export {
  candidate,
  DeskMention,
  DeskMentionList,
  Mention,
  recognitionFields as found,
  spanFields as spot,
} from './schemas.js';
export { type MentionService, mentionService } from './service.js';
