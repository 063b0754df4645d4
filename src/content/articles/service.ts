import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Prisma, Session, Transaction } from '../../platform/db/index.js';
import { type Events, eventInsertParts } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { chooseSlug, claimSlug, slugsToTry, slugTakenProblem } from '../slugs/index.js';
import { type ArticleContent, contentOf } from './content.js';
import { createDraft } from './drafts/create-draft.store.js';
import { type ArticleDependencies, toEventPayload } from './drafts/dependencies.js';
import { isUnchanged, newDraft, referencesOf, resolveContent, rowToInput, storedBody } from './drafts/draft-content.js';
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
import { articleRevisions } from './revisions/revisions.js';
import { checkMove, externalIdTaken, type Move } from './rules.js';
import { ArticleInput, type DeskArticle, type Status } from './schemas.js';
import { type ArticleRow, articleSlugs, deskStore, isExternalIdTaken, type RevisionMetadata } from './store.js';
import { articleExporter } from './transfer/exporter.js';
import { createExternalIdOperations } from './transfer/external.js';
import { articleImporter } from './transfer/importer.js';

type Dependencies = {
  database: Session;
  events: Events;
  site: Site;
  /** Days after which the trash is purged; 0 keeps it forever. */
  trashRetentionDays: number;
  /** Returns the current time. */
  clock?: () => Date;
};

export function articleService({ database, events, site, trashRetentionDays, clock = () => new Date() }: Dependencies) {
  const store = deskStore(database);
  const lists = articleLists(database);
  const reader = articleReader(store, lists, site, tombstones(database).find);
  const dependencies: ArticleDependencies = {
    database,
    events,
    store,
    clock,
    lockArticle,
    requireDeskArticle,
    recordEvent,
    inTransaction,
  };
  const publishOperations = createPublishOperations(dependencies);

  /** Creates a draft in at most three round trips: check the token, find the references, write everything. */
  async function create(actor: Actor, input: ArticleInput): Promise<DeskArticle> {
    const preferredSlug = chooseSlug({ name: input.headline, requestedSlug: input.slug, fallback: 'article' });
    // Sanitise the body while the database looks up the references.
    const [foundReferences, body] = await Promise.all([
      findReferences(database, referencesOf(input), preferredSlug),
      yieldToEventLoop().then(() => storedBody(input)),
    ]);
    if (input.slug !== undefined && foundReferences.takenUpTo !== null) throw slugTakenProblem(preferredSlug);
    const id = uuid();
    const now = new Date();
    const content = resolveContent(preferredSlug, input, body, foundReferences);
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
        return newDraft(id, draft, foundReferences, now);
      }
    }
    throw slugTakenProblem(preferredSlug);
  }

  function replace(
    actor: Actor,
    ref: string,
    input: ArticleInput,
    preconditions: Preconditions | undefined,
    within?: Transaction,
  ): Promise<DeskArticle> {
    return edit(actor, ref, () => input, preconditions, { within });
  }

  function patch(
    actor: Actor,
    ref: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<DeskArticle> {
    if ('bodyFormat' in changes && !('body' in changes)) {
      const detail = 'must be sent together with `body`, because it applies only to a new body.';
      throw problems.invalidRequest(`"/bodyFormat": ${detail}`, {
        errors: [{ pointer: '/bodyFormat', code: 'without-body', detail }],
      });
    }
    return edit(actor, ref, (row) => applyPatch(ArticleInput, rowToInput(row), changes), preconditions);
  }

  function edit(
    actor: Actor,
    ref: string,
    buildInput: (row: ArticleRow, tx: Transaction) => ArticleInput | Promise<ArticleInput>,
    preconditions: Preconditions | undefined,
    { restoredFrom, within }: { restoredFrom?: number; within?: Transaction | undefined } = {},
  ): Promise<DeskArticle> {
    return inTransaction(actor, within, async (tx) => {
      const row = await lockArticle(tx, ref, 'edit', preconditions);
      const input = await buildInput(row, tx);
      const slug = await updateSlug(tx, row, input);
      const foundReferences = await findReferences(tx, referencesOf(input));
      const content = resolveContent(slug, input, storedBody(input, row), foundReferences);
      if (isUnchanged(row, content)) return requireDeskArticle(tx, row.id);
      await save(tx, row, content, actor, { note: input.revisionNote, restoredFrom });
      return recordEvent(tx, articleEvents.updated, row.id, actor);
    });
  }

  /** Writes the content of the publication back to the draft copy, as a new revision. */
  function discardChanges(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, ref, 'discard-changes', preconditions);
      if (row.publishedRevision === row.revision) return requireDeskArticle(tx, row.id);
      const publication = await publications.findWithPeople(tx, row.id);
      if (publication === undefined) throw new Error(`Article ${row.id} is published but has no publication.`);
      const content = contentOf({ ...row, ...publication, externalIds: row.externalIds } as ArticleRow);
      await save(tx, row, content, actor, { restoredFrom: row.publishedRevision });
      await releaseFormerSlug(tx, row, publication.slug);
      await store.setPublishedRevision(tx, row, row.revision + 1);
      await publications.setRevision(tx, row.id, row.revision + 1);
      return recordEvent(tx, articleEvents.updated, row.id, actor);
    });
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
    ref: string,
    move: Move | undefined,
    preconditions: Preconditions | undefined,
  ): Promise<ArticleRow> {
    const row = await store.lock(tx, ref);
    if (row === undefined) throw problems.notFound('There is no such article.');
    checkPreconditions(preconditions, row.version);
    if (move !== undefined) checkMove(move, row.status as Status);
    return row;
  }

  async function save(
    tx: Transaction,
    row: ArticleRow,
    content: ArticleContent,
    actor: Actor,
    metadata: RevisionMetadata,
  ): Promise<void> {
    const now = new Date();
    await rethrowExternalIdConflict(store.update(tx, row, content, now));
    const revision = { id: row.id, number: row.revision + 1, content };
    await store.createRevision(tx, revision, { ...metadata, savedBy: actor.name, createdAt: now });
  }

  /** Returns the slug after an edit. The article keeps a former slug that readers have used; any other is released. */
  async function updateSlug(tx: Transaction, row: ArticleRow, input: ArticleInput): Promise<string> {
    if (input.slug === undefined || input.slug === row.slug) return row.slug;
    const slug = await claimSlug(tx, articleSlugs, {
      id: row.id,
      name: input.headline,
      requestedSlug: input.slug,
      fallback: 'article',
    });
    await releaseFormerSlug(tx, row, slug);
    return slug;
  }

  async function releaseFormerSlug(tx: Transaction, row: ArticleRow, currentSlug: string): Promise<void> {
    if (row.slug === currentSlug || (await store.isSlugKept(tx, row.id, row.slug))) return;
    await store.releaseSlug(tx, row.slug, row.id);
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
    exportArticles: articleExporter(database, lists),
    importing: articleImporter({ database, events, deskStore: store, clock }),
    revisions: articleRevisions({ database, find: store.find, edit }),
    discardChanges,
    ...createScheduleOperations(dependencies),
    ...createKillOperations(dependencies),
    /** Finds the next planned changes, for the response cache. */
    findPlannedChanges: plannedChangeStore(database).findFirst,
    timetable: timetable({ database, events, clock }),
    trashRetention: trashRetention({ database, events, retentionDays: trashRetentionDays, clock }),
    find: store.find,
    findAll: async (tx: Transaction, refs: readonly string[]) =>
      (await findReferences(tx, { section: undefined, people: [], relatedRefs: refs })).related,
    hold: (tx: Transaction, ref: string, preconditions?: Preconditions) =>
      lockArticle(tx, ref, undefined, preconditions),
    touch: publications.touch,
    findLive: publications.findLive,
  };
}

export type ArticleService = ReturnType<typeof articleService>;

/** Turns a violated unique constraint into external-id-taken: a concurrent request may claim the same external id. */
async function rethrowExternalIdConflict<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isExternalIdTaken(error)) throw error;
    throw externalIdTaken('One of the external ids belongs to another article. Send another id.', {
      errors: [{ pointer: '/externalIds', code: 'taken', detail: 'must contain only ids that no other article has.' }],
    });
  }
}
