export { deskMentions, publicMentions, roleOf } from './columns.store.js';
export { mentionEvents } from './events.js';
export { anchored, decisionsOf, type FoundMention, type MentionRow, mergeFound, shown } from './linked.js';
export type { LinkedStory, LiveRow, StoryToLink } from './linking.store.js';
export { personMentions } from './people.store.js';
export { articleMentionRoutes, mentionRoutes, personMentionRoutes } from './routes.js';
export { candidate, DeskMention, DeskMentionList, found, Mention, spot } from './schemas.js';
export { type MentionService, mentionService } from './service.js';
