import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';

const articleLinkedPayload = z.object({
  articleId: z.uuid(),
  /** Whether what the public sees has changed. */
  isPublic: z.boolean(),
});
const mentionPayload = z.object({ id: z.uuid(), articleId: z.uuid(), isPublic: z.boolean() });

/** The story, and the lists and pages of those who are named in it. */
const invalidatedTags = ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
  isPublic ? [articleId, 'articles'] : [];
const newsOptions = {
  news: ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
    isPublic ? publicChange('article', articleId) : undefined,
};

export const mentionEvents = {
  linked: defineEvent(
    'article.linked',
    'The text of an article was looked through for people, with another outcome.',
    articleLinkedPayload,
    invalidatedTags,
    newsOptions,
  ),
  decided: defineEvent(
    'mention.decided',
    'An editor has confirmed, rejected, changed or added a mention, or taken a decision back.',
    mentionPayload,
    invalidatedTags,
    newsOptions,
  ),
};
