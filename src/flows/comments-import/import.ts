import type { ArrivingComment, ImportRecords } from '../../content/comments/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { type Format, readComments } from './read.js';
import { REASONS, type Reason, type SkippedItem } from './record.js';
import { createReplyBuffer } from './reply-buffer.js';

/** Records that are taken in at once: so many, or so many characters. */
const maxBatchRecords = 500;
const maxBatchCharacters = 2 * 2 ** 20;

/** Places that a report names of each reason. */
const maxExamples = 20;

/** What became of a file. */
export type ImportReport = {
  format: Format;
  created: number;
  /** Those that were here already. */
  known: number;
  /** New ones at the top of a thread because what they answer is nowhere to be found. */
  orphaned: number;
  /** What is no comment here, by reason, with where some of them stand. */
  skipped: { reason: Reason; why: string; count: number; examples: string[] }[];
};

type Import = {
  comments: { importRecords: ImportRecords };
  actor: Actor;
  stream: AsyncIterable<Uint8Array>;
  /** Of the file, for messages. */
  name: string;
  options?: {
    /** Where the comments come from, instead of what the file says. */
    source?: string | undefined;
    /** Whether e-mail addresses are kept. */
    keepAddresses?: boolean | undefined;
    /** Hears how many bytes of the file have been read. */
    progress?: ((bytes: number) => void) | undefined;
  };
};

/**
 * Takes in the comments of a file, some hundred in a transaction. The same file again changes nothing, and one that was
 * taken in up to the middle goes on there. A comment may stand before the one that it answers.
 *
 * @throws UnknownFormat before anything is taken in
 */
export async function importComments({ comments, actor, stream, name, options = {} }: Import): Promise<ImportReport> {
  const { source, keepAddresses = false, progress } = options;
  const { format, comments: read } = await readComments(stream, name, { source, progress });
  const tally = createSkipTally();
  const replyBuffer = createReplyBuffer();
  const counts = { created: 0, known: 0, orphaned: 0 };
  let batch: ArrivingComment[] = [];
  let batchCharacters = 0;

  async function add(records: Iterable<ArrivingComment>): Promise<void> {
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
    const readyRecords: ArrivingComment[] = [];
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

  const detachedRecords = new WeakSet<ArrivingComment>();
  function detachFromParent(record: ArrivingComment): ArrivingComment {
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
