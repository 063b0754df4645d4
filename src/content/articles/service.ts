import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { type Actor, requireAllowedFields, requireReadableFields } from '../../platform/auth/index.js';
import type { Prisma, Reader, Session, Transaction } from '../../platform/db/index.js';
import { type Events, eventInsertParts } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import type { PlanSource } from '../../platform/plans/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { requireSectionAccess } from '../section-limits/index.js';
import { chooseSlug, slugsToTry, slugTakenProblem } from '../slugs/index.js';
import { createDraft } from './drafts/create-draft.store.js';
import { type ArticleDependencies, toEventPayload } from './drafts/dependencies.js';
import { newDraft, resolveContent, toStoredBody, withDropped } from './drafts/draft-content.js';
import { createEditOperations } from './drafts/edit.js';
import { rethrowExternalIdConflict } from './drafts/external-id-conflict.js';
import { isOwnArticle, limitReferences } from './drafts/own.store.js';
import { referencesOf, requireBodyAssets } from './drafts/references.js';
import { findReferences } from './drafts/references.store.js';
import { createTrashOperations } from './drafts/trash.js';
import { trashRetention } from './drafts/trash-retention.js';
import { type ArticleEvent, articleEvents } from './events.js';
import { createScheduleOperations } from './planning/schedule.js';
import { timetable } from './planning/timetable.js';
import { plannedChangeStore } from './planning/timetable.store.js';
import { createKillOperations } from './publishing/kill.js';
import { publicationStore as publications } from './publishing/publications.store.js';
import { createPublishOperations } from './publishing/publish.js';
import { tombstones } from './publishing/tombstones.store.js';
import { articleLists } from './reading/lists.store.js';
import { articleReader } from './reading/reader.js';
import type { Site } from './representations/site.js';
import { createApprovalChecks } from './review/approval.js';
import { createNoteOperations } from './review/notes.js';
import { createReviewOperations } from './review/review.js';
import { shownStatusOf } from './review/state.rules.js';
import { articleRevisions } from './revisions/revisions.js';
import { checkMove, copiesChangedBy, type Move, slugSourceOf } from './rules.js';
import type { ArticleInput, DeskArticle, WrittenArticle } from './schemas.js';
import { type ArticleRow, deskStore } from './store.js';
import { articleExporter } from './transfer/exporter.js';
import { createExternalIdOperations } from './transfer/external.js';
import { articleImporter } from './transfer/importer.js';
import type { AssetUsage, UsageListQuery } from './usages/usages.schemas.js';
import { listUsages } from './usages/usages.store.js';

type Dependencies = {
  database: Session;
  events: Events;
  site: Site;
  /** Days after which the trash is purged; 0 keeps it forever. */
  trashRetentionDays: number;
  /** Whether publishing needs the approval of a second person. */
  isReviewRequired: boolean;
  /** Returns the current time. */
  clock?: () => Date;
};

export function articleService({
  database,
  events,
  site,
  trashRetentionDays,
  isReviewRequired,
  clock = () => new Date(),
}: Dependencies) {
  const store = deskStore(database, site.mediaUrl);
  const lists = articleLists(database, site.mediaUrl);
  const reader = articleReader(store, lists, site, tombstones(database).find);
  const approvals = createApprovalChecks(isReviewRequired);
  const dependencies: ArticleDependencies = {
    database,
    events,
    store,
    clock,
    approvals,
    lockArticle,
    requireDeskArticle,
    recordEvent,
    inTransaction,
  };
  const { replace, patch, edit, discardChanges } = createEditOperations(dependencies);
  const publishOperations = createPublishOperations(dependencies);

  /**
   * Creates a draft in at most three round trips: check the token, find the references, write everything. Assets need
   * one or two more.
   */
  async function create(actor: Actor, input: ArticleInput): Promise<WrittenArticle> {
    requireAllowedFields(actor, 'articles', input);
    const preferredSlug = chooseSlug({ ...slugSourceOf(input), requestedSlug: input.slug });
    // Sanitise the body while the database looks up the references.
    const [foundReferences, body] = await Promise.all([
      findReferences(database, referencesOf(input), preferredSlug).then((references) =>
        limitReferences(database, actor, references),
      ),
      yieldToEventLoop().then(() => toStoredBody(input)),
    ]);
    await requireBodyAssets(database, body);
    if (input.slug !== undefined && foundReferences.takenUpTo !== null) throw slugTakenProblem(preferredSlug);
    const id = uuid();
    const now = new Date();
    const content = resolveContent(preferredSlug, input, body, foundReferences);
    await requireSectionAccess(database, actor, { sectionIds: [content.sectionId] });
    for (const slug of slugsToTry(preferredSlug, input.slug, foundReferences.takenUpTo)) {
      const payload = { id, slug, status: 'draft', version: 1, revision: 1 } as const;
      const insertEvent = (condition: Prisma.Sql) =>
        eventInsertParts(articleEvents.created, { subjectId: id, payload, actor }, condition);
      const draft = { ...content, slug };
      if (
        await rethrowExternalIdConflict(
          createDraft(database, { id, content: draft, note: input.revisionNote || null, actor, now, insertEvent }),
        )
      ) {
        await events.announce(database, actor);
        return withDropped(await presentNew(id, draft, foundReferences, now), body);
      }
    }
    throw slugTakenProblem(preferredSlug);
  }

  /** Returns the desk view of a new draft. Only the database knows the renditions and texts of an asset. */
  async function presentNew(...[id, content, ...rest]: Parameters<typeof newDraft>): Promise<DeskArticle> {
    const hasAsset = content.leadImage !== null && 'asset' in content.leadImage;
    const row = hasAsset ? await store.readDesk(id, { bodyFormat: 'html' }) : undefined;
    return row === undefined ? newDraft(id, content, ...rest) : reader.presentDesk(row, 'html');
  }

  /** Runs work in the given transaction, or in a new one. */
  function inTransaction<T>(
    actor: Actor,
    tx: Transaction | undefined,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return tx === undefined ? database.transaction(actor, work) : work(tx);
  }

  async function lockArticle(
    tx: Transaction,
    actor: Actor,
    ref: string,
    move: Move | undefined,
    preconditions: Preconditions | undefined,
  ): Promise<ArticleRow> {
    const row = await store.lock(tx, ref);
    if (row === undefined) throw problems.notFound('There is no such article.');
    await requireSectionAccess(tx, actor, { articleIds: [row.id], copies: copiesChangedBy(move) });
    checkPreconditions(preconditions, row.version);
    if (move !== undefined) checkMove(move, row);
    if (move === 'publish') await approvals.requireApproval(tx, actor, row);
    return row;
  }

  async function requireDeskArticle(tx: Transaction, id: string): Promise<DeskArticle> {
    const row = await store.readDesk(id, { bodyFormat: 'html' }, tx);
    if (row === undefined) throw new Error(`Article ${id} is missing in the transaction that wrote it.`);
    return reader.presentDesk(row, 'html');
  }

  async function recordEvent(tx: Transaction, event: ArticleEvent, id: string, actor: Actor): Promise<DeskArticle> {
    const article = await requireDeskArticle(tx, id);
    await events.append(tx, event, { subjectId: id, payload: toEventPayload(article), actor });
    return article;
  }

  const plans: PlanSource = { ...plannedChangeStore(database), queue: timetable({ database, events, clock }) };
  return {
    list: reader.list,
    listOf: reader.listOf,
    get: reader.get,
    create,
    replace,
    patch,
    ...publishOperations,
    ...createExternalIdOperations(dependencies, { create, replace, publish: publishOperations.publish }),
    ...createTrashOperations(dependencies),
    exportArticles: articleExporter(database, lists, site.mediaUrl),
    importing: articleImporter({ database, events, deskStore: store, approvals, clock }),
    revisions: articleRevisions({ database, mediaUrl: site.mediaUrl, find: store.find, edit }),
    review: createReviewOperations(dependencies),
    notes: createNoteOperations(dependencies),
    discardChanges,
    ...createScheduleOperations(dependencies),
    ...createKillOperations(dependencies),
    /** The planned changes of publications. */
    plans,
    trashRetention: trashRetention({ database, events, retentionDays: trashRetentionDays, clock }),
    find: store.find,
    isOwn: (actor: Actor, ref: string) => isOwnArticle(database, actor, ref),
    findAll: async (reader: Reader, refs: readonly string[]) =>
      (await findReferences(reader, { section: undefined, people: [], relatedRefs: refs })).related,
    /** Locks an article for a change of something that belongs to it. Returns it with the status that the API shows. */
    async hold(tx: Transaction, actor: Actor, ref: string, preconditions?: Preconditions) {
      const row = await lockArticle(tx, actor, ref, undefined, preconditions);
      return { ...row, status: shownStatusOf(row) };
    },
    touch: publications.touch,
    findLive: publications.findLive,
    /** Lists the articles that show an asset. @throws field-not-allowed if lead images or bodies are hidden from the actor */
    listUsages(actor: Actor, assetId: string, query: UsageListQuery): Promise<Page<AssetUsage>> {
      requireReadableFields(actor, 'articles', ['leadImage', 'body'], 'The list tells which article shows the asset.');
      return listUsages(database, actor, assetId, query);
    },
  };
}

export type ArticleService = ReturnType<typeof articleService>;
