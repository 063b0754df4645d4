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
    'The mentions of people in an article changed after its text was searched again.',
    articleLinkedPayload,
    invalidatedTags,
    newsOptions,
  ),
  decided: defineEvent(
    'mention.decided',
    'An editor confirmed, rejected, changed or added a mention, or withdrew a decision.',
    mentionPayload,
    invalidatedTags,
    newsOptions,
  ),
};
