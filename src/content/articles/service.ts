import { setImmediate as sent } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Prisma, Session, Transaction } from '../../platform/db/index.js';
import { type Events, eventInsertion } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { claimSlug, slugsToTry, taken, wantedSlug } from '../slugs/index.js';
import { type ArticleContent, contentOf } from './content.js';
import { createDraft } from './drafts/creating.store.js';
import { type Desk, whatEventsSay } from './drafts/desk.js';
import { lookUp } from './drafts/references.store.js';
import { trashRetention } from './drafts/trash-retention.js';
import { articleTrashing } from './drafts/trashing.js';
import { asInput, isUnchanged, newDraft, referencesOf, resolve, storedBody } from './drafts/writing.js';
import { type ArticleEvent, articleEvents } from './events.js';
import { articleScheduling } from './planning/scheduling.js';
import { timetable } from './planning/timetable.js';
import { plannedStore } from './planning/timetable.store.js';
import { articleKilling } from './publishing/killing.js';
import { tombstones } from './publishing/killing.store.js';
import { newsstandStore as newsstand } from './publishing/newsstand.store.js';
import { articlePublishing } from './publishing/publishing.js';
import { articleLists } from './reading/lists.store.js';
import { articleReader } from './reading/reading.js';
import type { Site } from './representations/site.js';
import { articleRevisions } from './revisions/revisions.js';
import { checkMove, externalIdTaken, type Move } from './rules.js';
import { ArticleInput, type DeskArticle, type Status } from './schemas.js';
import { type ArticleRow, articleSlugs, deskStore, isExternalIdTaken, type Remark } from './store.js';
import { articleExporting } from './transfer/exporting.js';
import { externalArticles } from './transfer/external.js';
import { articleImporting } from './transfer/importing.js';

type Needs = {
  database: Session;
  events: Events;
  site: Site;
  /** Days for which the trash is kept; 0 for ever. */
  trashKeepDays: number;
  /** What the time is. */
  clock?: () => Date;
};

export function articleService({ database, events, site, trashKeepDays, clock = () => new Date() }: Needs) {
  const store = deskStore(database);
  const lists = articleLists(database);
  const reader = articleReader(store, lists, site, tombstones(database).find);
  const desk: Desk = { database, events, store, clock, locked, mustRead, told, inside };
  const publishing = articlePublishing(desk);

  /** Three round trips at most: whose token, what is referred to, and everything written at once. */
  async function create(actor: Actor, input: ArticleInput): Promise<DeskArticle> {
    const wanted = wantedSlug({ name: input.headline, asked: input.slug, fallback: 'article' });
    // The body is made safe while the database looks up what it refers to.
    const [found, body] = await Promise.all([
      lookUp(database, referencesOf(input), wanted),
      sent().then(() => storedBody(input)),
    ]);
    if (input.slug !== undefined && found.takenUpTo !== null) throw taken(wanted);
    const id = uuid();
    const now = new Date();
    const content = resolve(wanted, input, body, found);
    for (const slug of slugsToTry(wanted, input.slug, found.takenUpTo)) {
      const payload = { id, slug, status: 'draft', version: 1, revision: 1 } as const;
      const told = (given: Prisma.Sql) =>
        eventInsertion(articleEvents.created, { subjectId: id, payload, actor }, given);
      const draft = { ...content, slug };
      if (
        await storing(createDraft(database, { id, content: draft, note: input.revisionNote || null, actor, now, told }))
      ) {
        await events.announce(database, actor);
        return newDraft(id, draft, found, now);
      }
    }
    throw taken(wanted);
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
      const detail = 'says what a new body is written in: send it with body.';
      throw problems.invalidRequest(`"/bodyFormat": ${detail}`, {
        errors: [{ pointer: '/bodyFormat', code: 'without-body', detail }],
      });
    }
    return edit(actor, ref, (row) => applyPatch(ArticleInput, asInput(row), changes), preconditions);
  }

  function edit(
    actor: Actor,
    ref: string,
    next: (row: ArticleRow, tx: Transaction) => ArticleInput | Promise<ArticleInput>,
    preconditions: Preconditions | undefined,
    { restoredFrom, within }: { restoredFrom?: number; within?: Transaction | undefined } = {},
  ): Promise<DeskArticle> {
    return inside(actor, within, async (tx) => {
      const row = await locked(tx, ref, 'edit', preconditions);
      const input = await next(row, tx);
      const slug = await renamed(tx, row, input);
      const found = await lookUp(tx, referencesOf(input));
      const content = resolve(slug, input, storedBody(input, row), found);
      if (isUnchanged(row, content)) return mustRead(tx, row.id);
      await save(tx, row, content, actor, { note: input.revisionNote, restoredFrom });
      return told(tx, articleEvents.updated, row.id, actor);
    });
  }

  /** Puts what the public sees back on the desk, as a new revision. */
  function discardChanges(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'discard-changes', preconditions);
      if (row.publishedRevision === row.revision) return mustRead(tx, row.id);
      const shown = await newsstand.read(tx, row.id);
      if (shown === undefined) throw new Error(`Article ${row.id} is published and not on the newsstand.`);
      const content = contentOf({ ...row, ...shown, externalIds: row.externalIds } as ArticleRow);
      await save(tx, row, content, actor, { restoredFrom: row.publishedRevision });
      await freeSlug(tx, row, shown.slug);
      await store.setPublishedRevision(tx, row, row.revision + 1);
      await newsstand.setRevision(tx, row.id, row.revision + 1);
      return told(tx, articleEvents.updated, row.id, actor);
    });
  }

  /** Runs in a transaction that is open already, or in one of its own. */
  function inside<T>(actor: Actor, tx: Transaction | undefined, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return tx === undefined ? database.transaction(actor, work) : work(tx);
  }

  async function locked(
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
    remark: Remark,
  ): Promise<void> {
    const now = new Date();
    await storing(store.update(tx, row, content, now));
    const revision = { id: row.id, number: row.revision + 1, content };
    await store.archive(tx, revision, { ...remark, savedBy: actor.name, createdAt: now });
  }

  /** The slug after an edit. One under which readers know the story stays its own; another is free again. */
  async function renamed(tx: Transaction, row: ArticleRow, input: ArticleInput): Promise<string> {
    if (input.slug === undefined || input.slug === row.slug) return row.slug;
    const slug = await claimSlug(tx, articleSlugs, {
      id: row.id,
      name: input.headline,
      asked: input.slug,
      fallback: 'article',
    });
    await freeSlug(tx, row, slug);
    return slug;
  }

  async function freeSlug(tx: Transaction, row: ArticleRow, now: string): Promise<void> {
    if (row.slug === now || (await store.isSlugKept(tx, row.id, row.slug))) return;
    await store.releaseSlug(tx, row.slug, row.id);
  }

  async function mustRead(tx: Transaction, id: string): Promise<DeskArticle> {
    const row = await store.readDesk(id, { bodyFormat: 'html' }, tx);
    if (row === undefined) throw new Error(`Article ${id} vanished in its own transaction.`);
    return reader.presentDesk(row, 'html');
  }

  async function told(tx: Transaction, event: ArticleEvent, id: string, actor: Actor): Promise<DeskArticle> {
    const article = await mustRead(tx, id);
    await events.append(tx, event, { subjectId: id, payload: whatEventsSay(article), actor });
    return article;
  }

  return {
    list: reader.list,
    listOf: reader.listOf,
    get: reader.get,
    create,
    replace,
    patch,
    ...publishing,
    ...externalArticles(desk, { create, replace, publish: publishing.publish }),
    ...articleTrashing(desk),
    exported: articleExporting(database, lists),
    importing: articleImporting({ database, events, desk: store, clock }),
    revisions: articleRevisions({ database, find: store.find, edit }),
    discardChanges,
    ...articleScheduling(desk),
    ...articleKilling(desk),
    /** What is planned first of all: for those who keep public answers. */
    planned: plannedStore(database).first,
    timetable: timetable({ database, events, clock }),
    trashRetention: trashRetention({ database, events, keepDays: trashKeepDays, clock }),
    find: store.find,
    findAll: async (tx: Transaction, refs: readonly string[]) =>
      (await lookUp(tx, { section: undefined, people: [], related: refs })).related,
    hold: (tx: Transaction, ref: string, preconditions?: Preconditions) => locked(tx, ref, undefined, preconditions),
    touch: newsstand.touch,
    findLive: newsstand.findLive,
  };
}

export type ArticleService = ReturnType<typeof articleService>;

/** Another article may have taken an external id at the same moment: the database decides. */
async function storing<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isExternalIdTaken(error)) throw error;
    throw externalIdTaken('One of the external ids names another article.', {
      errors: [{ pointer: '/externalIds', code: 'taken', detail: 'A pair of source and id names one article.' }],
    });
  }
}
