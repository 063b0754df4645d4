import { defineProblem } from '../../../platform/problems/index.js';
import type { Status } from '../schemas.js';
import type { Policy, PolicyInput, WordAction } from './policy.schemas.js';

export const commentsClosed = defineProblem(
  'comments-closed',
  403,
  'Comments are closed',
  'The newsroom takes no more comments on this article: they were closed, or it is too old. What has been approved can still be read. `GET /v1/articles/{ref}/comment-policy` says so beforehand.',
);

export const banned = defineProblem(
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
const byDefault: Policy = {
  mode: 'pre',
  closeAfterDays: 14,
  maxLinks: 2,
  minSeconds: 3,
  maxDepth: 4,
  guests: true,
};

/** The policy that holds at a place: of each value the nearest that says something. @param stated the farthest first */
export function nearest(stated: readonly PolicyInput[]): Policy {
  const policy = { ...byDefault };
  for (const one of stated) {
    for (const [name, value] of Object.entries(one)) if (value != null) Object.assign(policy, { [name]: value });
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

export type Considered = {
  policy: Policy;
  isStaff: boolean;
  /** Whether the field that people do not see was filled in. */
  fellForTrap: boolean;
  /** Seconds since the form was shown; undefined where nothing says so. */
  seconds: number | undefined;
  text: string;
  links: number;
  words: readonly { phrase: string; action: WordAction }[];
  /** Undefined where nobody was asked. */
  score?: Score | undefined;
  /** Comments of the author that were decided on before. */
  before: { approved: number; refused: number };
};

/** Rejected comments and spam from which on an author is looked at, unless more was approved. */
const fewRefusals = 2;

const escaped = (phrase: string) => phrase.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Whether a text has a phrase in whole words, in whatever capitals. */
export function hasPhrase(text: string, phrase: string): boolean {
  const pattern = escaped(phrase.normalize('NFC')).replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${pattern}(?![\\p{L}\\p{M}\\p{N}])`, 'iu').test(text.normalize('NFC'));
}

/** The first verdict of the pipeline on a comment. */
export function judge(considered: Considered): Verdict {
  const { policy, isStaff, fellForTrap, seconds, text, links, words, score, before } = considered;
  if (isStaff) return { status: 'approved', phase: 'staff', reason: null };
  if (fellForTrap) return { status: 'spam', phase: 'trap', reason: 'filled in a field that people do not see' };
  if (seconds !== undefined && seconds < policy.minSeconds)
    return { status: 'spam', phase: 'trap', reason: `sent ${seconds.toFixed(1)} seconds after the form was shown` };
  for (const action of ['reject', 'hold'] as const) {
    const word = words.find((rule) => rule.action === action && hasPhrase(text, rule.phrase));
    if (word !== undefined)
      return { status: action === 'reject' ? 'rejected' : 'pending', phase: 'words', reason: `has “${word.phrase}”` };
  }
  if (links > policy.maxLinks)
    return { status: 'pending', phase: 'links', reason: `has ${links} links, more than ${policy.maxLinks}` };
  if (score?.verdict === 'spam') return { status: 'spam', phase: 'scorer', reason: `${score.by} takes it for spam` };
  if (score?.verdict === 'unknown')
    return { status: 'pending', phase: 'scorer', reason: `${score.by} did not say: ${score.reason}` };
  if (before.refused >= fewRefusals && before.refused > before.approved)
    return { status: 'pending', phase: 'history', reason: `${before.refused} comments of the author were refused` };
  if (policy.mode === 'post') return { status: 'approved', phase: 'mode', reason: null };
  if (policy.mode === 'pre-new' && before.approved > 0)
    return { status: 'approved', phase: 'mode', reason: 'the author has had a comment approved' };
  return { status: 'pending', phase: 'mode', reason: policy.mode === 'pre-new' ? 'the first of its author' : null };
}

/** Whether nothing that is known here decides before somebody outside is asked. */
export const isOpenToScore = ({ phase }: Verdict): boolean => phase === 'history' || phase === 'mode';

/** The first phrase of a text that is to be looked at, wherever the comment goes. */
export const flaggedPhrase = ({ text, words }: Pick<Considered, 'text' | 'words'>): string | undefined =>
  words.find((rule) => rule.action === 'flag' && hasPhrase(text, rule.phrase))?.phrase;

/** Links in the HTML of a comment. */
export const countLinks = (html: string): number => html.match(/<a /g)?.length ?? 0;
