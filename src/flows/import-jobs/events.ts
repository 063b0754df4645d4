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
  started: defineEvent('import.started', 'The import of a file has started.', eventPayload, () => [], eventOptions),
  finished: defineEvent(
    'import.finished',
    'All items of a file were processed. The payload counts them by outcome.',
    eventPayload,
    () => [],
    eventOptions,
  ),
  failed: defineEvent(
    'import.failed',
    'The import of a file failed. The items processed before are kept.',
    eventPayload,
    () => [],
    eventOptions,
  ),
  cancelled: defineEvent(
    'import.cancelled',
    'The import of a file was cancelled. The items processed before are kept.',
    eventPayload,
    () => [],
    eventOptions,
  ),
};
