import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';
import { DeskCorrection } from './schemas.js';

// The payload lacks the note, because event consumers must not see the text of a correction before readers do.
const correction = z
  .object({
    id: z.uuid(),
    articleId: z.uuid(),
    kind: DeskCorrection.shape.kind,
    public: z.boolean().meta({ description: 'Whether the correction has been published.' }),
    version: DeskCorrection.shape.version,
  })
  .meta({
    id: 'CorrectionEventData',
    description: 'The ids of the correction and of its article, but not the text of the correction.',
    examples: [
      {
        id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b77',
        articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
        kind: 'correction',
        public: true,
        version: 1,
      },
    ],
  });

type CorrectionPayload = z.infer<typeof correction>;
/** The correction, its article, and the lists: they may be sorted by `updatedAt`, which a correction changes. */
const invalidatedTags = (payload: CorrectionPayload) =>
  payload.public ? [payload.id, payload.articleId, 'articles', 'corrections'] : [];

/** Announces that the article has changed, if the correction is public. */
const publicNews = {
  stale: invalidatedTags,
  news: (payload: CorrectionPayload) => (payload.public ? publicChange('article', payload.articleId) : undefined),
  publicIf: 'the correction has been published',
};

export const correctionEvents = {
  drafted: defineEvent({
    type: 'correction.drafted',
    summary: 'A correction was drafted',
    description: 'Sent when a correction is created that waits for the next publication of its article.',
    payload: correction,
    example: { public: false },
    stale: () => [],
  }),
  published: defineEvent({
    type: 'correction.published',
    summary: 'A correction was published',
    description: 'Sent when a correction is published.',
    payload: correction,
    ...publicNews,
  }),
  changed: defineEvent({
    type: 'correction.changed',
    summary: 'A correction was changed',
    description: 'Sent when a correction is changed.',
    payload: correction,
    example: { version: 2 },
    ...publicNews,
  }),
  withdrawn: defineEvent({
    type: 'correction.withdrawn',
    summary: 'A correction was deleted',
    description: 'Sent when a correction is deleted.',
    payload: correction,
    ...publicNews,
  }),
};
