import { setTimeout as sleep } from 'node:timers/promises';
import type { DeskMentionList, LinkResult, MentionService } from '../../content/mentions/index.js';
import { type Actor, systemActorFor } from '../../platform/auth/index.js';
import type { EventConsumer, NewsroomEvent, Signals } from '../../platform/background/index.js';
import type { Database, Reader } from '../../platform/db/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { directoryStore } from './directory.store.js';
import { tasksOf, toLinkResult } from './link-tasks.js';
import { createLinkerThread, LinkingFailed } from './linker-thread.js';
import { queueStore, type Ticket } from './queue.store.js';
import type { Analysis, AnalyzeInput } from './schemas.js';

/** How many articles are linked and saved together. */
const batchSize = 50;

/** How long linking waits for a running import, and after which time without new articles an import counts as over. */
const importBackoff = { maxWaitMs: 3_000, quietPeriodMs: 1_000, pollIntervalMs: 100 };

type Dependencies = {
  database: Database;
  signals: Pick<Signals, 'raise'>;
  mentions: MentionService;
  articles: {
    find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
    /** Returns for how many milliseconds no batch of articles has been imported. */
    importing: { quietFor(): number };
  };
};

/** Finds the people whom articles name, and keeps the mentions up to date. */
export function mentionLinkingService({ database, signals, mentions, articles }: Dependencies) {
  const people = directoryStore(database);
  const queue = queueStore(database);
  const linker = createLinkerThread(people);

  /** Links articles and saves the results. Returns the ids of those that changed meanwhile and must be linked again. */
  async function linkArticles(actor: Actor, ids: readonly string[]): Promise<string[]> {
    const articlesToLink = await mentions.loadArticlesToLink(ids);
    const tasks = articlesToLink.map(tasksOf);
    const outcomes = await linker.link(tasks.flat());
    let at = 0;
    const results: LinkResult[] = [];
    for (const [index, article] of articlesToLink.entries()) {
      const count = tasks[index]?.length ?? 0;
      results.push(await toLinkResult(article, outcomes.slice(at, at + count)));
      at += count;
    }
    return results.length === 0 ? [] : mentions.saveLinkResults(actor, results);
  }

  /** Links the first articles of the queue and returns their number. */
  async function linkNextBatch(): Promise<number> {
    const tickets = await queue.listFirst(batchSize);
    if (tickets.length === 0) return 0;
    await linkTickets(tickets);
    return tickets.length;
  }

  /**
   * Links articles together, or one by one if the linker cannot finish them together. An article that it cannot finish
   * alone keeps its mentions and leaves the queue, so that it does not block others.
   */
  async function linkTickets(tickets: readonly Ticket[]): Promise<void> {
    try {
      const again = new Set(
        await linkArticles(
          systemActorFor('mentions'),
          tickets.map(({ id }) => id),
        ),
      );
      await queue.removeTickets(tickets.filter(({ id }) => !again.has(id)));
    } catch (error) {
      if (!(error instanceof LinkingFailed)) throw error;
      if (tickets.length === 1) await queue.removeTickets(tickets);
      else for (const ticket of tickets) await linkTickets([ticket]);
    }
  }

  /** Finds people in any text: public people, or for the desk drafts, too. Stores nothing. */
  async function analyze({ text, headline, date, lang }: AnalyzeInput, audience: 'public' | 'desk'): Promise<Analysis> {
    const article = {
      headline: headline ?? null,
      body: text,
      ...(date === undefined ? {} : { date }),
      ...(lang === undefined ? {} : { lang }),
    };
    const [outcome] = await linker.link([{ article, decisions: [], audience, suggestsUnknownNames: true }]);
    if (outcome === undefined) throw new Error('The linker returned no outcome for the text.');
    const bodyMentions = outcome.mentions.filter(({ field }) => field === 'body');
    const peopleById = await people.findByIds([
      ...new Set(bodyMentions.flatMap(({ candidates }) => candidates.map(({ personId }) => personId))),
    ]);
    const personOf = (id: string | null) => (id === null ? null : (peopleById.get(id) ?? null));
    const quotes = bodyMentions.flatMap(({ personId, quotes: ownQuotes }) =>
      ownQuotes.map((quote) => ({ ...quote, speaker: personOf(personId) })),
    );
    return {
      quotes: quotes.sort((a, b) => a.start - b.start),
      mentions: bodyMentions.map(({ field: _, personId, candidates, ...mention }) => ({
        ...mention,
        person: personOf(personId),
        candidates: candidates.flatMap(({ personId: id, score }) => {
          const person = personOf(id);
          return person === null ? [] : [{ person, score }];
        }),
      })),
      suggestions: outcome.suggestions.filter(({ field }) => field === 'body').map(({ field: _, ...one }) => one),
    };
  }

  /**
   * Links one article immediately.
   *
   * @returns the first hundred mentions of its draft copy
   * @throws not-found
   */
  async function relink(
    actor: Actor,
    ref: string,
  ): Promise<Page<DeskMentionList['data'][number]> & Pick<DeskMentionList, 'suggestions' | 'linkedRevision'>> {
    const article = await articles.find(database, ref);
    if (article === undefined) throw problems.notFound('The article does not exist.');
    // Committed independently of the request: linking is repeatable, and the list below is read outside a transaction.
    const linkingActor = { ...actor, commit: undefined };
    const again = await linkArticles(linkingActor, [article.id]);
    if (again.length > 0) await linkArticles(linkingActor, again);
    const list = await mentions.listDesk(article.id, { limit: 100 });
    if ('items' in list) throw new Error('The list of the desk must consist of objects, not of JSON text.');
    return list;
  }

  /** Enqueues every article, to be linked in batches by the event consumer. Returns the length of the queue. */
  async function relinkAll(): Promise<{ waiting: number }> {
    await queue.enqueueAll();
    signals.raise(relinkSignal);
    return { waiting: await queue.countPending() };
  }

  const getRelinkStatus = async () => ({ waiting: await queue.countPending() });

  /** Links all articles of the queue immediately and returns how many there were. */
  async function drain(progress: (linkedCount: number) => void): Promise<number> {
    let linkedCount = 0;
    for (let batchCount = await linkNextBatch(); batchCount > 0; batchCount = await linkNextBatch()) {
      linkedCount += batchCount;
      progress(linkedCount);
    }
    return linkedCount;
  }

  /** Enqueues the articles whose mentions may change because of events. */
  async function enqueueAffected(events: readonly NewsroomEvent[]): Promise<void> {
    const articleIds = new Set<string>();
    const names = new Set<string>();
    const personIds = new Set<string>();
    for (const { type, subjectId, payload } of events) {
      const details = payload as { articleId?: string; names?: string[]; mergedId?: string };
      if (type === 'mention.decided') articleIds.add(details.articleId ?? '');
      else if (/^article\.(?:created|updated|published|unpublished|restored)$/.test(type)) articleIds.add(subjectId);
      else if (type.startsWith('person.') && (details.names?.length ?? 0) > 0) {
        for (const name of details.names ?? []) names.add(name);
        personIds.add(subjectId);
        if (details.mergedId !== undefined) personIds.add(details.mergedId);
      }
    }
    if (articleIds.size > 0) await queue.enqueueByIds([...articleIds]);
    if (personIds.size > 0) await queue.enqueueMentioning([...personIds]);
    const all = [...names];
    for (let at = 0; at < all.length; at += namesPerQuery)
      await queue.enqueueContaining(all.slice(at, at + namesPerQuery));
  }

  /**
   * Waits while an import is running, but at most `maxWaitMs`. Imports create articles faster than they can be linked,
   * so a batch is linked every few seconds during an import, and the rest afterwards.
   */
  async function waitForImports(): Promise<void> {
    const deadline = performance.now() + importBackoff.maxWaitMs;
    while (!isClosing && articles.importing.quietFor() < importBackoff.quietPeriodMs && performance.now() < deadline)
      await sleep(importBackoff.pollIntervalMs);
  }

  let isClosing = false;
  const consumer: EventConsumer = {
    name: 'mentions',
    wakeSignals: [relinkSignal],
    async handle(events) {
      await waitForImports();
      await enqueueAffected(events);
    },
    async work() {
      await waitForImports();
      return (await linkNextBatch()) > 0 ? 'more' : 'idle';
    },
  };

  function close(): Promise<void> {
    isClosing = true;
    return linker.close();
  }

  return {
    analyze,
    relink,
    relinkAll,
    getRelinkStatus,
    drain,
    consumer,
    expire: linker.expire,
    warm: linker.warm,
    waitUntilWarm: linker.waitUntilWarm,
    close,
  };
}

/** The signal that articles were enqueued without an event. */
const relinkSignal = '@mentions';

/** How many names one statement searches for. Each is searched in seventeen languages. */
const namesPerQuery = 20;

export type MentionLinkingService = ReturnType<typeof mentionLinkingService>;
