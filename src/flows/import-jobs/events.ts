import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const eventPayload = z.object({
  id: z.uuid(),
  format: z.string(),
  mode: z.string(),
  dryRun: z.boolean(),
  done: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.int(),
  failed: z.int(),
});

const eventOptions = { scope: 'import' } as const;

// These events have no tags: the events of the articles invalidate the cached responses.
export const importEvents = {
  started: defineEvent(
    'import.started',
    'Sent when the import of a file starts.',
    eventPayload,
    () => [],
    eventOptions,
  ),
  finished: defineEvent(
    'import.finished',
    'Sent when the import of a file is done.',
    eventPayload,
    () => [],
    eventOptions,
  ),
  failed: defineEvent(
    'import.failed',
    'Sent when the import of a file fails as a whole.',
    eventPayload,
    () => [],
    eventOptions,
  ),
  cancelled: defineEvent(
    'import.cancelled',
    'Sent when the import of a file is cancelled.',
    eventPayload,
    () => [],
    eventOptions,
  ),
};
