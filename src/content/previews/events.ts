import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { instant } from '../../platform/fields/index.js';

const preview = z
  .object({
    id: z.uuid(),
    articleId: z.uuid(),
    revision: z.int().meta({ description: 'The number of the revision that the link shows.' }),
    expiresAt: instant().meta({ description: 'When the link stops working.' }),
  })
  .meta({
    id: 'PreviewEventData',
    description:
      'The ids of the preview link and of its article, and the number of the revision, but not the link itself.',
    examples: [
      {
        id: '0197f3c0-9c20-7d1e-8a11-4b5c6d7e8f90',
        articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
        revision: 2,
        expiresAt: '2026-12-03T21:04:00.000Z',
      },
    ],
  });

export const previewEvents = {
  created: defineEvent({
    type: 'preview.created',
    summary: 'A preview link was created',
    description: 'Sent when a preview link is created.',
    payload: preview,
    stale: () => [],
  }),
  revoked: defineEvent({
    type: 'preview.revoked',
    summary: 'A preview link was revoked',
    description: 'Sent when a preview link is revoked.',
    payload: preview,
    stale: () => [],
  }),
};
