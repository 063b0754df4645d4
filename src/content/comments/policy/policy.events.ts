import { z } from 'zod';
import { defineEvent } from '../../../platform/events/index.js';
import { StatedPolicy, Word } from './policy.schemas.js';

/**
 * The subject id of events about the policy of the whole site, which has no id of its own. It is the nil UUID of RFC
 * 9562.
 */
export const siteSubjectId = '00000000-0000-0000-0000-000000000000';

const noCacheKeys = () => [];

/** Events about policies, word rules and bans are not public. */
const moderatorsOnly = { scope: 'comments:moderate' } as const;

const word = Word.pick({ id: true, phrase: true, action: true });

// An event has neither the banned author nor the reason, because webhooks send events to third parties.
const ban = z.object({ id: z.uuid(), until: z.iso.datetime().nullable() });

export const commentPolicyEvents = {
  stated: defineEvent(
    'comment-policy.stated',
    'The comment policy of the site, a section or an article changed. The subject is the section or article. For the site it is the nil UUID.',
    z.object({ sectionId: z.uuid().nullable(), articleId: z.uuid().nullable(), policy: StatedPolicy }),
    noCacheKeys,
    moderatorsOnly,
  ),
  wordSet: defineEvent(
    'comment-word.set',
    'A word rule was added, or its action changed.',
    word,
    noCacheKeys,
    moderatorsOnly,
  ),
  wordDeleted: defineEvent('comment-word.deleted', 'A word rule was deleted.', word, noCacheKeys, moderatorsOnly),
  banSet: defineEvent(
    'comment-ban.set',
    'The author of a comment was banned, or the terms of the ban changed.',
    ban,
    noCacheKeys,
    moderatorsOnly,
  ),
  banLifted: defineEvent('comment-ban.lifted', 'A ban was lifted.', ban, noCacheKeys, moderatorsOnly),
};
