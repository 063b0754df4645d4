import type { ItemOutcome } from '../flows/imports/index.js';
import { printError } from './terminal.js';

/** What became of one file. */
export type ImportResult = {
  format: string;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  failed: number;
};

/** Places of one reason that are told. */
const maxPlaces = 5;

/** What became of a file, as a row of a table. */
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
  ...{ file: label, format, new: createdCount, changed: updatedCount, unchanged: unchangedCount },
  ...{ 'left out': skippedCount, refused: failedCount },
});

export type ReportedItem = Pick<ItemOutcome, 'from' | 'reason' | 'detail'>;

/** Tells what did not come in, by its reason. */
export function reportItems(
  label: string,
  outcomeLabel: string,
  items: readonly ReportedItem[],
  totalCount: number,
): void {
  const byReason = new Map<string, { detail: string; places: string[]; count: number }>();
  for (const { from, reason, detail } of items) {
    const group = byReason.get(reason ?? '') ?? { detail: detail ?? '', places: [], count: 0 };
    group.count += 1;
    if (group.places.length < maxPlaces) group.places.push(outcomeLabel === 'refused' ? `${from}: ${detail}` : from);
    byReason.set(reason ?? '', group);
  }
  for (const [reason, { detail, places, count }] of byReason) {
    const more = count > places.length ? '; …' : '';
    printError(
      `${label}, ${count} ${outcomeLabel} (${reason})${outcomeLabel === 'refused' ? '' : `: ${detail}`} ${places.join('; ')}${more}`,
    );
  }
  if (totalCount > items.length) printError(`${label}: ${totalCount - items.length} more ${outcomeLabel}.`);
}
