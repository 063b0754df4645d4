import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { KINDS } from './schemas.js';

// Not the note: what waits on the desk is not told to third parties.
const correction = z.object({
  id: z.uuid(),
  articleId: z.uuid(),
  kind: z.enum(KINDS),
  public: z.boolean(),
  version: z.int(),
});

type Told = z.infer<typeof correction>;
/** The story, which shows it and was changed by it, and with it the lists that are ordered by change. */
const shown = (told: Told) => (told.public ? [told.id, told.articleId, 'articles', 'corrections'] : []);

export const correctionEvents = {
  drafted: defineEvent(
    'correction.drafted',
    'A correction was written that waits for a publication.',
    correction,
    () => [],
  ),
  published: defineEvent('correction.published', 'Readers were told of a correction.', correction, shown),
  changed: defineEvent('correction.changed', 'A correction was changed.', correction, shown),
  withdrawn: defineEvent('correction.withdrawn', 'A correction was taken back.', correction, shown),
};
