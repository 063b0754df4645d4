import { isDeepStrictEqual } from 'node:util';
import { type Actor, requireScope } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { releaseCorrections } from '../../corrections/index.js';
import type { ExternalId } from '../../external-ids/index.js';
import { findForeignArticles } from '../../section-limits/index.js';
import { chooseSlug } from '../../slugs/index.js';
import { storedBody } from '../drafts/draft-content.js';
import { articleEvents } from '../events.js';
import { checkEmbargo, checkMayEndPlan } from '../planning/schedule.rules.js';
import { publicationStore as publications } from '../publishing/publications.store.js';
import { ArticleInput, type Status } from '../schemas.js';
import type { ArticleRow, DeskStore } from '../store.js';
import { requireImportAccess } from './import-access.js';
import { importPreview } from './import-preview.js';
import {
  type ArticleImportRecord,
  isOwnId,
  newRow,
  type PreparedArticle,
  relatedRow,
  updatedRow,
} from './import-rows.js';
import { type ArticleImportRow, articleImportStore } from './importer.store.js';

/** The outcome of an article. `trashed` and `killed` articles stay as they are. */
type ImportOutcome = { id: string; outcome: 'created' | 'updated' | 'unchanged' | 'trashed' | 'killed' };

/** An article whose related articles did not all exist when it was written. */
type OpenArticle = { id: string; version: number; key: ExternalId; relatedIds: string[]; digest: string };

type Dates = Pick<PreparedArticle, 'status' | 'publishedAt' | 'firstPublishedAt' | 'updatedAt'>;
type ArticleChange = { before: ArticleRow; after: ArticleImportRow };
type ImportChanges = { createdRows: readonly ArticleImportRow[]; changes: readonly ArticleChange[] };
type Dependencies = { database: Session; events: Events; deskStore: DeskStore; clock: () => Date };

/** The number of articles that counts as a bulk import, after which more are likely to follow. */
const bulkThreshold = 20;

/** Imports articles in batches. The number of statements does not depend on the size of the batch. */
export function articleImporter({ database, events, deskStore, clock }: Dependencies) {
  const store = articleImportStore(database);
  let lastBulkImportMs = Number.NEGATIVE_INFINITY;

  /** Returns the milliseconds since the last bulk import in this process. */
  const quietFor = (): number => performance.now() - lastBulkImportMs;

  /**
   * Validates the input of an article and sanitises its body. Does not check references.
   *
   * @throws forbidden for a time of publication without the scope `import`; invalid-request; ZodError
   */
  function prepare(actor: Actor, key: ExternalId, rawInput: unknown, dates: Dates): PreparedArticle {
    const input = ArticleInput.parse(rawInput);
    if (dates.status === 'published' || dates.status === 'unpublished') requireScope(actor, 'import');
    const slugSource = { name: input.headline, fallback: 'article' };
    const slug = chooseSlug({ ...slugSource, requestedSlug: input.slug });
    const fallbackSlug = input.slug === undefined ? slug : chooseSlug({ ...slugSource, requestedSlug: undefined });
    return { key, input, body: storedBody(input), slug, fallbackSlug, ...dates };
  }

  /**
   * Creates or updates up to a few hundred articles in one transaction. If the database refuses one of them, for
   * example because its external id was taken meanwhile, none is written.
   *
   * @param saveOutcomes receives the outcomes inside the transaction
   */
  function upsertAll(
    actor: Actor,
    importRecords: readonly ArticleImportRecord[],
    saveOutcomes: (tx: Transaction, outcomes: readonly ImportOutcome[]) => Promise<void>,
  ): Promise<ImportOutcome[]> {
    return database.transaction(actor, async (tx) => {
      const now = new Date();
      const rowsById = await store.read(
        idsOf(importRecords.flatMap((importRecord) => importRecord.existingArticle ?? [])),
        tx,
      );
      await requireImportAccess(tx, actor, importRecords);
      const createdRows = await buildNewRows(
        tx,
        importRecords.filter((importRecord) => importRecord.existingArticle === undefined),
        now,
      );
      const changes: ArticleChange[] = [];
      const unchangedRows: ArticleImportRow[] = [];
      const outcomes: ImportOutcome[] = [];
      for (const importRecord of importRecords) {
        const before = rowsById.get(importRecord.existingArticle?.id ?? '');
        if (before === undefined) {
          if (importRecord.existingArticle !== undefined)
            throw problems.notFound('The article was deleted during the import. Import it again.');
          outcomes.push({ id: importRecord.id, outcome: 'created' });
        } else if (isTrashedOrKilled(before.status)) {
          outcomes.push({ id: before.id, outcome: before.status });
        } else {
          const after = updatedRow(importRecord, await updateSlug(tx, before, importRecord.input.slug), before, now);
          const isChanged = after.version > before.version;
          if (isChanged) changes.push({ before, after });
          else if (!isOwnId(after.key, after.id)) unchangedRows.push(after);
          outcomes.push({ id: before.id, outcome: isChanged ? 'updated' : 'unchanged' });
        }
      }
      checkMayMove(actor, changes, clock());
      await write(tx, actor, { createdRows, changes }, now);
      await store.saveDigests(tx, unchangedRows);
      await saveOutcomes(tx, outcomes);
      await appendEvents(tx, actor, { createdRows, changes });
      if (importRecords.length >= bulkThreshold) lastBulkImportMs = performance.now();
      return outcomes;
    });
  }

  /**
   * Adds related articles that were imported later. Articles that changed meanwhile are skipped, and those that the
   * actor may not change because of their sections.
   *
   * @returns the number of changed articles
   */
  function relateAll(actor: Actor, open: readonly OpenArticle[]): Promise<number> {
    return database.transaction(actor, async (tx) => {
      const rows = await store.read(idsOf(open), tx);
      const foreignIds = await findForeignArticles(tx, actor, [...rows.keys()]);
      const changes: ArticleChange[] = [];
      const unchangedRows: ArticleImportRow[] = [];
      for (const openArticle of open) {
        const before = rows.get(openArticle.id);
        if (before === undefined || foreignIds.has(before.id)) continue;
        if (isTrashedOrKilled(before.status) || before.version !== openArticle.version) continue;
        if (!isDeepStrictEqual(before.related, openArticle.relatedIds))
          changes.push({ before, after: relatedRow(before, openArticle) });
        else if (!isOwnId(openArticle.key, openArticle.id))
          unchangedRows.push({ ...relatedRow(before, openArticle), version: before.version });
      }
      await write(tx, actor, { createdRows: [], changes }, new Date());
      await store.saveDigests(tx, unchangedRows);
      await appendEvents(tx, actor, { createdRows: [], changes });
      return changes.length;
    });
  }

  /** Builds the rows of new articles and claims their slugs. */
  async function buildNewRows(
    tx: Transaction,
    importRecords: readonly ArticleImportRecord[],
    now: Date,
  ): Promise<ArticleImportRow[]> {
    const claimedIds = await store.claimSlugs(tx, importRecords);
    const rows: ArticleImportRow[] = [];
    for (const importRecord of importRecords) {
      const { id, slug, fallbackSlug } = importRecord;
      rows.push(newRow(importRecord, claimedIds.has(id) ? slug : await store.claimSlugLike(tx, fallbackSlug, id), now));
    }
    return rows;
  }

  /** Returns the slug after a change. A slug that belongs to another article is not taken. */
  async function updateSlug(
    tx: Transaction,
    { slug: now, id }: ArticleRow,
    requestedSlug: string | undefined,
  ): Promise<string> {
    if (requestedSlug === undefined || requestedSlug === now || !(await store.claimSlug(tx, requestedSlug, id)))
      return now;
    if (!(await deskStore.isSlugKept(tx, id, now))) await deskStore.releaseSlug(tx, now, id);
    return requestedSlug;
  }

  async function write(
    tx: Transaction,
    actor: Actor,
    { createdRows, changes }: ImportChanges,
    now: Date,
  ): Promise<void> {
    await store.create(tx, createdRows, actor.name, now);
    await store.update(
      tx,
      changes.map(({ after }) => after),
      actor.name,
      now,
    );
    const live = [...createdRows, ...changes.filter(isMoved).map(({ after }) => after)].filter(isLive);
    await publications.upsert(tx, idsOf(live));
    await publications.remove(tx, idsOf(changes.filter(isRemovedFromPublic).map(({ after }) => after)));
    await publications.rememberSlugs(tx, idsOf(createdRows.filter(({ status }) => status === 'unpublished')));
    const publishedChanges = changes.filter((one) => isMoved(one) && isLive(one.after));
    const releases = publishedChanges.map(({ before, after }) => ({
      id: after.id,
      before: before.publishedRevision,
      after: after.revision,
    }));
    if (releases.length > 0) await releaseCorrections(tx, events, actor, releases, now);
  }

  /** Appends the events that separate writes of each article would append. */
  async function appendEvents(tx: Transaction, actor: Actor, { createdRows, changes }: ImportChanges): Promise<void> {
    const draftRows = createdRows.map((row) => ({ ...row, status: 'draft', version: 1 }));
    const savedRows = changes
      .filter(({ after }) => after.isSaved)
      .map(({ before, after }) => ({ ...after, status: before.status, version: before.version + 1 }));
    const movedRows = [...createdRows, ...changes.filter(isMoved).map(({ after }) => after)];
    const rowsWithStatus = (status: Status) => movedRows.filter((row) => row.status === status);
    const toEventInputs = (rows: readonly ArticleImportRow[]) => rows.map((row) => toEventInput(row, actor));
    await events.appendAll(tx, articleEvents.created, toEventInputs(draftRows));
    await events.appendAll(tx, articleEvents.updated, toEventInputs(savedRows));
    await events.appendAll(tx, articleEvents.published, toEventInputs(rowsWithStatus('published')));
    await events.appendAll(tx, articleEvents.unpublished, toEventInputs(rowsWithStatus('unpublished')));
    await events.appendAll(tx, articleEvents.trashed, toEventInputs(rowsWithStatus('trashed')));
  }

  return {
    findExisting: store.findExisting,
    /** Returns which of these articles an actor may not change because of their sections. */
    findForeign: (actor: Actor, ids: readonly string[]) => findForeignArticles(database, actor, ids),
    prepare,
    upsertAll,
    relateAll,
    preview: importPreview(database, store.read),
    quietFor,
  };
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
/** Returns whether only an editor can bring an article with this status back. */
export const isTrashedOrKilled = (status: string): status is 'trashed' | 'killed' =>
  status === 'trashed' || status === 'killed';
const isLive = ({ status }: ArticleImportRow): boolean => status === 'published';
const isRemovedFromPublic = ({ before, after }: ArticleChange): boolean =>
  before.status === 'published' && !isLive(after);

/** Returns whether the import changes more than the draft copy. */
const isMoved = ({ before, after }: ArticleChange): boolean => after.version > before.version + Number(after.isSaved);

/**
 * Checks that the actor may make these changes.
 *
 * @throws forbidden if an article is unpublished or a plan ends without the scope content:publish; embargoed
 */
function checkMayMove(actor: Actor, changes: readonly ArticleChange[], now: Date): void {
  if (changes.some(isRemovedFromPublic)) requireScope(actor, 'content:publish');
  for (const { before, after } of changes) checkMayEndPlan(actor, before, after);
  for (const one of changes) if (isMoved(one) && isLive(one.after)) checkEmbargo(one.before, now);
}

function toEventInput({ id, content, status, version, revision }: ArticleImportRow, actor: Actor) {
  return { subjectId: id, payload: { id, slug: content.slug, status: status as Status, version, revision }, actor };
}
