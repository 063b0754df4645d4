import { v7 as uuid } from 'uuid';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import type { Database, Reader, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { JsonPage, Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { holdPerson, type PersonService, revealPeople, unknownPeople } from '../people/index.js';
import { requireSectionAccess } from '../section-limits/index.js';
import { quoteContext } from './anchors.js';
import { findChanges } from './change-detection.js';
import { mentionEvents } from './events.js';
import { type ArticleToLink, type LinkResult, mentionLinkingStore } from './mention-linking.store.js';
import { publicMentionStore } from './public-mentions.store.js';
import { publicQuoteStore } from './public-quotes.store.js';
import type { PersonQuotesQuery } from './quote.schemas.js';
import { checkDecision, checkSpan, namedIn, overlaps } from './rules.js';
import type {
  ArticleMentionsQuery,
  DeskArticleMentionsQuery,
  DeskMention,
  DeskMentionList,
  MentionInput,
  MentionPatch,
  PersonMentionsQuery,
} from './schemas.js';
import { mentionStore } from './store.js';

/** Looks up articles by id or slug, in any state and published. */
type Articles = {
  find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
  findLive(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
};

/** Connects publications with the people who were found in their texts. Returns the ids of changed articles. */
type Publications = {
  nameFound(
    tx: Transaction,
    articles: readonly { articleId: string; people: readonly { personId: string; relation: string }[] }[],
  ): Promise<ReadonlySet<string>>;
};

type DeskPage = Page<DeskMention> & Pick<DeskMentionList, 'suggestions' | 'linkedRevision'>;

type Dependencies = {
  database: Database;
  events: Events;
  articles: Articles;
  people: PersonService;
  publications: Publications;
};

export function mentionService({ database, events, articles, people, publications }: Dependencies) {
  const store = mentionStore(database);
  const publicStore = publicMentionStore(database);
  const quoteStore = publicQuoteStore(database);
  const linkStore = mentionLinkingStore(database);

  /** Returns the mentions of a draft copy, with suggestions and all candidates. */
  async function listDesk(ref: string, query: DeskArticleMentionsQuery): Promise<DeskPage> {
    const { id } = requireArticle(await articles.find(database, ref));
    const linkState = await store.findLinkState(id);
    const { suggestions, revision } = linkState ?? { suggestions: [], revision: 0 };
    return { ...(await store.listDesk(id, query)), suggestions, linkedRevision: revision === 0 ? null : revision };
  }

  /** Returns the mentions of a published article. */
  async function listByArticle(ref: string, query: ArticleMentionsQuery): Promise<JsonPage> {
    const page = await publicStore.listByArticle(ref, query);
    if (page.items.length > 0) return page;
    const { id } = requireArticle(await articles.findLive(database, ref));
    return { ...page, tags: [id] };
  }

  async function listByPerson(ref: string, query: PersonMentionsQuery): Promise<JsonPage> {
    const page = await publicStore.listByPerson(ref, query);
    if (page.items.length === 0 && (await people.findPublic(ref)) === undefined)
      throw problems.notFound('The person does not exist.');
    return page;
  }

  /** Returns the quotations of a person in published articles, the newest first. */
  async function listQuotes(ref: string, query: PersonQuotesQuery): Promise<JsonPage> {
    const page = await quoteStore.listByPerson(ref, query);
    if (page.items.length === 0 && (await people.findPublic(ref)) === undefined)
      throw problems.notFound('The person does not exist.');
    return page;
  }

  /**
   * Stores an editor's decision on a mention. The publication changes immediately.
   *
   * @throws not-found, stale-version, nobody-named, unknown-reference; forbidden for an article that is public or
   *   scheduled, without the scope `directory:write`
   */
  function decide(
    actor: Actor,
    id: string,
    { status, person }: MentionPatch,
    preconditions: Preconditions | undefined,
  ): Promise<DeskMention> {
    return database.transaction(actor, async (tx) => {
      const before = await store.lockMention(tx, id);
      // A mention whose words are no longer in the text stays stored in case they return, but it is not shown.
      if (before === undefined || before.start === null)
        throw problems.notFound('The mention does not exist, or its words are no longer in the text.');
      await requireSectionAccess(tx, actor, { articleIds: [before.articleId] });
      const isPublic = await store.isPublic(tx, before.articleId);
      if (isPublic) requireScope(actor, 'directory:write');
      checkPreconditions(preconditions, before.version);
      const personId = person === undefined ? before.personId : await requirePersonId(tx, person);
      const next = checkDecision({ before, status, personId, isReassigned: person !== undefined });
      if (next === undefined) return requireMention(tx, id);
      const changes = { ...next, decidedBy: next.pinned ? actor.name : null };
      await store.update(tx, id, changes);
      if (isPublic && changes.personId !== null) await revealPeople(tx, events, actor, [changes.personId]);
      const isChanged = await store.updatePublication(tx, id, changes);
      if (isChanged) {
        const namedPeople = namedIn(await store.listLivePeople(tx, before.articleId));
        await publications.nameFound(tx, [{ articleId: before.articleId, people: namedPeople }]);
      }
      await events.append(tx, mentionEvents.decided, {
        subjectId: id,
        payload: { id, articleId: before.articleId, isPublic: isChanged },
        actor,
      });
      return requireMention(tx, id);
    });
  }

  /**
   * Adds a mention that the linker did not find or found differently. It replaces overlapping mentions of the linker.
   *
   * @throws not-found, invalid-request, mention-overlaps, unknown-reference; forbidden as for decisions
   */
  function add(actor: Actor, ref: string, { field, start, end, person }: MentionInput): Promise<DeskMention> {
    return database.transaction(actor, async (tx) => {
      const { id: articleId } = requireArticle(await articles.find(tx, ref));
      // The article may have been deleted since it was found.
      const { [field]: text } = requireArticle(await store.lockArticle(tx, articleId));
      const isPublic = await store.isPublic(tx, articleId);
      if (isPublic) requireScope(actor, 'directory:write');
      await requireSectionAccess(tx, actor, { articleIds: [articleId] });
      checkSpan(text, start, end);
      const personId = await requirePersonId(tx, person);
      if (isPublic) await revealPeople(tx, events, actor, [personId]);
      const others = await store.listOverlapping(tx, articleId, field, start, end);
      if (others.some(({ pinned: isPinned, status }) => isPinned && status === 'confirmed')) {
        throw overlaps('The place overlaps a mention that an editor has confirmed.');
      }
      await store.remove(
        tx,
        others.filter(({ pinned: isPinned }) => !isPinned).map((other) => other.id),
      );
      const id = uuid();
      await store.create(tx, {
        id,
        articleId,
        field,
        start,
        end,
        surface: text.slice(start, end),
        ...quoteContext(text, start, end),
        title: null,
        personId,
        candidates: [{ personId, score: 1 }],
        method: 'editor',
        confidence: 1,
        status: 'confirmed',
        quoted: 'none',
        quotes: [],
        pinned: true,
        decidedBy: actor.name,
        version: 1,
      });
      await events.append(tx, mentionEvents.decided, {
        subjectId: id,
        payload: { id, articleId, isPublic: false },
        actor,
      });
      return requireMention(tx, id);
    });
  }

  /** Loads articles with everything that linking needs. */
  const loadArticlesToLink = (ids: readonly string[]): Promise<ArticleToLink[]> => linkStore.loadArticles(ids);

  /**
   * Stores the results of linking and appends an event for each article whose mentions changed.
   *
   * @returns the ids of articles that changed in the meantime and must be linked again
   */
  async function saveLinkResults(actor: Actor, results: readonly LinkResult[]): Promise<string[]> {
    // Before the transaction, because comparing many mentions takes several turns of the event loop.
    const changes = await findChanges(results);
    return database.transaction(actor, async (tx) => {
      const lockedIds = await linkStore.lockUnchanged(tx, results);
      await requireSectionAccess(tx, actor, { articleIds: [...lockedIds] });
      const current = results.filter(({ article }) => lockedIds.has(article.id));
      const deskChanges = current.filter((one) => changes.desk.has(one));
      const liveChanges = current.filter((one) => changes.live.has(one));
      await linkStore.replaceDeskMentions(tx, deskChanges);
      await linkStore.replaceLiveMentions(tx, liveChanges);
      // People who were found in an earlier text stay connected until the new text names nobody.
      const empty = current.filter((one) => one.live?.length === 0 && !changes.live.has(one));
      const relistedIds = await publications.nameFound(
        tx,
        [...liveChanges, ...empty].map(({ article, live: rows }) => ({
          articleId: article.id,
          people: namedIn(rows ?? []),
        })),
      );
      const isPublic = new Set([...liveChanges.map(({ article }) => article.id), ...relistedIds]);
      const changedResults = current.filter((one) => changes.desk.has(one) || isPublic.has(one.article.id));
      await events.appendAll(
        tx,
        mentionEvents.linked,
        changedResults.map(({ article: { id } }) => ({
          subjectId: id,
          payload: { articleId: id, isPublic: isPublic.has(id) },
          actor,
        })),
      );
      return results.filter(({ article }) => !lockedIds.has(article.id)).map(({ article }) => article.id);
    });
  }

  async function requirePersonId(tx: Transaction, ref: string): Promise<string> {
    const id = await holdPerson(tx, ref);
    if (id === undefined) throw unknownPeople([{ ref, place: { pointer: '/person' } }]);
    return id;
  }

  async function requireMention(tx: Transaction, id: string): Promise<DeskMention> {
    const mention = await store.readDesk(tx, id);
    if (mention === undefined) throw new Error(`Mention ${id} vanished in its own transaction.`);
    return mention;
  }

  return { listByArticle, listDesk, listByPerson, listQuotes, decide, add, loadArticlesToLink, saveLinkResults };
}

export type MentionService = ReturnType<typeof mentionService>;

function requireArticle<Value>(value: Value | undefined): Value {
  if (value === undefined) throw problems.notFound('The article does not exist or is not published.');
  return value;
}
