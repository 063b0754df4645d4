import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';

const articleId = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
const isPublicSchema = z.boolean().meta({
  description: 'Whether the mentions that readers see have changed.',
});

const linkedArticle = z.object({ articleId: z.uuid(), isPublic: isPublicSchema }).meta({
  id: 'ArticleLinkedEventData',
  description: 'The id of the article, and whether the mentions that readers see have changed.',
  examples: [{ articleId, isPublic: true }],
});
const mention = z.object({ id: z.uuid(), articleId: z.uuid(), isPublic: isPublicSchema }).meta({
  id: 'MentionEventData',
  description: 'The id of the mention, the id of its article, and whether the mentions that readers see have changed.',
  examples: [{ id: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e', articleId, isPublic: true }],
});

/** The cache keys of the article, and of lists of articles and pages of people. */
const invalidatedTags = ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
  isPublic ? [articleId, 'articles'] : [];
const newsOptions = {
  stale: invalidatedTags,
  news: ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
    isPublic ? publicChange('article', articleId) : undefined,
  publicIf: 'the mentions that readers see have changed',
};

export const mentionEvents = {
  linked: defineEvent({
    type: 'article.linked',
    summary: 'The mentions of an article changed',
    description: 'Sent when a search for people changes the mentions of an article.',
    payload: linkedArticle,
    ...newsOptions,
  }),
  decided: defineEvent({
    type: 'mention.decided',
    summary: 'An editor decided on a mention',
    description: 'Sent when an editor creates, confirms, rejects or reassigns a mention, or undoes a decision.',
    payload: mention,
    ...newsOptions,
  }),
};
