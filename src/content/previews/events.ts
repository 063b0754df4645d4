import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';

const preview = z.object({ id: z.uuid(), articleId: z.uuid(), revision: z.int(), expiresAt: z.iso.datetime() });
const noTags = () => [];

export const previewEvents = {
  created: defineEvent('preview.created', 'A preview link to a revision was created.', preview, noTags),
  revoked: defineEvent('preview.revoked', 'A preview link was revoked before it expired.', preview, noTags),
};
