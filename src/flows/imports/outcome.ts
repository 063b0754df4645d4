import type { Transaction } from '../../platform/db/index.js';
import type { NaturalKey, ReadResult } from './draft.js';

/** What becomes of stories that are here: they are brought to what the file says, refused, or left alone. */
export const MODES = ['upsert', 'create', 'skip'] as const;
export type Mode = (typeof MODES)[number];

/** What became of one item of a file. */
export type ItemOutcome = {
  /** Place among the items of the file, from 0; stories and what was skipped by the format alike. */
  index: number;
  /** Where it stands, for people. */
  from: string;
  /** RFC 6901, into the item, where the format is JSON. */
  pointer: string | null;
  key: NaturalKey | null;
  articleId: string | null;
  outcome: 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed';
  /** Kebab-case and stable. */
  reason: string | null;
  /** For people. */
  detail: string | null;
  /** What was left out of a story that was taken in. */
  dropped: { what: string; reason: string }[];
  /** In a dry run, field by field what would change; null otherwise. Long texts are shortened. */
  changes: { field: string; before: unknown; after: unknown }[] | null;
};

/** How an import goes on where an earlier run has ended. */
export type Checkpoint = {
  /** Items that an earlier run has dealt with already: read, and passed over. */
  processedCount: number;
  /**
   * Keeps what became of some items, in their order: in the transaction that wrote them, so that both happen or neither; undefined where
   * nothing was written. What it throws ends the import.
   */
  saveOutcomes(tx: Transaction | undefined, outcomes: readonly ItemOutcome[]): Promise<void>;
  /** Ends the import between two batches. */
  signal?: AbortSignal;
};

/** An item of a file and its place among them. */
export type Item = { index: number; read: ReadResult };

/** Why something was not taken in. */
export type Refusal = { outcome: 'skipped' | 'failed'; reason: string; title: string; detail: string };

/** What became of an item, where nothing else is said. */
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
