import { v7 as uuid } from 'uuid';
import { cleanName } from '../../../lib/clean-name.js';
import { escapeXml } from '../../../lib/xml.js';
import { type Actor, requireScope } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { Problem, problems } from '../../../platform/problems/index.js';
import { convert } from '../../../platform/rich-text/index.js';
import { requireSectionAccess } from '../../section-limits/index.js';
import { commentEvents } from '../events.js';
import { placeBelow } from '../rules.js';
import type { AuthorIdentity } from '../threads/author-identity.js';
import { countApproved, lockThreads } from '../threads/counts.store.js';
import { newEditToken } from '../threads/edit-token.js';
import { commentImportStore, type ExternalName, type ImportRow, nameKey, type Place } from './import.store.js';
import type { CommentRecord, RecordOutcome } from './records.js';

/** The maximum number of records of one call. */
const maxRecords = 500;

/**
 * A comment from another system. `under` is the id of its parent there, if it is not the comment that it replies to.
 * `id` is the id to give to it; by default it gets a new one.
 */
export type ImportedComment = CommentRecord & { under?: string | null; id?: string };

/** A record with the part of its row that does not depend on its place. */
type PreparedRecord = { record: ImportedComment; row: Omit<ImportRow, keyof Place | 'reviewedAt'> };

/**
 * What the database knows: the article of each record, the ids of comments by their names in the other system, and the
 * places of parents.
 */
type ImportContext = {
  articles: readonly (string | undefined)[];
  existingIds: ReadonlyMap<string, string>;
  places: ReadonlyMap<string, Place & { id: string }>;
};

/** Converts the Markdown of a comment. Markdown that takes too long to convert is shown as written. */
async function toHtml(markdown: string): Promise<string> {
  try {
    return await convert('commentMarkdownToHtml', markdown);
  } catch (error) {
    if (!(error instanceof Problem) || error.definition !== problems.textTooComplex) throw error;
    return `<p>${escapeXml(markdown).replaceAll('\n', '<br>\n')}</p>`;
  }
}

type Dependencies = { database: Session; events: Events; authors: AuthorIdentity };

/** Imports comments in batches. A comment is imported only once, even by repeated or concurrent imports. */
export function commentImport({ database, events, authors }: Dependencies) {
  /** Prepares everything that does not depend on the database, before a transaction occupies a connection and locks. */
  async function prepareRecord(record: ImportedComment, keepAddresses: boolean): Promise<PreparedRecord> {
    const isGone = record.deletedAt !== null;
    const email = (keepAddresses && !isGone && record.authorEmail) || '';
    return {
      record,
      row: {
        // The timestamp in an id cannot be negative.
        id: record.id ?? uuid({ msecs: Math.max(0, record.createdAt.getTime()) }),
        status: isGone ? 'rejected' : record.status,
        authorName: isGone ? '' : cleanName(record.authorName),
        authorUrl: isGone ? null : record.authorUrl,
        authorEmail: authors.seal(email),
        authorKey: email === '' ? '' : authors.key(email),
        body: isGone ? '' : record.body,
        bodyHtml: isGone || record.body === '' ? '' : await toHtml(record.body),
        editTokenHash: newEditToken().hash,
        createdAt: record.createdAt,
        editedAt: record.editedAt,
        deletedAt: record.deletedAt,
        source: record.source,
        sourceId: record.sourceId,
      },
    };
  }

  async function writeBatch(
    tx: Transaction,
    actor: Actor,
    preparedRecords: readonly PreparedRecord[],
  ): Promise<RecordOutcome[]> {
    await commentImportStore.lockImport(tx);
    const articles = await commentImportStore.findArticleIds(
      tx,
      preparedRecords.map(({ record }) => record.article),
    );
    await requireSectionAccess(tx, actor, { articleIds: articles.filter((id) => id !== undefined) });
    const existingIds = await commentImportStore.findIdsByName(tx, namesOf(preparedRecords));
    const parentIds = [...new Set(preparedRecords.flatMap(({ record }) => parentNames(record)))].flatMap(
      (name) => existingIds.get(name) ?? [],
    );
    await lockThreads(tx, parentIds);
    const places = await commentImportStore.findPlaces(tx, parentIds);
    const { outcomes, placedRows } = placeRecords(preparedRecords, { articles, existingIds, places });
    const now = new Date();
    const rows = placedRows.map((row) => ({ ...row, reviewedAt: row.status === 'pending' ? null : now }));
    await commentImportStore.create(tx, rows);
    await commentImportStore.insertDecisions(
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
    const createdEvents = rows.map((row) => ({ subjectId: row.id, payload: row, actor }));
    await events.appendAll(tx, commentEvents.created, createdEvents);
    return outcomes;
  }

  /**
   * Imports up to 500 comments in one transaction. The number of statements is constant. Parents are looked up among
   * the records, in any order, and among the stored comments.
   *
   * @param keepAddresses whether e-mail addresses are stored, which their owners gave to another service
   * @returns the outcome of each record. A record is not stored if its article or, so far, its parent is missing
   * @throws forbidden without the scope comments:moderate, because approved comments are public at once
   */
  return async function importRecords(
    actor: Actor,
    records: readonly ImportedComment[],
    { keepAddresses }: { keepAddresses: boolean },
  ): Promise<RecordOutcome[]> {
    requireScope(actor, 'comments:moderate');
    if (records.length > maxRecords) throw new RangeError(`At most ${maxRecords} comments can be imported at once.`);
    // Comments that are already stored, which may be all, are not rendered again.
    const existingIds = await commentImportStore.findIdsByName(database, records);
    const isNew = records.map((record) => !existingIds.has(nameKey(record)));
    const preparedRecords = await Promise.all(
      records.filter((_, index) => isNew[index]).map((record) => prepareRecord(record, keepAddresses)),
    );
    const outcomes =
      preparedRecords.length === 0
        ? []
        : await database.transaction(actor, (tx) => writeBatch(tx, actor, preparedRecords));
    const nextOutcome = outcomes.values();
    return isNew.map((isNewRecord) => (isNewRecord ? (nextOutcome.next().value ?? 'known') : 'known'));
  };
}

const parentNames = ({ source, parentSourceId, under }: ImportedComment): string[] =>
  [parentSourceId, under].flatMap((sourceId) => (sourceId == null ? [] : nameKey({ source, sourceId })));

/** Returns the names of the comments and of their parents. */
function namesOf(preparedRecords: readonly PreparedRecord[]): ExternalName[] {
  const names = preparedRecords.flatMap(({ record: { source, sourceId, parentSourceId, under } }) =>
    [sourceId, parentSourceId, under].flatMap((name) => (name == null ? [] : { source, sourceId: name })),
  );
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}

type PlacedRow = PreparedRecord['row'] & Place;

/** Determines the place of each record in its thread. Parents come before their replies in `placedRows`. */
function placeRecords(
  preparedRecords: readonly PreparedRecord[],
  { articles, existingIds, places }: ImportContext,
): { outcomes: RecordOutcome[]; placedRows: PlacedRow[] } {
  const outcomes: RecordOutcome[] = [];
  const placedByIndex = new Map<number, PlacedRow>();
  const visitedIndexes = new Set<number>();
  const indexes = new Map<string, number>();
  for (const [index, { record }] of preparedRecords.entries())
    if (!indexes.has(nameKey(record))) indexes.set(nameKey(record), index);

  /** Finds the place of a comment on the same article, among the stored comments and the records. */
  function findPlace(source: string, sourceId: string, articleId: string): (Place & { id: string }) | undefined {
    const key = nameKey({ source, sourceId });
    const id = existingIds.get(key);
    const index = indexes.get(key);
    if (id === undefined && index !== undefined) processRecord(index);
    const matchingPlace = id === undefined ? placedByIndex.get(index ?? -1) : places.get(id);
    return matchingPlace?.articleId === articleId ? matchingPlace : undefined;
  }

  function placeOf({ source, parentSourceId, under }: ImportedComment, articleId: string): Place | undefined {
    if (parentSourceId === null) return { articleId, parentId: null, inReplyToId: null, rootId: null, depth: 0 };
    const replyTarget = findPlace(source, parentSourceId, articleId);
    if (replyTarget === undefined) return undefined;
    const parent =
      under === undefined ? replyTarget : under === null ? null : (findPlace(source, under, articleId) ?? replyTarget);
    const { parentId, depth } = placeBelow(parent);
    return {
      articleId,
      parentId,
      depth,
      inReplyToId: replyTarget.id === parentId ? null : replyTarget.id,
      rootId: parentId === null ? null : (parent?.rootId ?? parent?.id ?? null),
    };
  }

  function outcomeOf(index: number, { record, row }: PreparedRecord): RecordOutcome {
    if (existingIds.has(nameKey(record)) || indexes.get(nameKey(record)) !== index) return 'known';
    const articleId = articles[index];
    if (articleId === undefined) return 'no-article';
    const place = placeOf(record, articleId);
    if (place === undefined) return 'no-parent';
    placedByIndex.set(index, { ...row, ...place });
    return 'created';
  }

  /** Determines the outcome of one record, once. A cycle of replies ends at the record that closes it. */
  function processRecord(index: number): void {
    const preparedRecord = preparedRecords[index];
    if (preparedRecord === undefined || visitedIndexes.has(index)) return;
    visitedIndexes.add(index);
    outcomes[index] = outcomeOf(index, preparedRecord);
  }

  for (const index of preparedRecords.keys()) processRecord(index);
  return { outcomes, placedRows: [...placedByIndex.values()] };
}

export type ImportRecords = ReturnType<typeof commentImport>;
