import { defineProblem } from '../../../platform/problems/index.js';
import type { Status } from '../schemas.js';
import type { Policy, PolicyInput, WordAction } from './policy.schemas.js';

export const commentsClosed = defineProblem(
  'comments-closed',
  403,
  'Comments are closed',
  'The newsroom takes no more comments on this article: they were closed, or it is too old. What has been approved can still be read. `GET /v1/articles/{ref}/comment-policy` says so beforehand.',
);

export const authorBanned = defineProblem(
  'banned',
  403,
  'You may not comment',
  'The newsroom takes no comments from this author.',
);

export const guestsRefused = defineProblem(
  'guests-refused',
  403,
  'Guests may not comment here',
  'Comments on this article are taken from those who hold a token only.',
);

/** What holds where nobody has said anything else: every comment waits for a moderator, for two weeks. */
const defaultPolicy: Policy = {
  mode: 'pre',
  closeAfterDays: 14,
  maxLinks: 2,
  minSeconds: 3,
  maxDepth: 4,
  guests: true,
};

/** The policy that holds at a place: of each value the nearest that says something. @param policies the farthest first */
export function resolvePolicy(policies: readonly PolicyInput[]): Policy {
  const policy = { ...defaultPolicy };
  for (const layer of policies) {
    for (const [name, value] of Object.entries(layer)) if (value != null) Object.assign(policy, { [name]: value });
  }
  return policy;
}

/** When an article stops taking comments; null for never. */
export const closesAt = ({ closeAfterDays }: Policy, publishedAt: Date): Date | null =>
  closeAfterDays === 0 ? null : new Date(publishedAt.getTime() + closeAfterDays * 24 * 60 * 60 * 1000);

type Place = { commentsOpen: boolean; publishedAt: Date };

/** Whether an article takes comments, from anybody at all. */
export function isOpen(policy: Policy, { commentsOpen, publishedAt }: Place, now: Date): boolean {
  const end = closesAt(policy, publishedAt);
  return commentsOpen && policy.mode !== 'off' && (end === null || now < end);
}

const phases = ['trap', 'staff', 'words', 'links', 'scorer', 'history', 'mode'] as const;

/** What somebody outside says of a comment; `unknown` when they came to no end. */
export type Score = { by: string; verdict: 'ham' | 'spam' | 'unknown'; reason: string | null };

/** What a phase of the pipeline has decided, and why. */
export type Verdict = {
  status: Status;
  phase: (typeof phases)[number] | 'moderator' | 'author';
  reason: string | null;
};

export type ModerationInput = {
  policy: Policy;
  isStaff: boolean;
  /** Whether the field that people do not see was filled in. */
  isHoneypotFilled: boolean;
  /** Seconds since the form was shown; undefined where nothing says so. */
  formAgeSeconds: number | undefined;
  text: string;
  linkCount: number;
  words: readonly { phrase: string; action: WordAction }[];
  /** Undefined where nobody was asked. */
  score?: Score | undefined;
  /** Comments of the author that were decided on before. */
  priorDecisions: { approvedCount: number; refusedCount: number };
};

/** Rejected comments and spam from which on an author is looked at, unless more was approved. */
const minRefusalsForReview = 2;

const escapeRegExp = (phrase: string) => phrase.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Whether a text has a phrase in whole words, in whatever capitals. */
export function hasPhrase(text: string, phrase: string): boolean {
  const pattern = escapeRegExp(phrase.normalize('NFC')).replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${pattern}(?![\\p{L}\\p{M}\\p{N}])`, 'iu').test(text.normalize('NFC'));
}

/** The first verdict of the pipeline on a comment. */
export function judge(moderationInput: ModerationInput): Verdict {
  const { policy, isStaff, isHoneypotFilled, formAgeSeconds, text, linkCount, words, score, priorDecisions } =
    moderationInput;
  if (isStaff) return { status: 'approved', phase: 'staff', reason: null };
  if (isHoneypotFilled) return { status: 'spam', phase: 'trap', reason: 'filled in a field that people do not see' };
  if (formAgeSeconds !== undefined && formAgeSeconds < policy.minSeconds)
    return {
      status: 'spam',
      phase: 'trap',
      reason: `sent ${formAgeSeconds.toFixed(1)} seconds after the form was shown`,
    };
  for (const action of ['reject', 'hold'] as const) {
    const word = words.find((rule) => rule.action === action && hasPhrase(text, rule.phrase));
    if (word !== undefined)
      return { status: action === 'reject' ? 'rejected' : 'pending', phase: 'words', reason: `has “${word.phrase}”` };
  }
  if (linkCount > policy.maxLinks)
    return { status: 'pending', phase: 'links', reason: `has ${linkCount} links, more than ${policy.maxLinks}` };
  if (score?.verdict === 'spam') return { status: 'spam', phase: 'scorer', reason: `${score.by} takes it for spam` };
  if (score?.verdict === 'unknown')
    return { status: 'pending', phase: 'scorer', reason: `${score.by} did not say: ${score.reason}` };
  if (priorDecisions.refusedCount >= minRefusalsForReview && priorDecisions.refusedCount > priorDecisions.approvedCount)
    return {
      status: 'pending',
      phase: 'history',
      reason: `${priorDecisions.refusedCount} comments of the author were refused`,
    };
  if (policy.mode === 'post') return { status: 'approved', phase: 'mode', reason: null };
  if (policy.mode === 'pre-new' && priorDecisions.approvedCount > 0)
    return { status: 'approved', phase: 'mode', reason: 'the author has had a comment approved' };
  return { status: 'pending', phase: 'mode', reason: policy.mode === 'pre-new' ? 'the first of its author' : null };
}

/** Whether nothing that is known here decides before somebody outside is asked. */
export const isOpenToScore = ({ phase }: Verdict): boolean => phase === 'history' || phase === 'mode';

/** The first phrase of a text that is to be looked at, wherever the comment goes. */
export const flaggedPhrase = ({ text, words }: Pick<ModerationInput, 'text' | 'words'>): string | undefined =>
  words.find((rule) => rule.action === 'flag' && hasPhrase(text, rule.phrase))?.phrase;

/** Links in the HTML of a comment. */
export const countLinks = (html: string): number => html.match(/<a /g)?.length ?? 0;
