import { v7 as uuid } from 'uuid';
import { commentMarkdownToHtml } from '../../../lib/rich-text/index.js';
import type { Actor } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { commentEvents } from '../events.js';
import { placeBelow } from '../rules.js';
import type { Authors } from '../threads/author.js';
import { countApproved, lockThreads } from '../threads/counts.store.js';
import { newEditToken } from '../threads/edit-token.js';
import { type ArrivingRow, arrivalStore, type Name, nameKey, type Place } from './importing.store.js';
import type { CommentRecord, RecordOutcome } from './records.js';

/** Records that are taken in at once. */
const mostRecords = 500;

/** A comment that comes from elsewhere. `under`: below which one it hung there, where that is not the one that it answers. */
export type ArrivingComment = CommentRecord & { under?: string | null };

/** A record with what its row is made of, wherever it will lie. */
type Arrival = { record: ArrivingComment; row: Omit<ArrivingRow, keyof Place | 'reviewedAt'> };

/** What is here: the article of each arrival, the ids of comments by their names elsewhere, and where those above lie. */
type Known = {
  articles: readonly (string | undefined)[];
  here: ReadonlyMap<string, string>;
  places: ReadonlyMap<string, Place & { id: string }>;
};

type Needs = { database: Session; events: Events; authors: Authors };

/** Takes in comments from elsewhere, many at a time: each once, however often and by how many it is brought. */
export function recordImporting({ database, events, authors }: Needs) {
  /** What does not depend on the database, worked out before a transaction holds a connection and its locks. */
  function prepared(record: ArrivingComment, keepAddresses: boolean): Arrival {
    const isGone = record.deletedAt !== null;
    const email = (keepAddresses && !isGone && record.authorEmail) || '';
    return {
      record,
      row: {
        // The time of an id has no sign.
        id: uuid({ msecs: Math.max(0, record.createdAt.getTime()) }),
        status: isGone ? 'rejected' : record.status,
        authorName: isGone ? '' : record.authorName,
        authorUrl: isGone ? null : record.authorUrl,
        authorEmail: authors.seal(email),
        authorKey: email === '' ? '' : authors.key(email),
        body: isGone ? '' : record.body,
        bodyHtml: isGone || record.body === '' ? '' : commentMarkdownToHtml(record.body),
        editTokenHash: newEditToken().hash,
        createdAt: record.createdAt,
        editedAt: record.editedAt,
        deletedAt: record.deletedAt,
        source: record.source,
        sourceId: record.sourceId,
      },
    };
  }

  async function write(tx: Transaction, actor: Actor, arrivals: readonly Arrival[]): Promise<RecordOutcome[]> {
    await arrivalStore.waitForOthers(tx);
    const articles = await arrivalStore.articles(
      tx,
      arrivals.map(({ record }) => record.article),
    );
    const here = await arrivalStore.named(tx, namesIn(arrivals));
    const above = [...new Set(arrivals.flatMap(({ record }) => namesAbove(record)))].flatMap(
      (name) => here.get(name) ?? [],
    );
    await lockThreads(tx, above);
    const places = await arrivalStore.places(tx, above);
    const { outcomes, placed } = placedIn(arrivals, { articles, here, places });
    const now = new Date();
    const rows = placed.map((row) => ({ ...row, reviewedAt: row.status === 'pending' ? null : now }));
    await arrivalStore.create(tx, rows);
    await arrivalStore.decided(
      tx,
      rows.map(({ id, status, source }) => ({ id: uuid(), commentId: id, status, reason: `${status} at ${source}` })),
      actor.name,
    );
    await countApproved(
      tx,
      rows
        .filter(({ status }) => status === 'approved')
        .map(({ id, articleId, parentId }) => ({ id, articleId, parentId, change: 1 })),
    );
    const told = rows.map((row) => ({ subjectId: row.id, payload: row, actor }));
    await events.appendAll(tx, commentEvents.created, told);
    return outcomes;
  }

  /**
   * Takes in up to 500 comments, all in one transaction with the same number of statements whatever they are. Which one a
   * comment answers is found among them, in any order, and among those that are here.
   *
   * @param keepAddresses whether e-mail addresses are kept, which their owners have given to somebody else
   * @returns what became of each. Nothing is kept of one without an article or, yet, without the comment that it answers
   */
  return async function importRecords(
    actor: Actor,
    records: readonly ArrivingComment[],
    { keepAddresses }: { keepAddresses: boolean },
  ): Promise<RecordOutcome[]> {
    if (records.length > mostRecords) throw new RangeError(`More than ${mostRecords} comments at once.`);
    // Those that are here already, which may be all, are not rendered anew.
    const here = await arrivalStore.named(database, records);
    const isNew = records.map((record) => !here.has(nameKey(record)));
    const arrivals = records.filter((_, index) => isNew[index]).map((record) => prepared(record, keepAddresses));
    const outcomes = arrivals.length === 0 ? [] : await database.transaction(actor, (tx) => write(tx, actor, arrivals));
    const next = outcomes.values();
    return isNew.map((one) => (one ? (next.next().value ?? 'known') : 'known'));
  };
}

const namesAbove = ({ source, parentSourceId, under }: ArrivingComment): string[] =>
  [parentSourceId, under].flatMap((sourceId) => (sourceId == null ? [] : nameKey({ source, sourceId })));

/** What the comments are called, and those that they answer. */
function namesIn(arrivals: readonly Arrival[]): Name[] {
  const names = arrivals.flatMap(({ record: { source, sourceId, parentSourceId, under } }) =>
    [sourceId, parentSourceId, under].flatMap((name) => (name == null ? [] : { source, sourceId: name })),
  );
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}

type PlacedRow = Arrival['row'] & Place;

/** Finds for each arrival the place in its thread; those that are placed come after what they hang below. */
function placedIn(
  arrivals: readonly Arrival[],
  { articles, here, places }: Known,
): { outcomes: RecordOutcome[]; placed: PlacedRow[] } {
  const outcomes: RecordOutcome[] = [];
  const placed = new Map<number, PlacedRow>();
  const begun = new Set<number>();
  const indexes = new Map<string, number>();
  for (const [index, { record }] of arrivals.entries())
    if (!indexes.has(nameKey(record))) indexes.set(nameKey(record), index);

  /** A comment on the same article, here or among the arrivals. */
  function find(source: string, sourceId: string, articleId: string): (Place & { id: string }) | undefined {
    const key = nameKey({ source, sourceId });
    const id = here.get(key);
    const index = indexes.get(key);
    if (id === undefined && index !== undefined) take(index);
    const found = id === undefined ? placed.get(index ?? -1) : places.get(id);
    return found?.articleId === articleId ? found : undefined;
  }

  function placeOf({ source, parentSourceId, under }: ArrivingComment, articleId: string): Place | undefined {
    if (parentSourceId === null) return { articleId, parentId: null, inReplyToId: null, rootId: null, depth: 0 };
    const answered = find(source, parentSourceId, articleId);
    if (answered === undefined) return undefined;
    const above = under === undefined ? answered : under === null ? null : (find(source, under, articleId) ?? answered);
    const { parentId, depth } = placeBelow(above);
    return {
      articleId,
      parentId,
      depth,
      inReplyToId: answered.id === parentId ? null : answered.id,
      rootId: parentId === null ? null : (above?.rootId ?? above?.id ?? null),
    };
  }

  function outcomeOf(index: number, { record, row }: Arrival): RecordOutcome {
    if (here.has(nameKey(record)) || indexes.get(nameKey(record)) !== index) return 'known';
    const articleId = articles[index];
    if (articleId === undefined) return 'no-article';
    const place = placeOf(record, articleId);
    if (place === undefined) return 'no-parent';
    placed.set(index, { ...row, ...place });
    return 'created';
  }

  /** Comments that answer each other in a circle are left where the circle closes. */
  function take(index: number): void {
    const arrival = arrivals[index];
    if (arrival === undefined || begun.has(index)) return;
    begun.add(index);
    outcomes[index] = outcomeOf(index, arrival);
  }

  for (const index of arrivals.keys()) take(index);
  return { outcomes, placed: [...placed.values()] };
}

export type ImportRecords = ReturnType<typeof recordImporting>;
