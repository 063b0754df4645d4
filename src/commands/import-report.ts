import type { ItemOutcome } from '../flows/imports/index.js';
import { printError } from './terminal.js';

/** The format of one imported file, and the number of its items by outcome. */
export type ImportResult = {
  format: string;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  failed: number;
  /** Why the file could not be read to its end; null if it could. */
  fault: string | null;
};

/** How many places are printed for one reason. */
const maxPlaces = 5;

/** Returns the result of a file as a row of the table. The keys are the column headings. */
export const toTableRow = (
  label: string,
  {
    format,
    created: createdCount,
    updated: updatedCount,
    unchanged: unchangedCount,
    skipped: skippedCount,
    failed: failedCount,
  }: ImportResult,
) => ({
  ...{ file: label, format, created: createdCount, updated: updatedCount, unchanged: unchangedCount },
  ...{ skipped: skippedCount, failed: failedCount },
});

export type ReportedItem = Pick<ItemOutcome, 'from' | 'reason' | 'detail'>;

/** Returns the parts of an item that were not imported, with their reasons. */
export const toDroppedItems = ({ from, dropped: omissions }: Pick<ItemOutcome, 'from' | 'dropped'>): ReportedItem[] =>
  omissions.map(({ what, reason, detail = '' }) => ({ from: `${from}: ${what}`, reason, detail }));

/** Prints the items of one outcome, grouped by reason, and what was dropped by the detail, too. `totalCount` is their number, which may exceed `items`. */
export function reportItems(
  label: string,
  outcomeLabel: string,
  items: readonly ReportedItem[],
  totalCount: number,
): void {
  const groups = new Map<string, { reason: string; detail: string; places: string[]; count: number }>();
  for (const { from, reason, detail } of items) {
    const key = outcomeLabel === 'dropped' ? `${reason} ${detail}` : (reason ?? '');
    const group = groups.get(key) ?? { reason: reason ?? '', detail: detail ?? '', places: [], count: 0 };
    group.count += 1;
    if (group.places.length < maxPlaces) group.places.push(outcomeLabel === 'failed' ? `${from}: ${detail}` : from);
    groups.set(key, group);
  }
  for (const { reason, detail, places, count } of groups.values()) {
    const more = count > places.length ? '; …' : '';
    printError(
      `${label}, ${count} ${outcomeLabel} (${reason})${outcomeLabel === 'failed' ? '' : `: ${detail}`} ${places.join('; ')}${more}`,
    );
  }
  if (totalCount > items.length) printError(`${label}: ${totalCount - items.length} more ${outcomeLabel}.`);
}
