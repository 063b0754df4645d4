import { z } from 'zod';
import { changes, defineEvent } from '../../platform/events/index.js';

const linked = z.object({
  articleId: z.uuid(),
  /** Whether what the public sees has changed. */
  isPublic: z.boolean(),
});
const mention = z.object({ id: z.uuid(), articleId: z.uuid(), isPublic: z.boolean() });

/** The story, and the lists and pages of those who are named in it. */
const story = ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
  isPublic ? [articleId, 'articles'] : [];
const told = {
  news: ({ articleId, isPublic }: { articleId: string; isPublic: boolean }) =>
    isPublic ? changes('article', articleId) : undefined,
};

export const mentionEvents = {
  linked: defineEvent(
    'article.linked',
    'The text of an article was looked through for people, with another outcome.',
    linked,
    story,
    told,
  ),
  decided: defineEvent(
    'mention.decided',
    'An editor has confirmed, rejected, changed or added a mention, or taken a decision back.',
    mention,
    story,
    told,
  ),
};
