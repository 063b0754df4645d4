import type { Omission } from '../../draft.js';
import { quote } from '../../normalisation/fields.js';

/** The maximum number of characters that are read. Longer Markdown is refused later. */
const maxLength = 100_000;

/**
 * The marks that this module reads: code (a fence or backticks), which stays as it is, a comment, and a link to a note or
 * its content. What looks like a link in Markdown is none: `[[1]](https://…)`.
 */
const mark =
  /(?<fence>^ {0,3}(?:`{3,}|~{3,}))|(?<ticks>`+)|(?<comment>(?<![\d{%])%%(?!%))|(?<embed>!?)\[\[(?<note>[^[\]\n|]{1,200})(?:\|(?<label>[^[\]\n]{1,200}))?\]\](?![([:])/gmu;

const pictureName = /\.(?:avif|bmp|gif|jpe?g|png|svg|webp)$/i;

/** The size of a picture, which stands in the place of the label: `![[ferry.jpg|300x200]]`. */
const size = /^\d{1,5}(?:x\d{1,5})?$/;

/** Returns the end of what a mark opens: behind the next `close`, or -1 if it is not closed. */
function endOf(markdown: string, close: string, from: number): number {
  const at = markdown.indexOf(close, from);
  return at === -1 ? -1 : at + close.length;
}

/**
 * Replaces the marks of Obsidian in Markdown: comments between `%%` are left out, because nobody sees them there either,
 * links to other notes become their words, and pictures become those of Markdown. Other notes that are shown inside are
 * left out. All but the pictures is reported. Code stays as it is.
 */
export function withoutWikiMarks(markdown: string): { markdown: string; omissions: Omission[] } {
  if (markdown.length > maxLength || !/%%|\[\[/.test(markdown)) return { markdown, omissions: [] };
  const omissions: Omission[] = [];
  let commentCount = 0;
  let out = '';
  let from = 0;
  mark.lastIndex = 0;
  for (let match = mark.exec(markdown); match !== null; match = mark.exec(markdown)) {
    const { fence, ticks, comment, embed, note = '', label } = match.groups ?? {};
    const start = mark.lastIndex;
    if (fence !== undefined) {
      const end = endOf(markdown, `\n${fence.trim()}`, start);
      mark.lastIndex = end === -1 ? markdown.length : end;
    } else if (ticks !== undefined) {
      const end = endOf(markdown, ticks, start);
      // Code within a line ends in its paragraph.
      if (!/\n[ \t]*\n/.test(markdown.slice(start, Math.max(end, start)))) mark.lastIndex = Math.max(end, start);
    } else if (comment !== undefined) {
      const end = endOf(markdown, '%%', start);
      if (end === -1) continue;
      out += markdown.slice(from, match.index);
      from = end;
      mark.lastIndex = end;
      commentCount += 1;
    } else if (!/^\d+$/.test(note)) {
      out += markdown.slice(from, match.index);
      from = start;
      const name = note.trim();
      const words = label?.trim() ?? '';
      if (embed === '') {
        out += words || name.replace(/#.*$/, '').replace(/^.*\//, '') || name.replace(/^#+/, '');
        omissions.push({ what: `link to the note ${quote(name)}`, reason: 'no-place-for-it' });
      } else if (pictureName.test(name)) out += `![${size.test(words) ? '' : words}](<${name.replace(/[<>]/g, '')}>)`;
      else omissions.push({ what: `note ${quote(name)}`, reason: 'no-place-for-it' });
    }
  }
  if (commentCount > 0)
    omissions.unshift({
      what: `${commentCount} comment${commentCount === 1 ? '' : 's'} of the writer`,
      reason: 'not-for-publication',
    });
  return { markdown: out + markdown.slice(from), omissions };
}
