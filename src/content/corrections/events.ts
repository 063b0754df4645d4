import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';
import { KINDS } from './schemas.js';

// The payload lacks the note, because event consumers must not see the text of a correction before readers do.
const correction = z.object({
  id: z.uuid(),
  articleId: z.uuid(),
  kind: z.enum(KINDS),
  public: z.boolean(),
  version: z.int(),
});

type CorrectionPayload = z.infer<typeof correction>;
/** The correction, its article, and the lists: they may be sorted by `updatedAt`, which a correction changes. */
const invalidatedTags = (payload: CorrectionPayload) =>
  payload.public ? [payload.id, payload.articleId, 'articles', 'corrections'] : [];

/** Announces that the article has changed, if the correction is public. */
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
