import { isDeepStrictEqual } from 'node:util';
import { type Actor, requireNoFieldLimit, requireScope } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { releaseCorrections } from '../../corrections/index.js';
import type { ExternalId } from '../../external-ids/index.js';
import { findForeignArticles } from '../../section-limits/index.js';
import { chooseSlug } from '../../slugs/index.js';
import { convertBody } from '../drafts/draft-content.js';
import { publicationStore as publications } from '../publishing/publications.store.js';
import { writePublications } from '../publishing/write-publications.js';
import type { ApprovalChecks, Publishable } from '../review/approval.js';
import { slugSourceOf } from '../rules.js';
import { ArticleInput } from '../schemas.js';
import type { ArticleRow, DeskStore } from '../store.js';
import { requireImportAccess } from './import-access.js';
import {
  type ArticleChange,
  checkMayMove,
  type ImportChanges,
  isLive,
  isMoved,
  isRemovedFromPublic,
  isTrashedOrKilled,
} from './import-changes.js';
import { appendEvents } from './import-events.js';
import { importPreview } from './import-preview.js';
import {
  type ArticleImportRecord,
  isOwnId,
  newRow,
  type PreparedArticle,
  relatedRow,
  updatedRow,
} from './import-rows.js';
import { type ArticleImportRow, articleImportStore, type ImportedDigest } from './importer.store.js';

/**
 * The outcome of an article. `trashed` and `killed` articles stay as they are. With `isDraftOnly`, the publication was
 * left out, because the actor may not publish it or because it needs an approval.
 */
export type ImportOutcome = {
  id: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'trashed' | 'killed';
  isDraftOnly: boolean;
};

/** An article whose related articles did not all exist when it was written. */
type OpenArticle = ImportedDigest & { id: string; relatedIds: string[] };

type Dates = Pick<PreparedArticle, 'status' | 'publishedAt' | 'firstPublishedAt' | 'updatedAt'>;
type Dependencies = {
  database: Session;
  events: Events;
  deskStore: DeskStore;
  approvals: ApprovalChecks;
  clock: () => Date;
};

/** The number of articles that counts as a bulk import, after which more are likely to follow. */
const bulkThreshold = 20;

/** Imports articles in batches. The number of statements does not depend on the size of the batch. */
export function articleImporter({ database, events, deskStore, approvals, clock }: Dependencies) {
  const store = articleImportStore(database);
  let lastBulkImportMs = Number.NEGATIVE_INFINITY;

  /** Returns the milliseconds since the last bulk import in this process. */
  const quietFor = (): number => performance.now() - lastBulkImportMs;

  /**
   * Validates the input of an article and sanitises its body. Does not check references, but removes the images of these
   * unknown assets from the body.
   *
   * @returns the article, and the assets whose images were removed
   * @throws forbidden for a time of publication without the scope `import`; invalid-request; ZodError
   */
  async function prepare(
    actor: Actor,
    { key, input: rawInput, unknownAssets }: { key: ExternalId; input: unknown; unknownAssets: readonly string[] },
    dates: Dates,
  ): Promise<PreparedArticle & { removedAssets: string[] }> {
    const input = ArticleInput.parse(rawInput);
    if (dates.status === 'published' || dates.status === 'unpublished') requireScope(actor, 'import');
    const slugSource = slugSourceOf(input);
    const slug = chooseSlug({ ...slugSource, requestedSlug: input.slug });
    const fallbackSlug = input.slug === undefined ? slug : chooseSlug({ ...slugSource, requestedSlug: undefined });
    const { body, removedAssets } = await convertBody(input, unknownAssets);
    return { key, input, body, removedAssets, slug, fallbackSlug, ...dates };
  }

  /**
   * Creates or updates up to a few hundred articles in one transaction. If the database refuses one of them, for
   * example because its external id was taken meanwhile, none is written. Articles that the actor may not
   * publish, or that need an approval, are written as draft copies only.
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
      const publishable = await approvals.findPublishable(tx, actor, [...rowsById.values()]);
      const createdRows = await buildNewRows(
        tx,
        importRecords.filter((importRecord) => importRecord.existingArticle === undefined),
        now,
        publishable,
      );
      const draftOnlyIds = new Set(idsOf(createdRows.filter(({ isDraftOnly }) => isDraftOnly)));
      const changes: ArticleChange[] = [];
      const unchangedRows: ArticleImportRow[] = [];
      const outcomes: ImportOutcome[] = [];
      for (const importRecord of importRecords) {
        const before = rowsById.get(importRecord.existingArticle?.id ?? '');
        if (before === undefined) {
          if (importRecord.existingArticle !== undefined)
            throw problems.notFound('The article was deleted during the import. Import it again.');
          const { id } = importRecord;
          outcomes.push({ id, outcome: 'created', isDraftOnly: draftOnlyIds.has(id) });
        } else if (isTrashedOrKilled(before.status)) {
          outcomes.push({ id: before.id, outcome: before.status, isDraftOnly: false });
        } else {
          const slug = await updateSlug(tx, before, importRecord.input.slug);
          const after = updatedRow(importRecord, slug, before, now, publishable);
          const isChanged = after.version > before.version;
          if (isChanged) changes.push({ before, after });
          else if (!isOwnId(after.key, after.id)) unchangedRows.push(after);
          const { isDraftOnly } = after;
          outcomes.push({ id: before.id, outcome: isChanged ? 'updated' : 'unchanged', isDraftOnly });
        }
      }
      checkMayMove(actor, changes, clock());
      await write(tx, actor, { createdRows, changes }, now);
      await store.saveDigests(tx, unchangedRows);
      await saveOutcomes(tx, outcomes);
      await appendEvents(tx, events, actor, { createdRows, changes });
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
      requireNoFieldLimit(actor);
      const rows = await store.read(idsOf(open), tx);
      const publishable = await approvals.findPublishable(tx, actor, [...rows.values()]);
      const foreignIds = await findForeignArticles(tx, actor, [...rows.keys()]);
      const changes: ArticleChange[] = [];
      const unchangedArticles: OpenArticle[] = [];
      for (const openArticle of open) {
        const before = rows.get(openArticle.id);
        if (before === undefined || foreignIds.has(before.id)) continue;
        if (isTrashedOrKilled(before.status) || before.version !== openArticle.version) continue;
        if (!isDeepStrictEqual(before.related, openArticle.relatedIds))
          changes.push({ before, after: relatedRow(before, openArticle, publishable) });
        else if (!isOwnId(openArticle.key, openArticle.id)) unchangedArticles.push(openArticle);
      }
      await write(tx, actor, { createdRows: [], changes }, new Date());
      await store.saveDigests(tx, unchangedArticles);
      await appendEvents(tx, events, actor, { createdRows: [], changes });
      return changes.length;
    });
  }

  /** Builds the rows of new articles and claims their slugs. */
  async function buildNewRows(
    tx: Transaction,
    importRecords: readonly ArticleImportRecord[],
    now: Date,
    publishable: Publishable,
  ): Promise<ArticleImportRow[]> {
    const claimedIds = await store.claimSlugs(tx, importRecords);
    const rows: ArticleImportRow[] = [];
    for (const importRecord of importRecords) {
      const { id, slug, fallbackSlug } = importRecord;
      const claimedSlug = claimedIds.has(id) ? slug : await store.claimSlugLike(tx, fallbackSlug, id);
      rows.push(newRow(importRecord, claimedSlug, now, publishable));
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
    await store.create(tx, createdRows, actor, now);
    await store.update(
      tx,
      changes.map(({ after }) => after),
      actor,
      now,
    );
    const live = [...createdRows, ...changes.filter(isMoved).map(({ after }) => after)].filter(isLive);
    await writePublications(tx, events, actor, idsOf(live));
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

  return {
    findExisting: store.findExisting,
    findImages: store.findImages,
    /** Returns which of these articles an actor may not change because of their sections. */
    findForeign: (actor: Actor, ids: readonly string[]) => findForeignArticles(database, actor, ids),
    prepare,
    upsertAll,
    relateAll,
    preview: importPreview(database, approvals, store.read),
    quietFor,
  };
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
