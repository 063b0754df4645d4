import type { ItemOutcome } from '../flows/imports/index.js';
import { complain } from './terminal.js';

/** What became of one file. */
export type Result = {
  format: string;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  failed: number;
};

/** Places of one reason that are told. */
const mostPlaces = 5;

/** What became of a file, as a row of a table. */
export const row = (label: string, { format, created, updated, unchanged, skipped, failed }: Result) => ({
  ...{ file: label, format, new: created, changed: updated, unchanged },
  ...{ 'left out': skipped, refused: failed },
});

export type Told = Pick<ItemOutcome, 'from' | 'reason' | 'detail'>;

/** Tells what did not come in, by its reason. */
export function tell(label: string, what: string, items: readonly Told[], all: number): void {
  const byReason = new Map<string, { detail: string; places: string[]; count: number }>();
  for (const { from, reason, detail } of items) {
    const one = byReason.get(reason ?? '') ?? { detail: detail ?? '', places: [], count: 0 };
    one.count += 1;
    if (one.places.length < mostPlaces) one.places.push(what === 'refused' ? `${from}: ${detail}` : from);
    byReason.set(reason ?? '', one);
  }
  for (const [reason, { detail, places, count }] of byReason) {
    const more = count > places.length ? '; …' : '';
    complain(
      `${label}, ${count} ${what} (${reason})${what === 'refused' ? '' : `: ${detail}`} ${places.join('; ')}${more}`,
    );
  }
  if (all > items.length) complain(`${label}: ${all - items.length} more ${what}.`);
}
