import { toStoredTags } from './rules.js';
import type { AssetInput } from './schemas.js';
import type { AssetChange } from './store.js';

const toDate = (time: string | null | undefined) => (time == null ? null : new Date(time));

/** Converts an input to the columns that hold it. */
export function toColumns(input: AssetInput): Omit<AssetChange, 'visibility'> {
  const { filename, caption, credit, source, licence, takenAt, place, availableFrom, availableUntil } = input;
  return {
    filename: filename ?? null,
    caption: caption || null,
    credit: credit || null,
    source: source || null,
    licence: licence || null,
    takenAt: takenAt ?? null,
    place: place || null,
    availableFrom: toDate(availableFrom),
    availableUntil: toDate(availableUntil),
    territories: input.territories ?? [],
    alt: input.alt ?? {},
    focalX: input.focalPoint?.x ?? null,
    focalY: input.focalPoint?.y ?? null,
    ...toStoredTags(input.tags ?? []),
  };
}
