import type { Transaction } from '../../platform/db/index.js';
import type { NaturalKey, Omission, ReadResult } from './draft.js';

/** How existing articles are treated: updated from the file, refused, or skipped. */
export const MODES = ['upsert', 'create', 'skip'] as const;
export type Mode = (typeof MODES)[number];

/**
 * What an import does with images: `keep` leaves their addresses as they are, `fetch` stores the images as assets, and
 * `skip` leaves them out.
 */
export const MEDIA_MODES = ['keep', 'fetch', 'skip'] as const;
export type MediaMode = (typeof MEDIA_MODES)[number];

/** The outcome of one item of a file. */
export type ItemOutcome = {
  /** The position among all items of the file, from 0, including skipped ones. */
  index: number;
  /** The place in the file, to show to a person. */
  from: string;
  /** An RFC 6901 pointer into the item, if the format is JSON. */
  pointer: string | null;
  key: NaturalKey | null;
  articleId: string | null;
  outcome: 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed';
  /** A stable code in kebab-case. */
  reason: string | null;
  /** A text for people. */
  detail: string | null;
  /** What was left out of an imported article. */
  dropped: Omission[];
  /** In a dry run, the fields that would change; null otherwise. Long texts are shortened. */
  changes: { field: string; before: unknown; after: unknown }[] | null;
};

/** The state with which an import continues after an earlier run. */
export type Checkpoint = {
  /** The number of items that an earlier run has processed. They are read and passed over. */
  processedCount: number;
  /**
   * Stores the outcomes of items in their order, in the transaction that writes the articles. `tx` is undefined if
   * nothing was written. An error thrown here ends the import.
   */
  saveOutcomes(tx: Transaction | undefined, outcomes: readonly ItemOutcome[]): Promise<void>;
  /** Adds what was left out of items and is known only at the end of the file. Called again, it adds nothing twice. */
  saveOmissions?(items: readonly { index: number; from: string; omissions: Omission[] }[]): Promise<void>;
  /** Ends the import between two batches. */
  signal?: AbortSignal;
};

/** An item of a file and its position. */
export type Item = { index: number; read: ReadResult };

/** The reason why an item was not imported. */
export type Refusal = { outcome: 'skipped' | 'failed'; reason: string; title: string; detail: string };

/** Returns the outcome of an item, with defaults for what `overrides` leaves out. */
export function outcomeOf(
  { index, read }: Item,
  overrides: Partial<ItemOutcome> & Pick<ItemOutcome, 'outcome'>,
): ItemOutcome {
  return {
    index,
    from: read.kind === 'draft' ? read.draft.from : read.from,
    pointer: read.kind === 'draft' ? null : read.pointer,
    key: read.kind === 'draft' ? read.draft.key : null,
    articleId: null,
    reason: null,
    detail: null,
    dropped: [],
    changes: null,
    ...overrides,
  };
}
