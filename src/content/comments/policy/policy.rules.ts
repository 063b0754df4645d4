import { defineProblem } from '../../../platform/problems/index.js';
import type { Status } from '../schemas.js';
import type { Policy, PolicyInput, WordAction } from './policy.schemas.js';

export const commentsClosed = defineProblem(
  'comments-closed',
  403,
  'Comments are closed',
  'The newsroom accepts no more comments on this article. Comments were closed, or the article is too old. Read `open` and `closesAt` of `GET /v1/articles/{ref}/comment-policy` before you show a form. Approved comments can still be read.',
);

export const authorBanned = defineProblem(
  'banned',
  403,
  'The author is banned',
  'The newsroom accepts no comments from this author. A moderator can lift the ban.',
);

export const guestsRefused = defineProblem(
  'guests-refused',
  403,
  'Comments require a token here',
  'The comment policy of this article does not allow guests. Send the comment with a token.',
);

/** The policy where nothing else is set: a moderator reviews every comment, and comments close after two weeks. */
const defaultPolicy: Policy = {
  mode: 'pre',
  closeAfterDays: 14,
  maxLinks: 2,
  minSeconds: 3,
  maxDepth: 4,
  guests: true,
};

/**
 * Returns the effective policy of a place. For each value, the last policy that sets it wins.
 *
 * @param policies the stated policies, from the site to the article
 */
export function resolvePolicy(policies: readonly PolicyInput[]): Policy {
  const policy = { ...defaultPolicy };
  for (const layer of policies) {
    for (const [name, value] of Object.entries(layer)) if (value != null) Object.assign(policy, { [name]: value });
  }
  return policy;
}

/** Returns when comments on an article close, or null for never. */
export const closesAt = ({ closeAfterDays }: Policy, publishedAt: Date): Date | null =>
  closeAfterDays === 0 ? null : new Date(publishedAt.getTime() + closeAfterDays * 24 * 60 * 60 * 1000);

type Place = { commentsOpen: boolean; publishedAt: Date };

/** Returns whether an article accepts comments now. */
export function isOpen(policy: Policy, { commentsOpen, publishedAt }: Place, now: Date): boolean {
  const end = closesAt(policy, publishedAt);
  return commentsOpen && policy.mode !== 'off' && (end === null || now < end);
}

const phases = ['trap', 'staff', 'words', 'links', 'scorer', 'history', 'mode'] as const;

/** The verdict of the external scorer. It is `unknown` if the scorer failed. */
export type Score = { by: string; verdict: 'ham' | 'spam' | 'unknown'; reason: string | null };

/** A decision of a phase of the pipeline, of a moderator or of the author. */
export type Verdict = {
  status: Status;
  phase: (typeof phases)[number] | 'moderator' | 'author';
  reason: string | null;
};

export type ModerationInput = {
  policy: Policy;
  isStaff: boolean;
  /** Whether the hidden form field was filled in. */
  isHoneypotFilled: boolean;
  /** Seconds since the form was shown, or undefined without a valid form token. */
  formAgeSeconds: number | undefined;
  text: string;
  linkCount: number;
  words: readonly { phrase: string; action: WordAction }[];
  /** Undefined if the external scorer was not asked. */
  score?: Score | undefined;
  /** The numbers of earlier comments of the author. */
  priorDecisions: { approvedCount: number; refusedCount: number };
};

/** From this number of refused comments on, comments of an author are held, unless more were approved. */
const minRefusalsForReview = 2;

const escapeRegExp = (phrase: string) => phrase.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Returns whether a text contains a phrase as whole words, in any case. */
export function hasPhrase(text: string, phrase: string): boolean {
  const pattern = escapeRegExp(phrase.normalize('NFC')).replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${pattern}(?![\\p{L}\\p{M}\\p{N}])`, 'iu').test(text.normalize('NFC'));
}

/** Returns the first verdict of the pipeline on a comment. */
export function judge(moderationInput: ModerationInput): Verdict {
  const { policy, isStaff, isHoneypotFilled, formAgeSeconds, text, linkCount, words, score, priorDecisions } =
    moderationInput;
  if (isStaff) return { status: 'approved', phase: 'staff', reason: null };
  if (isHoneypotFilled) return { status: 'spam', phase: 'trap', reason: 'the hidden field of the form was filled in' };
  if (formAgeSeconds !== undefined && formAgeSeconds < policy.minSeconds)
    return {
      status: 'spam',
      phase: 'trap',
      reason: `sent ${formAgeSeconds.toFixed(1)} seconds after the form was shown`,
    };
  for (const action of ['reject', 'hold'] as const) {
    const word = words.find((rule) => rule.action === action && hasPhrase(text, rule.phrase));
    if (word !== undefined)
      return {
        status: action === 'reject' ? 'rejected' : 'pending',
        phase: 'words',
        reason: `contains “${word.phrase}”`,
      };
  }
  if (linkCount > policy.maxLinks)
    return { status: 'pending', phase: 'links', reason: `has ${linkCount} links; the maximum is ${policy.maxLinks}` };
  if (score?.verdict === 'spam')
    return { status: 'spam', phase: 'scorer', reason: `${score.by} classified it as spam` };
  if (score?.verdict === 'unknown')
    return { status: 'pending', phase: 'scorer', reason: `${score.by} gave no verdict: ${score.reason}` };
  if (priorDecisions.refusedCount >= minRefusalsForReview && priorDecisions.refusedCount > priorDecisions.approvedCount)
    return {
      status: 'pending',
      phase: 'history',
      reason: `${priorDecisions.refusedCount} earlier comments of the author were refused`,
    };
  if (policy.mode === 'post') return { status: 'approved', phase: 'mode', reason: null };
  if (policy.mode === 'pre-new' && priorDecisions.approvedCount > 0)
    return { status: 'approved', phase: 'mode', reason: 'an earlier comment of the author was approved' };
  return {
    status: 'pending',
    phase: 'mode',
    reason: policy.mode === 'pre-new' ? 'no comment of the author was approved yet' : null,
  };
}

/** Returns whether a verdict may still change by asking the external scorer. */
export const isOpenToScore = ({ phase }: Verdict): boolean => phase === 'history' || phase === 'mode';

/** Returns the first phrase in a text that a word rule flags. */
export const flaggedPhrase = ({ text, words }: Pick<ModerationInput, 'text' | 'words'>): string | undefined =>
  words.find((rule) => rule.action === 'flag' && hasPhrase(text, rule.phrase))?.phrase;

/** Counts the links in the HTML of a comment. */
export const countLinks = (html: string): number => html.match(/<a /g)?.length ?? 0;
