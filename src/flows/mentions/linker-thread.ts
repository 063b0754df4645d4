import { setTimeout as sleep, setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { problems } from '../../platform/problems/index.js';
import { createThreads, type Threads } from '../../platform/threads/index.js';
import type { directoryStore } from './directory.store.js';
import type { Outcome, PartialOutcome, Task } from './linker.worker.js';

/** The thread ends after this time without work. Its copy of the directory is then gone, too. */
const idleTimeoutMs = 24 * 60 * 60 * 1000;

/** The thread keeps little of what it creates for a text, and collecting it more often takes hardly any time. */
const maxYoungMemoryMb = 12;

/** The timeout for each call of the thread. Only an unsuitable text takes longer. */
const linkTimeoutMs = 20_000;

/** For how long a check of readiness waits until the directory is loaded. */
const maxWarmWaitMs = 10_000;

/** The linker could not finish the given texts. The texts are the cause, not the database. */
export class LinkingFailed extends Error {}

export type LinkerThread = {
  /**
   * Links texts with the current directory.
   *
   * @returns one outcome per task, in their order
   * @throws LinkingFailed; unavailable if loading the directory takes too long
   */
  link(tasks: readonly Task[]): Promise<Outcome[]>;
  /** Loads the directory in the background, so that the first texts need not wait for it. */
  warm(): void;
  /** Resolves when the directory that `warm` loads is known, or after ten seconds. It never rejects. */
  waitUntilWarm(): Promise<void>;
  /**
   * Notes which people have changed. They are loaded again before the next texts are linked.
   *
   * @param ids the ids of changed people; other ids do no harm. Undefined if anything may have changed
   */
  expire(ids: readonly string[] | undefined): void;
  close(): Promise<void>;
};

/** Changes of the directory since the thread last read it. */
type Changes = { ids: Set<string>; hasNewPeople: boolean; isUnknown: boolean };

const noChanges = (): Changes => ({ ids: new Set(), hasNewPeople: false, isUnknown: false });

const firstId = '00000000-0000-0000-0000-000000000000';

/** For how long before the newest known person others may have been created whose transactions were committed later. */
const commitWindowMs = 15_000;

/** Returns the smallest id that a person could get some seconds before the person with the given id (UUID version 7). */
function windowBefore(id: string): string {
  const time = Math.max(0, Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) - commitWindowMs);
  const digits = time.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
}

/**
 * Creates a linker that runs in its own thread, so that a long text or a large directory does not delay requests. The
 * directory is loaded once. After a change, only the people who have changed are loaded.
 */
export function createLinkerThread(store: ReturnType<typeof directoryStore>): LinkerThread {
  let threads: Threads | undefined;
  let isLoaded = false;
  let newestId = firstId;
  let changes = noChanges();
  let isClosing = false;
  let warmUp: Promise<unknown> = Promise.resolve();
  // Calls run one after another, so that no call links with a directory that another is just loading.
  let last: Promise<unknown> = Promise.resolve();

  function startThread(): Threads {
    threads ??= createThreads({
      besideModule: import.meta.url,
      worker: 'linker.worker',
      maxThreads: 1,
      idleTimeoutMs,
      maxYoungMemoryMb,
    });
    return threads;
  }

  const run = <Result>(name: string, argument?: unknown) =>
    startThread().run(argument, { name, signal: AbortSignal.timeout(linkTimeoutMs) }) as Promise<Result>;

  /** Calls the thread about the directory. The texts are not the cause if it takes too long. */
  async function callDirectory<Result>(name: string, argument?: unknown): Promise<Result> {
    try {
      return await run<Result>(name, argument);
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error;
      throw problems.unavailable('The linker is busy loading the directory.', { headers: { 'retry-after': '5' } });
    }
  }

  async function updateByIds(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    // People who were deleted or merged are not found, and so stay removed.
    await callDirectory('remove', ids);
    for await (const people of store.streamByIds(ids)) await callDirectory('update', people);
  }

  async function load(): Promise<void> {
    changes = noChanges();
    newestId = firstId;
    await callDirectory('reset');
    // The thread indexes a batch while the database reads the next one.
    let pendingUpdate: Promise<unknown> = Promise.resolve();
    for await (const { people, last: lastId } of store.streamPeople()) {
      await pendingUpdate;
      if (isClosing) return;
      pendingUpdate = callDirectory('update', people);
      newestId = lastId;
      // Node handles the next message of the thread, and so the next query, before other work if both are waiting.
      await yieldToEventLoop();
    }
    await pendingUpdate;
    isLoaded = true;
  }

  /** Finds and loads the people after an id who differ from those that the thread knows. */
  async function loadDifferences(after: string): Promise<void> {
    const stamps = await store.readStamps(after);
    const differences = await callDirectory<{ changedIds: string[]; missingIds: string[] } | undefined>('compare', {
      stamps,
      after,
    });
    if (differences === undefined) return load();
    await callDirectory('remove', differences.missingIds);
    await updateByIds(differences.changedIds);
    for (const id of differences.changedIds) if (id > newestId) newestId = id;
  }

  async function synchronise(): Promise<void> {
    if (!isLoaded) return load();
    const { ids, hasNewPeople, isUnknown } = changes;
    changes = noChanges();
    if (isUnknown) return loadDifferences(firstId);
    await updateByIds([...ids]);
    if (hasNewPeople) await loadDifferences(newestId === firstId ? firstId : windowBefore(newestId));
  }

  async function linkAll(tasks: readonly Task[]): Promise<Outcome[] | undefined> {
    try {
      const outcomes = await run<PartialOutcome[] | undefined>('linkAll', tasks);
      for (const [index, { mentions, mentionCount }] of outcomes?.entries() ?? []) {
        while (mentions.length < mentionCount) {
          const more = await run<Outcome['mentions']>('loadMentions', { index, from: mentions.length });
          if (more.length === 0) throw new Error('The thread lost its outcomes.');
          mentions.push(...more);
        }
      }
      return outcomes;
    } catch (cause) {
      throw new LinkingFailed('The linker could not finish a text.', { cause });
    }
  }

  async function linkNow(tasks: readonly Task[]): Promise<Outcome[]> {
    await synchronise();
    const outcome = await linkAll(tasks);
    if (outcome !== undefined) return outcome;
    // A new thread has been started since the directory was loaded.
    await load();
    const again = await linkAll(tasks);
    if (again === undefined) throw new Error('The linker lost its directory twice.');
    return again;
  }

  /** Runs work after all earlier work. If it fails, the directory is loaded again. */
  function enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work);
    last = result.catch(() => {
      isLoaded = false;
    });
    return result;
  }

  return {
    link: (tasks) => enqueue(() => linkNow(tasks)),
    warm() {
      // If it fails, the first link loads the directory and reports the reason.
      warmUp = enqueue(synchronise).catch(() => {});
    },
    async waitUntilWarm() {
      const timeout = new AbortController();
      await Promise.race([
        warmUp,
        sleep(maxWarmWaitMs, undefined, { ref: false, signal: timeout.signal }).catch(() => {}),
      ]);
      timeout.abort();
    },
    expire(ids) {
      if (ids === undefined) changes.isUnknown = true;
      for (const id of ids ?? []) changes.ids.add(id);
      changes.hasNewPeople = true;
    },
    async close() {
      isClosing = true;
      await last;
      await threads?.destroy();
    },
  };
}
