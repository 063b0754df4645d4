import { setImmediate as sent } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../../platform/auth/index.js';
import type { Prisma, Session, Transaction } from '../../platform/db/index.js';
import { type Events, eventInsertion } from '../../platform/events/index.js';
import {
  applyPatch,
  checkPreconditions,
  mustHold,
  type Preconditions,
  Problem,
  problems,
} from '../../platform/http/index.js';
import { hasWaiting, releaseCorrections } from '../corrections/index.js';
import { claimSlug, slugsToTry, taken, wantedSlug } from '../slugs/index.js';
import { type ArticleContent, contentOf } from './content.js';
import { type Desk, nothingPlanned, whatEventsSay } from './desk.js';
import { type ArticleEvent, articleEvents } from './events.js';
import { articleExporting } from './exporting.js';
import { articleImporting } from './importing.js';
import { articleKilling } from './killing.js';
import { tombstones } from './killing.store.js';
import { articleLists } from './lists.store.js';
import { newsstandStore as newsstand } from './newsstand.store.js';
import { articleReader } from './reading.js';
import type { Site } from './representations/site.js';
import { articleRevisions } from './revisions.js';
import { checkMove, externalIdTaken, type Move, OWN_SOURCE, restoredStatus } from './rules.js';
import { articleScheduling } from './scheduling.js';
import { checkEmbargo, checkPast, mayEndPlan } from './scheduling.rules.js';
import { ArticleInput, type DeskArticle, type ExternalArticleInput, type Status, type UpdateType } from './schemas.js';
import type { PublishInput } from './states.schemas.js';
import { type ArticleRow, articleSlugs, deskStore, isExternalIdTaken, type Remark } from './store.js';
import { timetable } from './timetable.js';
import { plannedStore } from './timetable.store.js';
import { trashRetention } from './trash-retention.js';
import { asInput, isUnchanged, newDraft, referencesOf, resolve, storedBody } from './writing.js';

type Needs = {
  database: Session;
  events: Events;
  site: Site;
  /** Days for which the trash is kept; 0 for ever. */
  trashKeepDays: number;
  /** What the time is. */
  clock?: () => Date;
};

type Publishing = {
  preconditions?: Preconditions | undefined;
  /** When it was published elsewhere; when it was first published here stays what it is. */
  at?: Date | undefined;
  /** `minor`: a change of what is published that does not move the time of its last change, as readers are told it. */
  updateType?: UpdateType | undefined;
  /** The transaction of something that goes out with it. */
  within?: Transaction | undefined;
};

export function articleService({ database, events, site, trashKeepDays, clock = () => new Date() }: Needs) {
  const store = deskStore(database);
  const lists = articleLists(database);
  const reader = articleReader(store, lists, site, tombstones(database).find);
  const desk: Desk = { database, events, store, clock, locked, mustRead, told };

  /** Three round trips at most: whose token, what is referred to, and everything written at once. */
  async function create(actor: Actor, input: ArticleInput): Promise<DeskArticle> {
    const wanted = wantedSlug({ name: input.headline, asked: input.slug, fallback: 'article' });
    // The body is made safe while the database looks up what it refers to.
    const [found, body] = await Promise.all([
      store.lookUp(referencesOf(input), undefined, wanted),
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
      if (await storing(store.create({ id, content: draft, note: input.revisionNote || null, actor, now, told }))) {
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
      const found = await store.lookUp(referencesOf(input), tx);
      const content = resolve(slug, input, storedBody(input, row), found);
      if (isUnchanged(row, content)) return mustRead(tx, row.id);
      await save(tx, row, content, actor, { note: input.revisionNote, restoredFrom });
      return told(tx, articleEvents.updated, row.id, actor);
    });
  }

  /**
   * Copies the desk to the newsstand, whatever was planned, and with it the corrections that wait for that. Publishing what
   * is published and unchanged changes nothing.
   *
   * @throws embargoed; forbidden for somebody without the scope `content:publish`, where something is planned
   */
  function publish(
    actor: Actor,
    ref: string,
    { preconditions, at, updateType = 'major', within }: Publishing = {},
  ): Promise<DeskArticle> {
    return inside(actor, within, async (tx) => {
      const row = await locked(tx, ref, 'publish', preconditions);
      mayEndPlan(actor, row, { ...row, scheduledFor: null });
      const now = clock();
      checkEmbargo(row, now);
      const live = row.status === 'published';
      const isDated = at === undefined || row.publishedAt?.getTime() === at.getTime();
      if (live && row.publishedRevision === row.revision && isDated && !(await hasWaiting(tx, row.id)))
        return mustRead(tx, row.id);
      const publishedAt = at ?? (live ? row.publishedAt : null) ?? now;
      await store.move(tx, row, {
        status: 'published',
        scheduledFor: null,
        scheduledRevision: null,
        publishedRevision: row.revision,
        publishedAt,
        firstPublishedAt: row.firstPublishedAt ?? publishedAt,
        // A change of what readers know is one of now: whoever asks for what has changed since is to find it.
        updatedAt: live ? now : (at ?? now),
      });
      await newsstand.put(tx, [row.id], updateType === 'minor' ? await newsstand.changedAt(tx, row.id) : null);
      const { id, publishedRevision: before, revision: after } = row;
      await releaseCorrections(tx, events, actor, [{ id, before, after }], now);
      const article = await mustRead(tx, row.id);
      const payload = { ...whatEventsSay(article), updateType };
      await events.append(tx, articleEvents.published, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  /**
   * Publishes as the desk says.
   *
   * @throws forbidden for a time without the scope import; invalid-request for one that lies ahead
   */
  async function publishAs(
    actor: Actor,
    ref: string,
    { at, updateType }: PublishInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    if (at !== undefined) {
      mustHold(actor, 'import');
      checkPast('at', at, clock());
    }
    return publish(actor, ref, { preconditions, at, updateType });
  }

  /**
   * Writes the article that another system knows under a key: makes it, or brings it to what is sent. Without a time of
   * publication its state stays as it is.
   *
   * @throws forbidden for a time of publication without the scope `import`; invalid-request for one that lies ahead
   */
  async function putExternal(
    actor: Actor,
    key: { source: string; id: string },
    { publishedAt, ...sent }: ExternalArticleInput,
    preconditions?: Preconditions,
  ): Promise<{ article: DeskArticle; outcome: 'created' | 'updated' | 'unchanged' }> {
    if (publishedAt !== undefined) {
      mustHold(actor, 'import');
      checkPast('publishedAt', new Date(publishedAt), clock());
    }
    const others = (sent.externalIds ?? []).filter(({ source, id }) => source !== key.source || id !== key.id);
    const publishing = async (article: DeskArticle, within?: Transaction) =>
      publishedAt === undefined ? article : publish(actor, article.id, { at: new Date(publishedAt), within });
    const known = await store.byExternalId(key.source, key.id);
    // What is known by its own id needs no other.
    const isOwn = key.source === OWN_SOURCE && key.id === known?.id;
    const input = { ...sent, externalIds: isOwn ? others : [key, ...others] };
    if (known === undefined) {
      checkPreconditions(preconditions, undefined);
      try {
        return { article: await publishing(await create(actor, input)), outcome: 'created' };
      } catch (error) {
        // Somebody else may have made it a moment ago.
        if (!(error instanceof Problem) || error.definition !== externalIdTaken) throw error;
        if ((await store.byExternalId(key.source, key.id)) === undefined) throw error;
        const again = { ...sent, ...(publishedAt === undefined ? {} : { publishedAt }) };
        return putExternal(actor, key, again, preconditions);
      }
    }
    // In one transaction: what may not be published is not written either.
    const article = await database.transaction(actor, async (within) =>
      publishing(await replace(actor, known.id, input, preconditions, within), within),
    );
    return { article, outcome: article.version === known.version ? 'unchanged' : 'updated' };
  }

  function unpublish(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'unpublish', preconditions);
      await newsstand.take(tx, [row.id]);
      await store.move(tx, row, {
        status: 'unpublished',
        ...nothingPlanned,
        publishedRevision: null,
        updatedAt: clock(),
      });
      return told(tx, articleEvents.unpublished, row.id, actor);
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

  function trash(actor: Actor, ref: string, preconditions?: Preconditions): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'trash', preconditions);
      mayEndPlan(actor, row, nothingPlanned);
      if (row.status === 'published') {
        mustHold(actor, 'content:publish');
        await newsstand.take(tx, [row.id]);
      }
      const now = clock();
      await store.move(tx, row, {
        status: 'trashed',
        ...nothingPlanned,
        publishedRevision: null,
        trashedAt: now,
        updatedAt: now,
      });
      await told(tx, articleEvents.trashed, row.id, actor);
    });
  }

  function restore(actor: Actor, ref: string, preconditions?: Preconditions): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, 'restore', preconditions);
      await store.move(tx, row, {
        status: restoredStatus(row.firstPublishedAt),
        trashedAt: null,
        updatedAt: clock(),
      });
      return told(tx, articleEvents.restored, row.id, actor);
    });
  }

  /** Deletes for good: the article, its archive, its slugs and its comments. */
  function purge(actor: Actor, ref: string, preconditions?: Preconditions): Promise<void> {
    mustHold(actor, 'admin');
    return database.transaction(actor, async (tx) => {
      const row = await locked(tx, ref, undefined, preconditions);
      await store.purge(tx, row.id);
      const payload = whatEventsSay({ ...row, status: row.status as Status });
      await events.append(tx, articleEvents.purged, { subjectId: row.id, payload, actor });
    });
  }

  /** Runs in a transaction that is open already, or in one of its own. */
  const inside = <T>(actor: Actor, tx: Transaction | undefined, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    tx === undefined ? database.transaction(actor, work) : work(tx);

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
    publish,
    publishAs,
    putExternal,
    findExternal: store.byExternalId,
    exported: articleExporting(database, lists),
    importing: articleImporting({ database, events, desk: store, clock }),
    revisions: articleRevisions({ database, find: store.find, edit }),
    unpublish,
    discardChanges,
    trash,
    restore,
    purge,
    ...articleScheduling(desk),
    ...articleKilling(desk),
    /** What is planned first of all: for those who keep public answers. */
    planned: plannedStore(database).first,
    timetable: timetable({ database, events, clock }),
    trashRetention: trashRetention({ database, events, keepDays: trashKeepDays, clock }),
    find: store.find,
    findAll: async (tx: Transaction, refs: readonly string[]) =>
      (await store.lookUp({ section: undefined, people: [], related: refs }, tx)).related,
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
