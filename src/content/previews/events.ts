import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const preview = z.object({ id: z.uuid(), articleId: z.uuid(), revision: z.int(), expiresAt: z.iso.datetime() });
const noTags = () => [];

export const previewEvents = {
  created: defineEvent('preview.created', 'Sent when a preview link is created.', preview, noTags),
  revoked: defineEvent('preview.revoked', 'Sent when a preview link is revoked.', preview, noTags),
};
