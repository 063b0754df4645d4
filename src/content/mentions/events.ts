import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';

const articleLinkedPayload = z.object({
  articleId: z.uuid(),
  /** Whether the publication has changed. */
  isPublic: z.boolean(),
});
const mentionPayload = z.object({ id: z.uuid(), articleId: z.uuid(), isPublic: z.boolean() });

/** The cache keys of the article, and of lists of articles and pages of people. */
const invalidatedTags = ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
  isPublic ? [articleId, 'articles'] : [];
const newsOptions = {
  news: ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
    isPublic ? publicChange('article', articleId) : undefined,
};

export const mentionEvents = {
  linked: defineEvent(
    'article.linked',
    'Sent when linking an article again changes its mentions.',
    articleLinkedPayload,
    invalidatedTags,
    newsOptions,
  ),
  decided: defineEvent(
    'mention.decided',
    'Sent when an editor creates, confirms, rejects or reassigns a mention, or undoes a decision.',
    mentionPayload,
    invalidatedTags,
    newsOptions,
  ),
};
