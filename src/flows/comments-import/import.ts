import type { ImportedComment, ImportRecords } from '../../content/comments/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { type Format, readComments } from './read.js';
import { REASONS, type Reason, type SkippedItem } from './record.js';
import { createReplyBuffer } from './reply-buffer.js';

/** The maximum number of records, and of their characters, in one transaction. */
const maxBatchRecords = 500;
const maxBatchCharacters = 2 * 2 ** 20;

/** How many places in the file the report names for each reason. */
const maxExamples = 20;

/** The result of importing a file. */
export type ImportReport = {
  format: Format;
  created: number;
  /** How many comments had been imported before. */
  known: number;
  /** How many of the created comments start a thread because their parents could not be found. */
  orphaned: number;
  /** The skipped entries by reason. `why` explains the reason, and `examples` are places in the file. */
  skipped: { reason: Reason; why: string; count: number; examples: string[] }[];
};

type Import = {
  comments: { importRecords: ImportRecords };
  actor: Actor;
  stream: AsyncIterable<Uint8Array>;
  /** The name of the file, for messages. */
  name: string;
  options?: {
    /** The source of the comments. By default it is taken from the file. */
    source?: string | undefined;
    /** Whether the e-mail addresses of authors are stored. The default is false. */
    keepAddresses?: boolean | undefined;
    /** Is called with the number of bytes that have been read so far. */
    progress?: ((bytes: number) => void) | undefined;
  };
};

/**
 * Imports the comments of a file in batches of up to 500 per transaction. Importing the same file again changes
 * nothing, so an interrupted import can be repeated. A reply may come before its parent in the file.
 *
 * @throws UnknownFormat before anything is imported
 */
export async function importComments({ comments, actor, stream, name, options = {} }: Import): Promise<ImportReport> {
  const { source, keepAddresses = false, progress } = options;
  const { format, comments: read } = await readComments(stream, name, { source, progress });
  const tally = createSkipTally();
  const replyBuffer = createReplyBuffer();
  const counts = { created: 0, known: 0, orphaned: 0 };
  let batch: ImportedComment[] = [];
  let batchCharacters = 0;

  async function add(records: Iterable<ImportedComment>): Promise<void> {
    for (const record of records) {
      batch.push(record);
      batchCharacters += record.body.length;
      if (batch.length === maxBatchRecords || batchCharacters >= maxBatchCharacters) await flush();
    }
  }

  async function flush(): Promise<void> {
    const records = batch;
    batch = [];
    batchCharacters = 0;
    if (records.length === 0) return;
    const outcomes = await comments.importRecords(actor, records, { keepAddresses });
    const readyRecords: ImportedComment[] = [];
    for (const [index, record] of records.entries()) {
      const outcome = outcomes[index];
      if (outcome === 'no-article') tally.add({ kind: 'skipped', from: record.from, reason: outcome });
      else if (outcome === 'no-parent') readyRecords.push(...replyBuffer.addRecord(record).map(detachFromParent));
      else {
        counts[outcome === 'created' ? 'created' : 'known'] += 1;
        if (detachedRecords.has(record)) counts.orphaned += outcome === 'created' ? 1 : 0;
        readyRecords.push(...replyBuffer.removeRepliesTo(record));
      }
    }
    await add(readyRecords);
  }

  const detachedRecords = new WeakSet<ImportedComment>();
  function detachFromParent(record: ImportedComment): ImportedComment {
    const top = { ...record, parentSourceId: null, under: null };
    detachedRecords.add(top);
    return top;
  }

  for await (const item of read) {
    if (item.kind === 'skipped') tally.add(item);
    else await add([item.record]);
  }
  while (batch.length > 0 || replyBuffer.size > 0) {
    if (batch.length === 0) await add(replyBuffer.removeRoots().map(detachFromParent));
    await flush();
  }
  return { format, ...counts, skipped: tally.all() };
}

function createSkipTally() {
  const entriesByReason = new Map<Reason, { count: number; examples: string[] }>();
  return {
    add({ from, reason }: SkippedItem): void {
      const entry = entriesByReason.get(reason) ?? { count: 0, examples: [] };
      entry.count += 1;
      if (entry.examples.length < maxExamples) entry.examples.push(from);
      entriesByReason.set(reason, entry);
    },
    all: () => [...entriesByReason].map(([reason, entry]) => ({ reason, why: REASONS[reason], ...entry })),
  };
}
