import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { directoryStore } from './directory.store.js';
import type { Outcome, Task } from './linker.worker.js';

/** The thread ends after this time without work. Its copy of the directory is then gone, too. */
const idleTimeoutMs = 10 * 60 * 1000;

/** The timeout for each call of the thread. Only an unsuitable text takes longer. */
const linkTimeoutMs = 20_000;

/** The extension of this module, `.ts` or `.js`. The worker module is next to it, in the source and in the build. */
const extension = extname(import.meta.url);

/** Returns a module that registers tsx in the thread, because Node 20 does not pass module hooks on to threads. */
const readsTypeScript = () =>
  `data:text/javascript,${encodeURIComponent(`import { register } from '${import.meta.resolve('tsx/esm/api')}'; register();`)}`;

/** The linker could not finish the given texts. The texts are the cause, not the database. */
export class LinkingFailed extends Error {}

export type LinkerThread = {
  /**
   * Links texts with the current directory.
   *
   * @returns one outcome per task, in their order
   * @throws LinkingFailed
   */
  link(tasks: readonly Task[]): Promise<Outcome[]>;
  /** Marks the directory as changed, so that it is loaded again before the next texts are linked. */
  expire(): void;
  close(): Promise<void>;
};

/**
 * Creates a linker that runs in its own thread, so that a long text or a large directory does not delay requests. The
 * directory is loaded when it is first needed, and again after a change.
 */
export function createLinkerThread(store: ReturnType<typeof directoryStore>): LinkerThread {
  let pool: Piscina | undefined;
  let directoryVersion = 0;
  let loadedVersion: number | undefined;
  // Calls run one after another, so that no call links with a directory that another is just loading.
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
      throw new LinkingFailed('The linker could not finish a text.', { cause });
    });
  }

  async function linkNow(tasks: readonly Task[]): Promise<Outcome[]> {
    if (loadedVersion !== directoryVersion) await load();
    const outcome = await linkAll(tasks);
    if (outcome !== undefined) return outcome;
    // A new thread has been started since the directory was loaded.
    await load();
    const again = await linkAll(tasks);
    if (again === undefined) throw new Error('The linker lost its directory twice.');
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
