import type { ImportedComment } from '../../content/comments/index.js';
import { toEmailAddress } from '../../lib/email-address.js';
import { webUrl } from '../../platform/fields/index.js';
import { commentMarkdown } from './comment-markdown.js';

/** The reasons for which an entry of a file is skipped, each with an explanation for people. */
export const REASONS = {
  pingback: 'The entry is a pingback: another site reported that it links to the article.',
  trackback: 'The entry is a trackback: another site reported that it links to the article.',
  'not-a-comment': 'The entry is not a comment or has no usable id.',
  'not-on-a-story': 'The comment belongs to a picture or something else that is not an article.',
  'no-text': 'The comment has no visible text.',
  'no-thread': 'The file does not describe the thread of the comment.',
  'no-article': 'No article has one of the ids or slugs that the file gives. Import the articles first.',
  'bad-date': 'The file gives no valid time for the comment.',
  'bad-line': 'The line is not a comment in the format of the export.',
  'too-long': 'The comment has too many characters, too many lines or too much markup.',
  'broken-file': 'The file is broken here, and the rest was not read. Repair the file and import it again.',
} as const;

export type Reason = keyof typeof REASONS;

export type SkippedItem = { kind: 'skipped'; from: string; reason: Reason };

/** What was read from one entry of a file. `from` names its place, for example `comment 12` or `line 12`. */
export type ReadItem = { kind: 'comment'; record: ImportedComment } | SkippedItem;

export const skipItem = (from: string, reason: Reason): SkippedItem => ({ kind: 'skipped', from, reason });

/** The maximum length of an author's name in characters, the same as for readers. */
const maxNameLength = 100;

/** How many characters of a text are read: one more than the longest text that is accepted. */
export const textReadLimit = 65_537;

/** The maximum length of the id of a comment at its source, in characters. */
export const maxIdLength = 200;

/** How many characters of a text from a file a message quotes. */
const maxQuoteLength = 80;

/** Shortens a text from a file to one line that fits into a message. */
export function quoteForMessage(text: string): string {
  const start = text.slice(0, maxQuoteLength).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > maxQuoteLength ? `${start}…` : start;
}

/** Removes control characters and replaces lone surrogates, which the database cannot store. */
const sanitizeText = (text: string): string =>
  text.replace(/\p{Surrogate}/gu, '\ufffd').replace(/\p{Cc}/gu, (control) => (/[\t\n\r]/.test(control) ? control : ''));

/** Returns a name as one line of at most `maxNameLength` characters. An empty name becomes `Anonymous`. */
export function nameOf(text: string): string {
  const name = sanitizeText(text.slice(0, 10 * maxNameLength))
    .replace(/\s+/g, ' ')
    .trim();
  if (name === '') return 'Anonymous';
  // If the cut split a surrogate pair, its first half is removed, too.
  return name
    .slice(0, maxNameLength)
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd();
}

const address = webUrl();

/** Returns the address of a website, or null if it is not valid as a link from an author's name. */
export function urlOf(text: string): string | null {
  const result = address.safeParse(text.trim());
  return result.success ? result.data : null;
}

/** Returns an e-mail address, or null if the text does not look like one. */
export function emailOf(text: string): string | null {
  const email = text.trim();
  const address = toEmailAddress(email);
  if (address !== undefined) return address;
  return email.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email) ? email : null;
}

/** Parses a time. A time without a zone is in UTC. Returns undefined unless its year is between 1 and 9999. */
export function timeOf(text: string): Date | undefined {
  const zoneless = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text.trim());
  const time = new Date(zoneless === null ? text.trim() : `${zoneless[1]}T${zoneless[2]}Z`);
  return time.getTime() >= Date.UTC(1, 0, 1) && time.getUTCFullYear() <= 9999 ? time : undefined;
}

/** The maximum length of a text in characters: what WordPress can store, and well below the limit for Markdown. */
const maxTextLength = 65_536;

/** The maximum numbers of lines, tags and Markdown characters in a text. Parsers take too long for more. */
const maxLines = 2_000;
const maxTags = 2_000;
const maxMarks = 2_000;

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Returns whether a Markdown text is within the limits of a comment. */
export const isWithinLimits = (body: string): boolean =>
  body.length <= maxTextLength && countOf(body, /\n/g) <= maxLines && countOf(body, /[*_~`[\]<>\\]/g) <= maxMarks;

/** Converts the HTML of a comment to Markdown, or returns the reason for which the comment must be skipped. */
export function bodyOf(html: string, lines: 'breaks' | 'spaces'): { body: string } | { reason: Reason } {
  if (html.length > maxTextLength || countOf(html, /</g) > maxTags || countOf(html, /\n/g) > maxLines)
    return { reason: 'too-long' };
  const body = commentMarkdown(sanitizeText(html), lines);
  if (body === '') return { reason: 'no-text' };
  return isWithinLimits(body) ? { body } : { reason: 'too-long' };
}

/** Returns the last part of an address, which is often a slug: `night-ferry` for `/2017/07/night-ferry.html`. */
export function slugFromUrl(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const steps = new URL(link).pathname.split('/').filter((step) => step !== '' && !/^index\.\w+$/i.test(step));
  return steps
    .at(-1)
    ?.replace(/\.[a-z]{2,5}$/i, '')
    .toLowerCase();
}

/** Returns the host of an address, which distinguishes sites that use the same software. */
export const hostOf = (link: string): string | undefined =>
  URL.canParse(link) ? new URL(link).host || undefined : undefined;
