import { v7 as uuid } from 'uuid';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import type { JsonItem, JsonPage, Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { correctionEvents } from './events.js';
import { toEventPayload } from './release.js';
import { type Correctable, checkCorrectable, checkRevisions } from './rules.js';
import {
  type ArticleCorrectionsQuery,
  CorrectionChange,
  type CorrectionInput,
  type CorrectionListQuery,
  type CorrectionQuery,
  type DeskCorrection,
  type Kind,
} from './schemas.js';
import { type CorrectionRow, correctionStore } from './store.js';

/** The operations on articles that corrections use. */
type Articles = {
  /** Locks the article until the transaction ends. Checks that the actor may change it. */
  hold(tx: Transaction, actor: Actor, ref: string, preconditions?: Preconditions): Promise<Correctable>;
  /** Publishes the draft copy and the corrections that wait for it, in this transaction. */
  publish(actor: Actor, ref: string, how: { within: Transaction }): Promise<unknown>;
  /** Moves `updatedAt` of a published article to this time, unless it is later already. */
  touch(tx: Transaction, id: string, at: Date): Promise<void>;
};

type Dependencies = { database: Session; events: Events; articles: Articles };

/** Selects public corrections, or all corrections for the desk. The route checks the scope. */
type View = { view: 'public' | 'desk' };

export function correctionService({ database, events, articles }: Dependencies) {
  const store = correctionStore(database);

  async function list({ view, ...query }: View & CorrectionListQuery): Promise<JsonPage | Page<DeskCorrection>> {
    const isDesk = view === 'desk';
    const page = isDesk ? await store.listDesk(query) : await store.listPublic(query);
    if (isEmpty(page)) await checkReferences(query, isDesk);
    return page;
  }

  /** Lists the corrections of an article. @throws not-found if the article does not exist or is not public */
  async function listOf(article: string, query: View & ArticleCorrectionsQuery) {
    const isDesk = query.view === 'desk';
    const { view: _, ...rest } = { ...query, article };
    const page = isDesk ? await store.listDesk(rest) : await store.listPublic(rest);
    if (isEmpty(page) && !(await store.checkExistence({ section: undefined, article }, isDesk)).article)
      throw problems.notFound('There is no such article, or it is not published.');
    return page;
  }

  /** @throws unknown-reference if a filter refers to something that does not exist. Its empty list would hide the mistake */
  async function checkReferences({ section, article }: CorrectionListQuery, isDesk: boolean) {
    const existence = await store.checkExistence({ section, article }, isDesk);
    const unknown = (['section', 'article'] as const).filter((parameter) => !existence[parameter]);
    if (unknown.length === 0) return;
    throw problems.unknownReference(`"${unknown[0]}" refers to something that does not exist.`, {
      errors: unknown.map((parameter) => ({ parameter, code: 'unknown-reference', detail: 'Check the id or slug.' })),
    });
  }

  async function get(id: string, { view, fields }: View & CorrectionQuery): Promise<JsonItem | DeskCorrection> {
    return requireRow(view === 'desk' ? await store.readDesk(id) : await store.readPublic(id, fields));
  }

  /**
   * Creates a correction: of the live article, together with a publication, or for the next publication.
   *
   * @param origin its id, and when it was published, if it comes from another system
   */
  function create(
    actor: Actor,
    ref: string,
    { publish, ...input }: CorrectionInput,
    preconditions?: Preconditions,
    { id = uuid(), at = new Date() }: { id?: string | undefined; at?: Date } = {},
  ): Promise<DeskCorrection> {
    return database.transaction(actor, async (tx) => {
      const article = await articles.hold(tx, actor, ref, preconditions);
      checkCorrectable(article, publish);
      checkRevisions(input, article.revision);
      const isWaiting = publish !== undefined;
      const row = await store.create(tx, {
        id,
        articleId: article.id,
        ...toColumns(input),
        ...(isWaiting ? {} : { revisionAfter: input.revisionAfter ?? article.publishedRevision, at }),
        madeBy: actor.name,
      });
      if (publish === true) await articles.publish(actor, article.id, { within: tx });
      else if (isWaiting) await appendEvent(tx, correctionEvents.drafted, row, actor);
      else {
        await articles.touch(tx, article.id, at);
        await appendEvent(tx, correctionEvents.published, row, actor);
      }
      return requireCorrection(tx, row.id);
    });
  }

  /**
   * Imports corrections that were published elsewhere. Existing ones stay as they are.
   *
   * @throws forbidden without the scope content:publish
   */
  async function importCorrections(
    actor: Actor,
    ref: string,
    records: readonly { kind: Kind; note: string; at: Date }[],
  ): Promise<void> {
    requireScope(actor, 'content:publish');
    await database.transaction(actor, async (tx) => {
      const article = await articles.hold(tx, actor, ref);
      for (const { kind, note, at } of records) {
        if (await store.isKnown(tx, { articleId: article.id, kind, note, at })) continue;
        const row = await store.create(tx, { id: uuid(), articleId: article.id, kind, note, at, madeBy: actor.name });
        await touchIfPublic(tx, row, article, at);
        await appendEvent(tx, correctionEvents.published, row, actor);
      }
    });
  }

  function patch(
    actor: Actor,
    id: string,
    changes: Record<string, unknown>,
    preconditions?: Preconditions,
  ): Promise<DeskCorrection> {
    return database.transaction(actor, async (tx) => {
      const { row, article } = await lockCorrection(tx, actor, id, preconditions);
      const input = applyPatch(CorrectionChange, asInput(row), changes);
      checkRevisions(input, article.revision);
      const now = new Date();
      const next = await store.update(tx, id, { ...toColumns(input), version: row.version + 1, updatedAt: now });
      await touchIfPublic(tx, row, article, now);
      await appendEvent(tx, correctionEvents.changed, next, actor);
      return requireCorrection(tx, id);
    });
  }

  function remove(actor: Actor, id: string, preconditions?: Preconditions): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const { row, article } = await lockCorrection(tx, actor, id, preconditions);
      await store.remove(tx, id);
      await touchIfPublic(tx, row, article, new Date());
      await appendEvent(tx, correctionEvents.withdrawn, row, actor);
    });
  }

  /** Locks a correction by locking its article, which every change of a correction does first. */
  async function lockCorrection(tx: Transaction, actor: Actor, id: string, preconditions: Preconditions | undefined) {
    const article = await articles.hold(tx, actor, requireRow(await store.find(tx, id)).articleId);
    const row = requireRow(await store.find(tx, id));
    checkPreconditions(preconditions, row.version);
    return { row, article };
  }

  async function touchIfPublic(tx: Transaction, { at }: CorrectionRow, article: Correctable, now: Date): Promise<void> {
    if (at !== null && article.publishedRevision !== null) await articles.touch(tx, article.id, now);
  }

  const appendEvent = (
    tx: Transaction,
    event: (typeof correctionEvents)[keyof typeof correctionEvents],
    row: CorrectionRow,
    actor: Actor,
  ) => events.append(tx, event, { subjectId: row.id, payload: toEventPayload(row), actor });

  async function requireCorrection(tx: Transaction, id: string): Promise<DeskCorrection> {
    const row = await store.readDesk(id, tx);
    if (row === undefined) throw new Error(`Correction ${id} is missing in the transaction that wrote it.`);
    return row;
  }

  return { list, listOf, get, create, importCorrections, patch, remove };
}

export type CorrectionService = ReturnType<typeof correctionService>;

const isEmpty = (page: JsonPage | Page<unknown>) =>
  'items' in page ? page.items.length === 0 : page.data.length === 0;

function requireRow<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw problems.notFound('There is no such correction, or it is not public.');
  return row;
}

const toColumns = ({ kind, note, revisionBefore = null, revisionAfter = null }: Omit<CorrectionInput, 'publish'>) => ({
  kind,
  note,
  revisionBefore,
  revisionAfter,
});

const asInput = ({ kind, note, revisionBefore, revisionAfter }: CorrectionRow) => ({
  kind: kind as Kind,
  note,
  revisionBefore,
  revisionAfter,
});
