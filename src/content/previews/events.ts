import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const preview = z.object({ id: z.uuid(), articleId: z.uuid(), revision: z.int(), expiresAt: z.iso.datetime() });
const noTags = () => [];

export const previewEvents = {
  created: defineEvent('preview.created', 'A preview link of a revision was made.', preview, noTags),
  revoked: defineEvent('preview.revoked', 'A preview link was revoked before its time.', preview, noTags),
};
