import { z } from 'zod';
import { instant, reference } from '../../platform/fields/index.js';
import { pageOf } from '../../platform/paging/index.js';

/** The default, minimum and maximum duration of a lock, in seconds. */
const ttlLimitsSeconds = { default: 300, min: 30, max: 3_600 };

const exampleHeld = {
  holder: 'Night desk',
  tokenId: '0197f3c0-8a10-7f7e-8f0f-2f3a4b5c6d7e',
  userId: null,
  since: '2026-11-26T21:04:00.000Z',
  expiresAt: '2026-11-26T21:09:00.000Z',
};
const exampleLock = { articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', ...exampleHeld };

const heldShape = {
  holder: z.string().meta({ description: 'The name of the user or token that has locked the article.' }),
  tokenId: z.uuid().nullable().meta({
    description:
      'The id of the token that has locked the article. Null for users and for `ADMIN_TOKEN`. `GET /v1/me` returns the id of your own token.',
  }),
  userId: z.uuid().nullable().meta({
    description: 'The id of the user who has locked the article. Null if the token belongs to no user.',
  }),
  since: instant().meta({ description: 'When the article was locked. Renewing the lock does not change this time.' }),
  expiresAt: instant().meta({ description: 'When the lock ends, unless it is renewed.' }),
};

/** The lock as a property of an article. */
export const HeldLock = z.object(heldShape);

export const Lock = z.object({ articleId: z.uuid(), ...heldShape }).meta({
  id: 'ArticleLock',
  description: 'A lock, which shows who is working on an article.',
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
      .meta({ description: 'The time in seconds after which the lock ends.' }),
    force: z.boolean().default(false).meta({
      description: 'If true, your token takes over the lock of another token. Needs the scope `content:publish`.',
    }),
  })
  .meta({
    id: 'ArticleLockWrite',
    description: 'Options for locking an article. All are optional.',
    examples: [{ ttlSeconds: 300 }],
  });

export const ReleaseQuery = z.strictObject({
  force: z.enum(['true', 'false']).optional().meta({
    description: 'If true, the lock ends even if another token has it. Needs the scope `content:publish`.',
  }),
});

export const ArticleRef = z.strictObject({
  ref: reference().meta({
    description: 'The id or slug of the article.',
    examples: ['two-presidents-meet-in-hamburg'],
  }),
});

export type Lock = z.infer<typeof Lock>;
export type LockInput = z.infer<typeof LockInput>;
