import { setTimeout as sleep } from 'node:timers/promises';
import type { DeskMentionList, MentionService } from '../../content/mentions/index.js';
import { type Actor, systemBy } from '../../platform/auth/index.js';
import type { EventConsumer, NewsroomEvent, Signals } from '../../platform/background/index.js';
import type { Database, Reader } from '../../platform/db/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { directoryStore } from './directory.store.js';
import { LinkingFailed, linking } from './linking.js';
import { queueStore, type Ticket } from './queue.store.js';
import type { Analysis, AnalyzeInput } from './schemas.js';
import { linkedStory, tasksOf } from './stories.js';

/** Stories that are linked at a time, and written by the same statements. */
const batch = 50;

/** How long linking makes way for an import that goes on, and after how long without one it does not any more. Milliseconds. */
const makingWay = { most: 3_000, quiet: 1_000, look: 100 };

type Needs = {
  database: Database;
  signals: Pick<Signals, 'raise'>;
  mentions: MentionService;
  articles: {
    find(reader: Reader, ref: string): Promise<{ id: string } | undefined>;
    /** For how long no stories have been taken in by the hundred. Milliseconds. */
    importing: { quietFor(): number };
  };
};

/** Finds out whom stories name, and keeps that up to date. */
export function mentionLinking({ database, signals, mentions, articles }: Needs) {
  const people = directoryStore(database);
  const queue = queueStore(database);
  const linker = linking(people);

  /** Links stories, and those of them again that were changed meanwhile. @returns ids of those that change too often */
  async function linkStories(actor: Actor, ids: readonly string[]): Promise<string[]> {
    const stories = await mentions.toLink(ids);
    const tasks = stories.map(tasksOf);
    const outcomes = await linker.link(tasks.flat());
    let at = 0;
    const linked = stories.map((story, index) => {
      const count = tasks[index]?.length ?? 0;
      at += count;
      return linkedStory(story, outcomes.slice(at - count, at));
    });
    return linked.length === 0 ? [] : mentions.keep(actor, linked);
  }

  /** Links the first stories of the queue. @returns how many are out of it */
  async function work(): Promise<number> {
    const tickets = await queue.first(batch);
    if (tickets.length === 0) return 0;
    await linkTickets(tickets);
    return tickets.length;
  }

  /** Links stories together; one by one where they are too much together. What is too much by itself stays as it is, and holds up no other. */
  async function linkTickets(tickets: readonly Ticket[]): Promise<void> {
    try {
      const again = new Set(
        await linkStories(
          systemBy('mentions'),
          tickets.map(({ id }) => id),
        ),
      );
      await queue.done(tickets.filter(({ id }) => !again.has(id)));
    } catch (error) {
      if (!(error instanceof LinkingFailed)) throw error;
      if (tickets.length === 1) await queue.done(tickets);
      else for (const ticket of tickets) await linkTickets([ticket]);
    }
  }

  /** Runs the linker on any text; nothing is stored. */
  async function analyze({ text, headline, date, lang }: AnalyzeInput): Promise<Analysis> {
    const story = {
      headline: headline ?? null,
      body: text,
      ...(date === undefined ? {} : { date }),
      ...(lang === undefined ? {} : { lang }),
    };
    const [outcome] = await linker.link([{ story, decisions: [], unknown: true }]);
    if (outcome === undefined) throw new Error('A text was not linked.');
    const found = outcome.mentions.filter(({ field }) => field === 'body');
    const named = await people.named([
      ...new Set(found.flatMap(({ candidates }) => candidates.map(({ personId }) => personId))),
    ]);
    const personOf = (id: string | null) => (id === null ? null : (named.get(id) ?? null));
    return {
      mentions: found.map(({ field: _, personId, candidates, ...mention }) => ({
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

  /** Links one story now. @returns who is named in its working copy */
  async function relink(
    actor: Actor,
    ref: string,
  ): Promise<Page<DeskMentionList['data'][number]> & Pick<DeskMentionList, 'suggestions' | 'linkedRevision'>> {
    const article = await articles.find(database, ref);
    if (article === undefined) throw problems.notFound('There is no such article.');
    // Committed at once, whatever becomes of the request: linking again finds the same, and the list is read outside.
    const linkingActor = { ...actor, commit: undefined };
    const again = await linkStories(linkingActor, [article.id]);
    if (again.length > 0) await linkStories(linkingActor, again);
    const list = await mentions.listIn(actor, article.id, { view: 'desk', limit: 100 });
    if ('items' in list) throw new Error('The desk has no finished lists.');
    return list;
  }

  /** Has every story linked again: by whoever hands events to flows, a few at a time. */
  async function relinkAll(): Promise<{ waiting: number }> {
    await queue.addAll();
    signals.raise(asked);
    return { waiting: await queue.waiting() };
  }

  const waiting = async () => ({ waiting: await queue.waiting() });

  /** Links every story that waits, here and now. @returns how many */
  async function drain(progress: (done: number) => void): Promise<number> {
    let done = 0;
    for (let worked = await work(); worked > 0; worked = await work()) {
      done += worked;
      progress(done);
    }
    return done;
  }

  /** Has those stories linked again whose mentions may be others after an event. */
  async function handle(events: readonly NewsroomEvent[]): Promise<void> {
    const stories = new Set<string>();
    const names = new Set<string>();
    const persons = new Set<string>();
    for (const { type, subjectId, payload } of events) {
      const told = payload as { articleId?: string; names?: string[]; mergedId?: string };
      if (type === 'mention.decided') stories.add(told.articleId ?? '');
      else if (/^article\.(?:created|updated|published|unpublished|restored)$/.test(type)) stories.add(subjectId);
      else if (type.startsWith('person.') && (told.names?.length ?? 0) > 0) {
        for (const name of told.names ?? []) names.add(name);
        persons.add(subjectId);
        if (told.mergedId !== undefined) persons.add(told.mergedId);
      }
    }
    if (stories.size > 0) await queue.add([...stories]);
    if (persons.size > 0) await queue.addNaming([...persons]);
    const all = [...names];
    for (let at = 0; at < all.length; at += namesAtATime) await queue.addHolding(all.slice(at, at + namesAtATime));
  }

  /**
   * Makes way for imports, which bring stories faster than they can be linked: while one goes on, some are linked every few seconds, and
   * the others when it is done.
   */
  async function makeWay(): Promise<void> {
    const until = performance.now() + makingWay.most;
    while (!isClosing && articles.importing.quietFor() < makingWay.quiet && performance.now() < until)
      await sleep(makingWay.look);
  }

  let isClosing = false;
  const consumer: EventConsumer = {
    name: 'mentions',
    wokenBy: [asked],
    async handle(events) {
      await makeWay();
      await handle(events);
    },
    async work() {
      await makeWay();
      return (await work()) > 0 ? 'more' : 'idle';
    },
  };

  function close(): Promise<void> {
    isClosing = true;
    return linker.close();
  }

  return { analyze, relink, relinkAll, waiting, drain, consumer, expire: linker.expire, close };
}

/** Stories were put into the queue without an event. */
const asked = '@mentions';

/** Names that are looked for by one statement: each of them in seventeen languages. */
const namesAtATime = 20;

export type MentionLinking = ReturnType<typeof mentionLinking>;
