import { type Authors, authorsOf } from '../../bylines/index.js';
import type { Omission } from '../../normalisation/draft.js';
import { quote } from '../../normalisation/fields.js';
import { ambiguousDate, type DateLine, dateLineOf } from '../html-page/dates.js';
import { isImpossibleDate, partsOfHeadLine } from './head-lines.js';

/** What the lines between a headline and its text say. */
export type HeadFacts = {
  authors: Authors;
  /** The date of publication, or else that of a change. */
  writtenAt: Date | null;
  updatedAt: Date | null;
  omissions: Omission[];
};

/** Reads the bylines and dates between a headline and its text. */
export function factsOf(headLines: readonly string[]): HeadFacts {
  const lines = headLines.flatMap(partsOfHeadLine);
  const dates = lines.map(dateLineOf).filter((date) => date !== null);
  const impossibleDates = lines.filter(isImpossibleDate);
  const authors = authorsOf(
    lines.filter((line) => dateLineOf(line) === null && !impossibleDates.includes(line)).map((text) => ({ text })),
  );
  return {
    authors,
    writtenAt: timeIn(dates, false) ?? authors.printedDate ?? timeIn(dates, true),
    updatedAt: timeIn(dates, true),
    omissions: [
      ...lines.filter((line) => dateLineOf(line)?.time === null).map(ambiguousDate),
      ...impossibleDates.map((line) => ({ what: `date ${quote(line)}`, reason: 'not-a-date' })),
      ...authors.omissions,
    ],
  };
}

const timeIn = (dates: readonly DateLine[], isUpdate: boolean): Date | null =>
  dates.find((date) => date.isUpdate === isUpdate && date.time !== null)?.time ?? null;
