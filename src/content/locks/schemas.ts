import { z } from 'zod';
import { instant, reference } from '../../platform/fields/index.js';
import { pageOf } from '../../platform/paging/index.js';

/** The default, minimum and maximum duration of a lock, in seconds. */
const ttlLimitsSeconds = { default: 300, min: 30, max: 3_600 };

const exampleHeld = {
  holder: 'Night desk',
  tokenId: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e',
  since: '2026-11-26T21:04:00.000Z',
  expiresAt: '2026-11-26T21:09:00.000Z',
};
const exampleLock = { articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', ...exampleHeld };

const heldShape = {
  holder: z.string().meta({ description: 'Name of the token under which somebody works on it.' }),
  tokenId: z
    .uuid()
    .nullable()
    .meta({ description: "Id of that token, as GET /v1/me gives one's own; null for the operator's." }),
  since: instant(),
  expiresAt: instant().meta({ description: 'It ends then by itself, unless it is renewed.' }),
};

/** The lock as a property of an article. */
export const HeldLock = z.object(heldShape);

export const Lock = z.object({ articleId: z.uuid(), ...heldShape }).meta({
  id: 'ArticleLock',
  description: 'Who works on an article just now.',
  examples: [exampleLock],
});

export const LockList = pageOf(Lock, 'ArticleLockList');

export const LockInput = z
  .strictObject({
    ttlSeconds: z
      .int()
      .min(ttlLimitsSeconds.min)
      .max(ttlLimitsSeconds.max)
      .default(ttlLimitsSeconds.default)
      .meta({ description: 'Seconds after which it ends by itself.' }),
    force: z.boolean().default(false).meta({
      description: 'Takes it from whoever holds it; needs the scope content:publish then.',
    }),
  })
  .meta({
    id: 'ArticleLockWrite',
    description: 'How an article is to be locked; an empty object will do.',
    examples: [{ ttlSeconds: 300 }],
  });

export const ReleaseQuery = z.strictObject({
  force: z.enum(['true', 'false']).optional().meta({
    description: 'True ends the lock of somebody else, too; needs the scope content:publish then.',
  }),
});

export const ArticleRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
});

export type Lock = z.infer<typeof Lock>;
export type LockInput = z.infer<typeof LockInput>;
