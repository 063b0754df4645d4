import type { ArrivingComment } from '../../content/comments/index.js';
import { webUrl } from '../../platform/fields/index.js';
import { commentMarkdown } from './comment-markdown.js';

/** Why something in a file is no comment here, each with a sentence for people. */
export const REASONS = {
  pingback: 'Pingbacks: other sites that said that they link to the story.',
  trackback: 'Trackbacks: other sites that said that they link to the story.',
  'not-a-comment': 'Something else that is kept among comments, or has no id.',
  'not-on-a-story': 'On a picture or on another thing that is no story.',
  'no-text': 'Nothing in it but markup and white space.',
  'no-thread': 'In a thread that the file does not describe.',
  'no-article': 'On an article that is not here, by none of its ids and slugs.',
  'bad-date': 'Nobody knows when it was written.',
  'bad-line': 'Lines that are no comment in the shape of an export.',
  'too-long': 'Longer, in more lines or with more markup than a comment can be.',
  'broken-file': 'The file is broken there, and nothing after it was read.',
} as const;

export type Reason = keyof typeof REASONS;

export type SkippedItem = { kind: 'skipped'; from: string; reason: Reason };

/** What a reader makes of one thing in a file. `from` says where it stands: `comment 12`, `line 12`. */
export type ReadItem = { kind: 'comment'; record: ArrivingComment } | SkippedItem;

export const skipItem = (from: string, reason: Reason): SkippedItem => ({ kind: 'skipped', from, reason });

/** Characters of a name, as readers may have them. */
const maxNameLength = 100;

/** Characters of a text that are kept of a file: one more than any text that is taken. */
export const textReadLimit = 65_537;

/** What a comment is called at its source, at most. */
export const maxIdLength = 200;

/** Characters that a message repeats of a file. */
const maxQuoteLength = 80;

/** A text from a file, short enough for a message and on one line. */
export function quoteForMessage(text: string): string {
  const start = text.slice(0, maxQuoteLength).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > maxQuoteLength ? `${start}…` : start;
}

/** Text as the database keeps it: without controls and halves of characters. */
const sanitizeText = (text: string): string =>
  text.replace(/\p{Surrogate}/gu, '\ufffd').replace(/\p{Cc}/gu, (control) => (/[\t\n\r]/.test(control) ? control : ''));

/** A name on one line that is not too long; somebody without one is anonymous. */
export function nameOf(text: string): string {
  const name = sanitizeText(text.slice(0, 10 * maxNameLength))
    .replace(/\s+/g, ' ')
    .trim();
  if (name === '') return 'Anonymous';
  // A character that is cut in two has lost its second half.
  return name
    .slice(0, maxNameLength)
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd();
}

const address = webUrl();

/** A website, where it is one that a name may link to. */
export function urlOf(text: string): string | null {
  const result = address.safeParse(text.trim());
  return result.success ? result.data : null;
}

/** An e-mail address, where there is something like one. */
export function emailOf(text: string): string | null {
  const email = text.trim();
  return email.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email) ? email : null;
}

/** A time that PostgreSQL and its driver can keep; what has no zone is taken as UTC. */
export function timeOf(text: string): Date | undefined {
  const zoneless = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text.trim());
  const time = new Date(zoneless === null ? text.trim() : `${zoneless[1]}T${zoneless[2]}Z`);
  return time.getTime() >= Date.UTC(1, 0, 1) && time.getUTCFullYear() <= 9999 ? time : undefined;
}

/** Characters of a text: what WordPress can hold, and well below what Markdown is parsed of. */
const maxTextLength = 65_536;

/** Lines of a text, tags in it, and characters that mean something in Markdown: parsers take long over more. */
const maxLines = 2_000;
const maxTags = 2_000;
const maxMarks = 2_000;

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Whether a text in Markdown is one that a comment may have. */
export const isWithinLimits = (body: string): boolean =>
  body.length <= maxTextLength && countOf(body, /\n/g) <= maxLines && countOf(body, /[*_~`[\]<>\\]/g) <= maxMarks;

/** The Markdown of a text in HTML, or why it has none that can be kept. */
export function bodyOf(html: string, lines: 'breaks' | 'spaces'): { body: string } | { reason: Reason } {
  if (html.length > maxTextLength || countOf(html, /</g) > maxTags || countOf(html, /\n/g) > maxLines)
    return { reason: 'too-long' };
  const body = commentMarkdown(sanitizeText(html), lines);
  if (body === '') return { reason: 'no-text' };
  return isWithinLimits(body) ? { body } : { reason: 'too-long' };
}

/** The last step of an address, which is often the slug of a story: `/2017/07/night-ferry.html` says `night-ferry`. */
export function slugFromUrl(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const steps = new URL(link).pathname.split('/').filter((step) => step !== '' && !/^index\.\w+$/i.test(step));
  return steps
    .at(-1)
    ?.replace(/\.[a-z]{2,5}$/i, '')
    .toLowerCase();
}

/** The host of an address, by which a source is told from others of its kind. */
export const hostOf = (link: string): string | undefined =>
  URL.canParse(link) ? new URL(link).host || undefined : undefined;
