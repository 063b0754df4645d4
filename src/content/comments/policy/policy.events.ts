import { z } from 'zod';
import { defineEvent } from '../../../platform/events/index.js';
import { Ban, StatedPolicy, Word } from './policy.schemas.js';

/**
 * The subject id of events about the policy of the whole site, which has no id of its own. It is the nil UUID of RFC
 * 9562.
 */
export const siteSubjectId = '00000000-0000-0000-0000-000000000000';

/** Events about policies, word rules and bans are not public. */
const moderatorsOnly = { scope: 'comments:moderate', stale: () => [] } as const;

const policy = z
  .object({
    sectionId: z.uuid().nullable().meta({
      description: 'The id of the section that has the policy. Null for an article or the site.',
    }),
    articleId: z.uuid().nullable().meta({
      description: 'The id of the article that has the policy. Null for a section or the site.',
    }),
    policy: StatedPolicy,
  })
  .meta({
    id: 'CommentPolicyEventData',
    description:
      'The policy after the change. `sectionId` or `articleId` names the section or the article that has the policy. If it is the policy of the whole site, both are null.',
    examples: [
      {
        sectionId: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5',
        articleId: null,
        policy: { mode: 'pre', closeAfterDays: null, maxLinks: 2, minSeconds: null, maxDepth: null, guests: null },
      },
    ],
  });

const word = Word.pick({ id: true, phrase: true, action: true }).meta({
  id: 'CommentWordEventData',
  description: 'The word rule.',
  examples: [{ id: '0197f3c0-9b00-7b6e-9c55-0d1f6f2a4b88', phrase: 'buy now', action: 'hold' }],
});

// An event has neither the banned author nor the reason, because webhooks send events to third parties.
const ban = Ban.pick({ id: true, until: true }).meta({
  id: 'CommentBanEventData',
  description: 'The id and the end of the ban, but not the author or the reason.',
  examples: [{ id: '0197f3c0-9b00-7b6e-9c55-0d1f6f2a4b88', until: null }],
});

export const commentPolicyEvents = {
  stated: defineEvent({
    type: 'comment-policy.stated',
    summary: 'A comment policy was changed',
    description:
      'Sent when the comment policy of the site, a section or an article changes. The subject of the event is the section or article. For the site, the subject has the nil UUID.',
    payload: policy,
    ...moderatorsOnly,
  }),
  wordSet: defineEvent({
    type: 'comment-word.set',
    summary: 'A word rule was set',
    description: 'Sent when a word rule is created or its action changes.',
    payload: word,
    ...moderatorsOnly,
  }),
  wordDeleted: defineEvent({
    type: 'comment-word.deleted',
    summary: 'A word rule was deleted',
    description: 'Sent when a word rule is deleted.',
    payload: word,
    ...moderatorsOnly,
  }),
  banSet: defineEvent({
    type: 'comment-ban.set',
    summary: 'An author was banned',
    description: 'Sent when the author of a comment is banned or the ban is changed.',
    payload: ban,
    ...moderatorsOnly,
  }),
  banLifted: defineEvent({
    type: 'comment-ban.lifted',
    summary: 'A ban was lifted',
    description: 'Sent when a ban is deleted.',
    payload: ban,
    ...moderatorsOnly,
  }),
};
