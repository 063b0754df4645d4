import { v7 as uuid } from 'uuid';
import { type Actor, mustHold } from '../../platform/auth/index.js';
import type { Database, Reader, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { FinishedPage, Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { mustBeFound, type PersonService } from '../people/index.js';
import { quote } from './anchors.js';
import { mentionEvents } from './events.js';
import { type LinkedStory, linkingStore, type StoryToLink } from './linking.store.js';
import { checkDecision, checkFilters, checkSpot, overlaps } from './rules.js';
import type {
  ArticleMentionsQuery,
  DeskMention,
  DeskMentionList,
  MentionInput,
  MentionPatch,
  PersonMentionsQuery,
} from './schemas.js';
import { mentionStore } from './store.js';
import { isUnchanged, isUnchangedLive } from './unchanged.js';

/** What mentions need of stories. */
type Articles = {
  find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
  findLive(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
};

/** Lists stories on the newsstand under those who were found in their texts. */
type Newsstand = {
  nameFound(
    tx: Transaction,
    stories: readonly { articleId: string; people: readonly { personId: string; relation: string }[] }[],
  ): Promise<ReadonlySet<string>>;
};

type DeskPage = Page<DeskMention> & Pick<DeskMentionList, 'suggestions' | 'linkedRevision'>;

type Needs = { database: Database; events: Events; articles: Articles; people: PersonService; newsstand: Newsstand };

export function mentionService({ database, events, articles, people, newsstand }: Needs) {
  const store = mentionStore(database);
  const linking = linkingStore(database);

  /** Who is named in a story: as the public sees it, or on the desk with everything that may be. */
  async function listIn(actor: Actor, ref: string, query: ArticleMentionsQuery): Promise<FinishedPage | DeskPage> {
    checkFilters(query);
    if (query.view === 'desk') {
      mustHold(actor, 'content:read');
      const { id } = articleFound(await articles.find(database, ref));
      const linked = await store.linked(id);
      return {
        ...(await store.listDesk(id, query)),
        suggestions: linked?.suggestions ?? [],
        linkedRevision: linked === undefined || linked.revision === 0 ? null : linked.revision,
      };
    }
    const page = await store.listPublic(ref, query);
    if (page.items.length > 0) return page;
    const { id } = articleFound(await articles.findLive(database, ref));
    return { ...page, tags: [id] };
  }

  async function listOf(ref: string, query: PersonMentionsQuery): Promise<FinishedPage> {
    const page = await store.listOf(ref, query);
    if (page.items.length === 0 && (await people.find(ref)) === undefined)
      throw problems.notFound('There is no such person.');
    return page;
  }

  /** An editor's word on a mention: it holds here and, where the story is live, for the public at once. */
  function decide(
    actor: Actor,
    id: string,
    { status, person }: MentionPatch,
    preconditions: Preconditions | undefined,
  ): Promise<DeskMention> {
    return database.transaction(actor, async (tx) => {
      const before = await store.hold(tx, id);
      // One whose words are gone from the text is kept for when they come back, and shown to nobody.
      if (before === undefined || before.start === null) throw problems.notFound('There is no such mention.');
      checkPreconditions(preconditions, before.version);
      const personId = person === undefined ? before.personId : await personOf(tx, person);
      const next = checkDecision({ before, status, personId, reassigned: person !== undefined });
      if (next === undefined) return mustRead(tx, id);
      const written = { ...next, decidedBy: next.pinned ? actor.name : null };
      await store.update(tx, id, written);
      const isPublic = await store.show(tx, id, written);
      if (isPublic) {
        const named = namedIn(await store.namedLive(tx, before.articleId));
        await newsstand.nameFound(tx, [{ articleId: before.articleId, people: named }]);
      }
      await events.append(tx, mentionEvents.decided, {
        subjectId: id,
        payload: { id, articleId: before.articleId, isPublic },
        actor,
      });
      return mustRead(tx, id);
    });
  }

  /** A mention that no linker has found, or not as it is. What was found there gives way to it. */
  function add(actor: Actor, ref: string, { field, start, end, person }: MentionInput): Promise<DeskMention> {
    return database.transaction(actor, async (tx) => {
      const { id: articleId } = articleFound(await articles.find(tx, ref));
      const texts = await store.holdStory(tx, articleId);
      const text = articleFound(texts)[field];
      checkSpot(text, start, end);
      const personId = await personOf(tx, person);
      const others = await store.over(tx, articleId, field, start, end);
      if (others.some(({ pinned, status }) => pinned && status === 'confirmed')) {
        throw overlaps('An editor has confirmed a mention that lies over this place.');
      }
      await store.remove(
        tx,
        others.filter(({ pinned }) => !pinned).map((other) => other.id),
      );
      const id = uuid();
      await store.create(tx, {
        id,
        articleId,
        field,
        start,
        end,
        surface: text.slice(start, end),
        ...quote(text, start, end),
        title: null,
        personId,
        candidates: [{ personId, score: 1 }],
        method: 'editor',
        confidence: 1,
        status: 'confirmed',
        quoted: 'none',
        pinned: true,
        decidedBy: actor.name,
        version: 1,
      });
      await events.append(tx, mentionEvents.decided, {
        subjectId: id,
        payload: { id, articleId, isPublic: false },
        actor,
      });
      return mustRead(tx, id);
    });
  }

  /** Stories with all that linking them takes. */
  const toLink = (ids: readonly string[]): Promise<StoryToLink[]> => linking.read(ids);

  /**
   * Keeps what linking has found, and tells of stories where that is something else than before.
   *
   * @returns ids of those whose text or decisions have changed meanwhile: they have to be linked again
   */
  function keep(actor: Actor, linked: readonly LinkedStory[]): Promise<string[]> {
    return database.transaction(actor, async (tx) => {
      const held = await linking.hold(tx, linked);
      const current = linked.filter(({ story }) => held.has(story.id));
      const desk = current.filter((one) => !isUnchanged(one));
      const live = current.filter((one) => one.live !== null && !isUnchangedLive(one));
      await linking.writeDesk(tx, desk);
      await linking.writeLive(tx, live);
      // Whoever was found in a text of before is listed until nobody is found in this one.
      const empty = current.filter((one) => one.live?.length === 0 && !live.includes(one));
      const relisted = await newsstand.nameFound(
        tx,
        [...live, ...empty].map(({ story, live: rows }) => ({ articleId: story.id, people: namedIn(rows ?? []) })),
      );
      const isPublic = new Set([...live.map(({ story }) => story.id), ...relisted]);
      const changed = current.filter((one) => desk.includes(one) || isPublic.has(one.story.id));
      await events.appendAll(
        tx,
        mentionEvents.linked,
        changed.map(({ story: { id } }) => ({
          subjectId: id,
          payload: { articleId: id, isPublic: isPublic.has(id) },
          actor,
        })),
      );
      return linked.filter(({ story }) => !held.has(story.id)).map(({ story }) => story.id);
    });
  }

  async function personOf(tx: Transaction, ref: string): Promise<string> {
    const found = await people.named(tx, [ref]);
    return mustBeFound(found, [{ ref, place: { pointer: '/person' } }]).get(ref)?.id ?? '';
  }

  async function mustRead(tx: Transaction, id: string): Promise<DeskMention> {
    const mention = await store.readDesk(tx, id);
    if (mention === undefined) throw new Error(`Mention ${id} vanished in its own transaction.`);
    return mention;
  }

  return { listIn, listOf, decide, add, toLink, keep };
}

export type MentionService = ReturnType<typeof mentionService>;

/** Each person once, in the order of the text; as quoted where they are anywhere. */
function namedIn(rows: readonly { personId: string; quoted: string }[]) {
  const people = new Map<string, string>();
  for (const { personId, quoted } of rows) {
    if (quoted !== 'none' || !people.has(personId)) people.set(personId, quoted === 'none' ? 'mentioned' : 'quoted');
  }
  return [...people].map(([personId, relation]) => ({ personId, relation }));
}

function articleFound<Found>(found: Found | undefined): Found {
  if (found === undefined) throw problems.notFound('There is no such article, or it is not published.');
  return found;
}
