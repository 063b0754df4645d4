import { htmlToText } from '../../../lib/rich-text/index.js';

/** The maximum number of characters of a byline that are read. */
export const maxBylineLength = 1_000;

const markup = /<\/?[a-z][^<>]*>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/i;
const lineBreak = /<br\b[^<>]*>|<\/(?:p|div|li|h[1-6])>/gi;
const email = /<?[^\s<>()[\],;|@]{1,64}@[^\s<>()[\],;|@]{1,255}\.[^\s<>()[\],;|@]{2,63}>?/g;

/** Characters that are not visible. Joiners are kept, because Persian names need them. */
const invisible = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** The separator between parts of a byline that belong to different people. */
export const separator = ' | ';

/**
 * Returns a byline as plain text on one line, without addresses and phone numbers. Line breaks become separators.
 * `hasAddress` says whether there was an e-mail address. `handles` are the names of accounts, such as `@annporter`.
 */
export function plainByline(byline: string): { text: string; hasAddress: boolean; handles: string[] } {
  const start = byline.slice(0, maxBylineLength);
  const withoutEmail = start.replace(email, ' ');
  const text = markup.test(withoutEmail) ? htmlToText(withoutEmail.replace(lineBreak, '\n$&')) : withoutEmail;
  const handles: string[] = [];
  return {
    handles,
    text: text
      .normalize('NFC')
      .replace(invisible, '')
      .replace(/\s*[\n\r\t\v\f]+\s*/g, separator)
      .replace(/https?:\/\/\S+|(?<![\p{L}\p{N}])@[\w.]+|\(?\+?\d[\d ()-]{6,18}\d(?!\p{N})/gu, (match) => {
        if (match.startsWith('@')) handles.push(match);
        // Days such as 2024-05-03 are read later.
        return /^\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}-\d{1,2}-\d{4}/.test(match) ? match : ' ';
      })
      .replace(/\s+/g, ' ')
      .trim(),
    hasAddress: withoutEmail !== start,
  };
}
