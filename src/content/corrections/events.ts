import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';
import { KINDS } from './schemas.js';

// Not the note: what waits on the desk is not told to third parties.
const correction = z.object({
  id: z.uuid(),
  articleId: z.uuid(),
  kind: z.enum(KINDS),
  public: z.boolean(),
  version: z.int(),
});

type CorrectionPayload = z.infer<typeof correction>;
/** The story, which shows it and was changed by it, and with it the lists that are ordered by change. */
const invalidatedTags = (payload: CorrectionPayload) =>
  payload.public ? [payload.id, payload.articleId, 'articles', 'corrections'] : [];

/** The public is told that the story has changed. */
const publicNews = {
  news: (payload: CorrectionPayload) => (payload.public ? publicChange('article', payload.articleId) : undefined),
};

export const correctionEvents = {
  drafted: defineEvent(
    'correction.drafted',
    'Sent when a correction is created that waits for the next publication.',
    correction,
    () => [],
  ),
  published: defineEvent(
    'correction.published',
    'Sent when a correction is published.',
    correction,
    invalidatedTags,
    publicNews,
  ),
  changed: defineEvent(
    'correction.changed',
    'Sent when a correction is changed.',
    correction,
    invalidatedTags,
    publicNews,
  ),
  withdrawn: defineEvent(
    'correction.withdrawn',
    'Sent when a correction is deleted.',
    correction,
    invalidatedTags,
    publicNews,
  ),
};
