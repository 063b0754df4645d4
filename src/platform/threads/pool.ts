import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** A pool of threads. `run` passes a task to the next free thread. */
export type Threads<Task = unknown, Result = unknown> = Piscina<Task, Result>;

export type ThreadOptions = {
  /** The address of the module that starts the threads (`import.meta.url`). The worker module is next to it. */
  besideModule: string;
  /** The file name of the worker module, without the extension. */
  worker: string;
  maxThreads: number;
  /** A thread ends after this time without work. */
  idleTimeoutMs: number;
  /** The maximum memory of a thread for new objects in MiB. By default, V8 may use 48. */
  maxYoungMemoryMb?: number;
};

/** Returns a module that registers tsx in a thread, because Node 20 does not pass module hooks on to threads. */
const readsTypeScript = () =>
  `data:text/javascript,${encodeURIComponent(`import { register } from '${import.meta.resolve('tsx/esm/api')}'; register();`)}`;

/**
 * Creates a pool of threads that run the functions of a worker module, in the source and in the build. A thread starts
 * when it is first needed. Idle threads do not keep the process alive.
 */
export function createThreads<Task = unknown, Result = unknown>({
  besideModule,
  worker,
  maxThreads,
  idleTimeoutMs,
  maxYoungMemoryMb,
}: ThreadOptions): Threads<Task, Result> {
  // `.ts` in the source and `.js` in the build.
  const extension = extname(besideModule);
  return new Piscina({
    filename: fileURLToPath(new URL(`./${worker}${extension}`, besideModule)),
    minThreads: 0,
    maxThreads,
    idleTimeout: idleTimeoutMs,
    ...(maxYoungMemoryMb === undefined ? {} : { resourceLimits: { maxYoungGenerationSizeMb: maxYoungMemoryMb } }),
    ...(extension === '.ts' ? { execArgv: ['--import', readsTypeScript()] } : {}),
  });
}
