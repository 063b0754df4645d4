import { defineEvent } from '../../platform/events/index.js';
import { ImportJob } from './schemas.js';

const counts = { done: 2500, created: 2490, updated: 0, unchanged: 0, skipped: 8, failed: 2 };

const importJob = ImportJob.pick({
  id: true,
  format: true,
  mode: true,
  dryRun: true,
  done: true,
  created: true,
  updated: true,
  unchanged: true,
  skipped: true,
  failed: true,
}).meta({
  id: 'ImportEventData',
  description: 'The id and options of the import, and the number of items with each outcome so far.',
  examples: [
    { id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', format: 'ndjson', mode: 'upsert', dryRun: false, ...counts },
  ],
});

/** The events of the articles invalidate the cached responses. */
const eventOptions = { scope: 'import', stale: () => [] } as const;

export const importEvents = {
  started: defineEvent({
    type: 'import.started',
    summary: 'An import started',
    description: 'Sent when the import of a file starts.',
    payload: importJob,
    example: { done: 0, created: 0, skipped: 0, failed: 0 },
    ...eventOptions,
  }),
  finished: defineEvent({
    type: 'import.finished',
    summary: 'An import finished',
    description: 'Sent when the import of a file is complete.',
    payload: importJob,
    ...eventOptions,
  }),
  failed: defineEvent({
    type: 'import.failed',
    summary: 'An import failed',
    description:
      'Sent when the import of a file fails as a whole, and when it is incomplete because the file is broken.',
    payload: importJob,
    ...eventOptions,
  }),
  cancelled: defineEvent({
    type: 'import.cancelled',
    summary: 'An import was cancelled',
    description: 'Sent when the import of a file is cancelled.',
    payload: importJob,
    ...eventOptions,
  }),
};
