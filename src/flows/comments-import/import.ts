import type { ArrivingComment, ImportRecords } from '../../content/comments/index.js';
import type { Actor } from '../../platform/auth/index.js';
import { type Format, readComments } from './read.js';
import { REASONS, type Reason, type Skipped } from './record.js';
import { waitingRoom } from './waiting.js';

/** Records that are taken in at once: so many, or so many characters. */
const batchLength = 500;
const batchText = 2 * 2 ** 20;

/** Places that a report names of each reason. */
const mostExamples = 20;

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
  const tally = tallying();
  const waiting = waitingRoom();
  const counts = { created: 0, known: 0, orphaned: 0 };
  let batch: ArrivingComment[] = [];
  let text = 0;

  async function add(records: Iterable<ArrivingComment>): Promise<void> {
    for (const record of records) {
      batch.push(record);
      text += record.body.length;
      if (batch.length === batchLength || text >= batchText) await flush();
    }
  }

  async function flush(): Promise<void> {
    const records = batch;
    batch = [];
    text = 0;
    if (records.length === 0) return;
    const outcomes = await comments.importRecords(actor, records, { keepAddresses });
    const freed: ArrivingComment[] = [];
    for (const [index, record] of records.entries()) {
      const outcome = outcomes[index];
      if (outcome === 'no-article') tally.add({ kind: 'skipped', from: record.from, reason: outcome });
      else if (outcome === 'no-parent') freed.push(...waiting.enter(record).map(orphaned));
      else {
        counts[outcome === 'created' ? 'created' : 'known'] += 1;
        if (orphans.has(record)) counts.orphaned += outcome === 'created' ? 1 : 0;
        freed.push(...waiting.callAnswersTo(record));
      }
    }
    await add(freed);
  }

  const orphans = new WeakSet<ArrivingComment>();
  function orphaned(record: ArrivingComment): ArrivingComment {
    const top = { ...record, parentSourceId: null, under: null };
    orphans.add(top);
    return top;
  }

  for await (const one of read) {
    if (one.kind === 'skipped') tally.add(one);
    else await add([one.record]);
  }
  while (batch.length > 0 || waiting.size > 0) {
    if (batch.length === 0) await add(waiting.takeTops().map(orphaned));
    await flush();
  }
  return { format, ...counts, skipped: tally.all() };
}

function tallying() {
  const found = new Map<Reason, { count: number; examples: string[] }>();
  return {
    add({ from, reason }: Skipped): void {
      const one = found.get(reason) ?? { count: 0, examples: [] };
      one.count += 1;
      if (one.examples.length < mostExamples) one.examples.push(from);
      found.set(reason, one);
    },
    all: () => [...found].map(([reason, one]) => ({ reason, why: REASONS[reason], ...one })),
  };
}
