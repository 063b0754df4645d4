import { isUpdateLabel } from '../../bylines/index.js';
import { parseTime } from '../../normalisation/dates.js';
import type { Omission } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { printedDayOf } from '../../normalisation/printed-days.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { leavesOf } from './leaves.js';

/** How many blocks at the top of an article are searched for its date. */
const maxLeadingBlocks = 8;

/** Returns whether a time is that of a change. WordPress marks the time of an unchanged post as published and updated. */
export function isUpdate(element: Element): boolean {
  const names = `${attributeOf(element, 'itemprop') ?? ''} ${attributeOf(element, 'class') ?? ''}`;
  if (/publish/i.test(names)) return false;
  return /modified|updated/i.test(names) || isUpdateLabel(textOf(element.parentElement).slice(0, 40));
}

/** The date of a line. The time is null if day and month may be the other way round. */
export type DateLine = { time: Date | null; isUpdate: boolean };

/** Returns the date of a line that holds only a date, and whether it is that of a change. Returns null for other lines. */
export function dateLineOf(line: string): DateLine | null {
  if (line.length > 100 || !/\d/.test(line)) return null;
  const match = /^(last )?(published|posted|updated|modified)?(?: on| at)?:? *(.{6,60})$/i.exec(line);
  const day = printedDayOf(match?.[3] ?? '');
  return day === null ? null : { time: day.time, isUpdate: /^(?:updated|modified)$/i.test(match?.[2] ?? '') };
}

/** Returns whether a line holds only a date. */
export const isDateLine = (line: string): boolean => dateLineOf(line) !== null;

/** What the report says about a date whose day and month may be the other way round. */
export const ambiguousDate = (line: string): Omission => ({ what: `date ${quote(line)}`, reason: 'ambiguous-date' });

/** The times of an article, the lines that hold them, and what could not be read. */
export type PageDates = {
  publishedAt: Date | null;
  updatedAt: Date | null;
  lines: Element[];
  omissions: Omission[];
};

/** Returns the times of an article from its `time` elements or from lines that hold only a date. */
export function datesOf(article: Element): PageDates {
  let publishedAt: Date | null = null;
  let updatedAt: Date | null = null;
  const lines: Element[] = [];
  const omissions: Omission[] = [];
  for (const element of allIn(article, 'time, [itemprop="datePublished"], [itemprop="dateModified"]')) {
    if (element.closest('p') !== null && textOf(element.closest('p')).length > 200) continue;
    // A mere time of day belongs to an entry of a live blog, not to the article.
    if (/^\d{1,2}[:.]\d\d\b.{0,12}$/.test(textOf(element))) continue;
    const time = parseTime(attributeOf(element, 'datetime') ?? attributeOf(element, 'content') ?? textOf(element));
    if (time === null) continue;
    if (isUpdate(element)) updatedAt ??= time;
    else publishedAt ??= time;
    lines.push(element);
  }
  for (const leaf of leavesOf(article).slice(0, maxLeadingBlocks)) {
    const date = dateLineOf(textOf(leaf));
    if (date === null) continue;
    if (date.time === null) omissions.push(ambiguousDate(textOf(leaf)));
    else if (date.isUpdate) updatedAt ??= date.time;
    else publishedAt ??= date.time;
    lines.push(leaf);
  }
  return { publishedAt, updatedAt, lines, omissions };
}
