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
