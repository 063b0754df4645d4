import { z } from 'zod';
import { defineEvent } from '../../../platform/events/index.js';
import { StatedPolicy, Word } from './policy.schemas.js';

/** The subject of what is said for the whole site, which is no thing with an id: all zeroes, the nil UUID of RFC 9562. */
export const siteSubjectId = '00000000-0000-0000-0000-000000000000';

const noCacheKeys = () => [];

/** The public is told nothing of how comments are judged, and of whom nothing is taken. */
const moderatorsOnly = { scope: 'comments:moderate' } as const;

const word = Word.pick({ id: true, phrase: true, action: true });

// Neither whom a ban means nor why: events are told to third parties.
const ban = z.object({ id: z.uuid(), until: z.iso.datetime().nullable() });

export const commentPolicyEvents = {
  stated: defineEvent(
    'comment-policy.stated',
    'What holds for comments on the site, in a section or on an article was said anew. The subject is that section or article; for the site it is the nil UUID.',
    z.object({ sectionId: z.uuid().nullable(), articleId: z.uuid().nullable(), policy: StatedPolicy }),
    noCacheKeys,
    moderatorsOnly,
  ),
  wordSet: defineEvent(
    'comment-word.set',
    'A rule about words was added, or got another action.',
    word,
    noCacheKeys,
    moderatorsOnly,
  ),
  wordDeleted: defineEvent(
    'comment-word.deleted',
    'A rule about words was deleted.',
    word,
    noCacheKeys,
    moderatorsOnly,
  ),
  banSet: defineEvent(
    'comment-ban.set',
    'The author of a comment was banned, or their ban was said anew.',
    ban,
    noCacheKeys,
    moderatorsOnly,
  ),
  banLifted: defineEvent('comment-ban.lifted', 'A ban was lifted.', ban, noCacheKeys, moderatorsOnly),
};
