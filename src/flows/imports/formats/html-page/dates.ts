import { parseTime } from '../../normalisation/dates.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { leavesOf } from './leaves.js';

/** Blocks at the top of a story in which its day is looked for. */
const maxLeadingBlocks = 8;

const isUpdate = (element: Element): boolean =>
  /modified|updated/i.test(`${attributeOf(element, 'itemprop') ?? ''} ${attributeOf(element, 'class') ?? ''}`) ||
  /^(?:last )?(?:updated|modified)\b/i.test(textOf(element.parentElement).slice(0, 30));

/** When a story was published and changed, by its `time` elements, else by a line that says nothing else. */
export function datesOf(article: Element): { publishedAt: Date | null; updatedAt: Date | null; lines: Element[] } {
  let publishedAt: Date | null = null;
  let updatedAt: Date | null = null;
  const lines: Element[] = [];
  for (const element of allIn(article, 'time, [itemprop="datePublished"], [itemprop="dateModified"]')) {
    if (element.closest('p') !== null && textOf(element.closest('p')).length > 200) continue;
    // The entries of a live blog have the time of day: the day of the story is not theirs.
    if (/^\d{1,2}[:.]\d\d\b.{0,12}$/.test(textOf(element))) continue;
    const time = parseTime(attributeOf(element, 'datetime') ?? attributeOf(element, 'content') ?? textOf(element));
    if (time === null) continue;
    if (isUpdate(element)) updatedAt ??= time;
    else publishedAt ??= time;
    lines.push(element);
  }
  for (const leaf of leavesOf(article).slice(0, maxLeadingBlocks)) {
    const text = textOf(leaf);
    if (text.length > 100 || !/\d/.test(text)) continue;
    const dateMatch = /^(last )?(published|posted|updated|modified)?(?: on| at)?:? *(.{6,60})$/i.exec(text);
    const words = dateMatch?.[3] ?? '';
    const time = parseTime(words) ?? parseTime(words.replace(/,? *(?:at )?\d{1,2}[:.]\d\d.*$/, ''));
    if (time === null) continue;
    if (/^(?:updated|modified)$/i.test(dateMatch?.[2] ?? '')) updatedAt ??= time;
    else publishedAt ??= time;
    lines.push(leaf);
  }
  return { publishedAt, updatedAt, lines };
}
