import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { directoryStore } from './directory.store.js';
import type { Outcome, Task } from './linker.worker.js';

/** Without work for so long the thread ends, and the directory with it. Milliseconds. */
const idleTimeoutMs = 10 * 60 * 1000;

/** Linking that takes longer than this has met a text that it was not made for. Milliseconds. */
const linkTimeoutMs = 20_000;

/** In the source the thread's module is beside this one, as in what is built, where all modules lie in one folder. */
const extension = extname(import.meta.url);

/** Run from its source, a thread has to be taught TypeScript anew: Node 20 does not hand hooks of modules down to threads. */
const readsTypeScript = () =>
  `data:text/javascript,${encodeURIComponent(`import { register } from '${import.meta.resolve('tsx/esm/api')}'; register();`)}`;

/** The linker has not come to an end with what it was given: the texts are the reason, not the database. */
export class LinkingFailed extends Error {}

export type LinkerThread = {
  /** Links stories against the directory as it is now. @throws LinkingFailed */
  link(tasks: readonly Task[]): Promise<Outcome[]>;
  /** Says that somebody in the directory has changed. */
  expire(): void;
  close(): Promise<void>;
};

/**
 * The linker in a thread of its own, so that a long text or a large directory holds up nobody's request. The directory is
 * read when it is first needed, and again after a change.
 */
export function createLinkerThread(store: ReturnType<typeof directoryStore>): LinkerThread {
  let pool: Piscina | undefined;
  let directoryVersion = 0;
  let loadedVersion: number | undefined;
  // One after the other: what is linked has to meet the directory that was loaded for it.
  let last: Promise<unknown> = Promise.resolve();

  function startPool(): Piscina {
    pool ??= new Piscina({
      filename: fileURLToPath(new URL(`./linker.worker${extension}`, import.meta.url)),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: idleTimeoutMs,
      ...(extension === '.ts' ? { execArgv: ['--import', readsTypeScript()] } : {}),
    });
    return pool;
  }

  const run = <Result>(name: string, argument?: unknown) =>
    startPool().run(argument, { name, signal: AbortSignal.timeout(linkTimeoutMs) }) as Promise<Result>;

  async function load(): Promise<void> {
    const version = directoryVersion;
    await run('empty');
    for await (const people of store.streamPeople()) await run('add', people);
    await run('compile');
    loadedVersion = version;
  }

  function linkAll(tasks: readonly Task[]): Promise<Outcome[] | undefined> {
    return run<Outcome[] | undefined>('linkAll', tasks).catch((cause: unknown) => {
      throw new LinkingFailed('The linker came to no end with a text.', { cause });
    });
  }

  async function linkNow(tasks: readonly Task[]): Promise<Outcome[]> {
    if (loadedVersion !== directoryVersion) await load();
    const outcome = await linkAll(tasks);
    if (outcome !== undefined) return outcome;
    // The thread is another one than that which was given the directory.
    await load();
    const again = await linkAll(tasks);
    if (again === undefined) throw new Error('The linker has lost its directory twice.');
    return again;
  }

  return {
    link(tasks) {
      const outcomes = last.then(() => linkNow(tasks));
      last = outcomes.catch(() => {
        loadedVersion = undefined;
      });
      return outcomes;
    },
    expire() {
      directoryVersion += 1;
    },
    async close() {
      await last;
      await pool?.destroy();
    },
  };
}
