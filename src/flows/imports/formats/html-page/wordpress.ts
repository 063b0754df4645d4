import { printedDayOf } from '../../normalisation/printed-days.js';
import { isBylineText } from './byline.js';
import { isUpdate } from './dates.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';

/** The lines in which themes of WordPress print the author, the times and the categories of a post. */
const lineSelector =
  '.entry-meta, .entry-utility, .post-meta, .wp-block-post-date, .wp-block-post-author, .wp-block-post-author-name, .wp-block-post-terms';
const authorSelector =
  '.author.vcard, .wp-block-post-author__name, .wp-block-post-author-name, .post-author .meta-text';
const timeSelector =
  'time, .entry-date, .published, .updated, [itemprop="datePublished"], [itemprop="dateModified"], .post-date .meta-text';
const tagSelector = '[rel~="tag"]';
const bodySelector = '.entry-content, .wp-block-post-content';

/** A line is short, and not the text of a post. */
const maxLineLength = 400;

/** The text between the parts of a line, such as `by` or `—`, of which a block can consist. */
const maxGlueLength = 15;

/** Returns the elements that are inside no other of the elements. */
const outermost = (elements: readonly Element[]): Element[] =>
  elements.filter((element) => !elements.some((other) => other !== element && other.contains(element)));

/**
 * Moves what themes of WordPress print around a post, above or below its text, to a byline, times and tags below its
 * headline, where the head of an article has them. Pages with several posts stay as they are.
 */
export function tidyWordPressPage(root: Element): void {
  const bodies = allIn(root, bodySelector);
  const [body] = bodies;
  const headings = allIn(root, 'h1, .entry-title, .wp-block-post-title').filter((heading) => textOf(heading) !== '');
  const heading = headings.find(({ localName }) => localName === 'h1') ?? headings[0];
  if (bodies.length !== 1 || body === undefined || heading === undefined) return;
  const lines = outermost(
    allIn(root, lineSelector).filter(
      (line) =>
        !body.contains(line) &&
        !line.contains(heading) &&
        line.closest('aside, nav, .sidebar, .widget, .comments-area, #comments') === null &&
        textOf(line).length <= maxLineLength,
    ),
  );
  if (lines.length === 0) return;
  const { authors, times, tags } = partsOf(lines);
  // The last one is inserted first.
  if (tags.length > 0) {
    const list = heading.ownerDocument.createElement('p');
    list.setAttribute('class', 'tags');
    list.append(...tags);
    heading.after(list);
  }
  for (const { text, datetime, isChange } of [...times].reverse()) {
    const line = heading.ownerDocument.createElement('p');
    const time = heading.ownerDocument.createElement('time');
    time.setAttribute('class', isChange ? 'updated' : 'published');
    if (datetime !== null) time.setAttribute('datetime', datetime);
    time.textContent = text;
    line.append(time);
    heading.after(line);
  }
  if (authors.length > 0) {
    const byline = heading.ownerDocument.createElement('p');
    byline.setAttribute('class', 'byline');
    byline.textContent = `By ${authors.join(' | ')}`;
    heading.after(byline);
  }
  for (const line of lines) removeWithGlue(line, root, body);
}

type Time = { text: string; datetime: string | null; isChange: boolean };

function partsOf(lines: readonly Element[]): { authors: string[]; times: Time[]; tags: Element[] } {
  const authors = new Set<string>();
  const times: Time[] = [];
  const tags: Element[] = [];
  for (const line of lines) {
    const inLine = (selector: string) => outermost(line.matches(selector) ? [line] : allIn(line, selector));
    const ownAuthors = inLine(authorSelector).map((author) => textOf(author).replace(/^By /, ''));
    const ownTimes = inLine(timeSelector).map((time) => ({
      text: textOf(time),
      datetime: attributeOf(time, 'datetime') ?? attributeOf(time, 'content'),
      isChange: isUpdate(time),
    }));
    tags.push(...inLine(tagSelector));
    if (ownAuthors.length === 0 || ownTimes.length === 0)
      for (const part of textOf(line).split(/\s+[/|•·–—]\s+/)) {
        if (ownAuthors.length === 0 && isBylineText(part)) authors.add(part.replace(/^\S+ /, ''));
        else if (ownTimes.length === 0 && printedDayOf(part) !== null)
          times.push({ text: part, datetime: null, isChange: false });
      }
    for (const author of ownAuthors) if (author !== '') authors.add(author);
    times.push(...ownTimes);
  }
  // Some themes mark the only time as that of a change.
  const [first] = times;
  if (first !== undefined && times.every(({ isChange }) => isChange)) first.isChange = false;
  return { authors: [...authors], times, tags };
}

/** Removes a line, and the block around it if that has only glue left. */
function removeWithGlue(line: Element, root: Element, body: Element): void {
  const parent = line.parentElement;
  line.remove();
  if (parent === null || parent === root || parent.contains(body) || parent.querySelector('h1, h2, img') !== null)
    return;
  if (textOf(parent).length <= maxGlueLength && parent.querySelector(lineSelector) === null) parent.remove();
}
