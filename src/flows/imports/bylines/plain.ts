import { htmlToText } from '../../../lib/rich-text/index.js';
import type { Omission } from '../normalisation/draft.js';
import { quote } from '../normalisation/fields.js';

/** The maximum number of characters of a byline that are read. */
export const maxBylineLength = 1_000;

const markup = /<\/?[a-z][^<>]*>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/i;
const lineBreak = /<br\b[^<>]*>|<\/(?:p|div|li|h[1-6])>/gi;
const email = /<?[^\s<>()[\],;|@]{1,64}@[^\s<>()[\],;|@]{1,255}\.[^\s<>()[\],;|@]{2,63}>?/g;

/** Characters that are not visible. Joiners are kept, because Persian names need them. */
const invisible = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** The separator between parts of a byline that belong to different people. */
export const separator = ' | ';

/** A byline as plain text on one line, without addresses and phone numbers. Line breaks are separators. */
type PlainByline = {
  text: string;
  /** Whether there was an e-mail address. */
  hasAddress: boolean;
  /** The names of accounts, such as `@annporter`. */
  handles: string[];
  /** The addresses of pages and the phone numbers. Phone numbers are not repeated. */
  omissions: Omission[];
};

const reference = /https?:\/\/\S+|(?<![\p{L}\p{N}])@[\w.]+|\(?\+?\d[\d ()-]{6,18}\d(?!\p{N})/gu;

/** Days such as 2024-05-03 are read later. */
const numericDay = /^\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}-\d{1,2}-\d{4}/;

/** Converts a byline of text or HTML to plain text. */
export function plainByline(byline: string): PlainByline {
  const start = byline.slice(0, maxBylineLength);
  const withoutEmail = start.replace(email, ' ');
  const text = markup.test(withoutEmail) ? htmlToText(withoutEmail.replace(lineBreak, '\n$&')) : withoutEmail;
  const handles: string[] = [];
  const omissions: Omission[] = [];
  return {
    handles,
    omissions,
    text: text
      .normalize('NFC')
      .replace(invisible, '')
      .replace(/\s*[\n\r\t\v\f]+\s*/g, separator)
      .replace(reference, (match) => {
        if (numericDay.test(match)) return match;
        if (match.startsWith('@')) handles.push(match);
        else if (/^https?:/.test(match)) omissions.push(leftOut(match));
        else omissions.push({ what: 'phone number of byline', reason: 'no-place-for-it' });
        return ' ';
      })
      .replace(/\s+/g, ' ')
      .trim(),
    hasAddress: withoutEmail !== start,
  };
}

/** Returns the report of a part of a byline that an article cannot hold. */
export const leftOut = (part: string): Omission => ({ what: `byline ${quote(part)}`, reason: 'no-place-for-it' });
