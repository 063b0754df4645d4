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
    'Sent when the comment policy of the site, a section or an article changes. The subject is the section or article, or the nil UUID for the site.',
    z.object({ sectionId: z.uuid().nullable(), articleId: z.uuid().nullable(), policy: StatedPolicy }),
    noCacheKeys,
    moderatorsOnly,
  ),
  wordSet: defineEvent(
    'comment-word.set',
    'Sent when a word rule is created or its action changes.',
    word,
    noCacheKeys,
    moderatorsOnly,
  ),
  wordDeleted: defineEvent(
    'comment-word.deleted',
    'Sent when a word rule is deleted.',
    word,
    noCacheKeys,
    moderatorsOnly,
  ),
  banSet: defineEvent(
    'comment-ban.set',
    'Sent when the author of a comment is banned or the ban is changed.',
    ban,
    noCacheKeys,
    moderatorsOnly,
  ),
  banLifted: defineEvent('comment-ban.lifted', 'Sent when a ban is deleted.', ban, noCacheKeys, moderatorsOnly),
};
