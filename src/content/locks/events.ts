import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { Lock } from './schemas.js';

const exampleLock = {
  articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  holder: 'Night desk',
  expiresAt: '2026-11-26T21:09:00.000Z',
};

const lock = Lock.pick({ articleId: true, holder: true, expiresAt: true }).meta({
  id: 'LockEventData',
  description: 'The id of the article, and who has locked it.',
  examples: [exampleLock],
});
const acquiredLock = lock
  .extend({
    takenFrom: z.string().nullable().meta({
      description: 'The name of the token that had the lock before. Null if no token had it.',
    }),
  })
  .meta({
    id: 'LockTakenEventData',
    description: 'The id of the article, who has locked it, and who had the lock before.',
    examples: [{ ...exampleLock, takenFrom: null }],
  });

export const lockEvents = {
  taken: defineEvent({
    type: 'lock.taken',
    summary: 'An article was locked',
    description:
      'Sent when an article is locked, or when its lock is taken over. It is not sent when a lock is renewed.',
    payload: acquiredLock,
    stale: () => [],
  }),
  released: defineEvent({
    type: 'lock.released',
    summary: 'An article was unlocked',
    description: 'Sent when an article is unlocked before the lock expires.',
    payload: lock,
    stale: () => [],
  }),
};
