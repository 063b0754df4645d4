import { z } from 'zod';
import { changes, defineEvent } from '../../platform/events/index.js';
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

/** The public is told that the story has changed. */
const inPublic = { news: (told: Told) => (told.public ? changes('article', told.articleId) : undefined) };

export const correctionEvents = {
  drafted: defineEvent(
    'correction.drafted',
    'A correction was written that waits for a publication.',
    correction,
    () => [],
  ),
  published: defineEvent('correction.published', 'Readers were told of a correction.', correction, shown, inPublic),
  changed: defineEvent('correction.changed', 'A correction was changed.', correction, shown, inPublic),
  withdrawn: defineEvent('correction.withdrawn', 'A correction was taken back.', correction, shown, inPublic),
};
