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

// Stories tell by their own events what of them is stale.
export const importEvents = {
  started: defineEvent(
    'import.started',
    'The stories of a file began to be taken in.',
    eventPayload,
    () => [],
    eventOptions,
  ),
  finished: defineEvent(
    'import.finished',
    'The stories of a file were taken in.',
    eventPayload,
    () => [],
    eventOptions,
  ),
  failed: defineEvent('import.failed', 'The import of a file failed as a whole.', eventPayload, () => [], eventOptions),
  cancelled: defineEvent(
    'import.cancelled',
    'The import of a file was cancelled.',
    eventPayload,
    () => [],
    eventOptions,
  ),
};
