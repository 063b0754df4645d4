import { createThreads, type ThreadOptions } from './pool.js';

/** A task was ended because it took longer than the time limit. */
export class TaskTimeout extends Error {}

/** Runs tasks in threads. Each task that takes too long is ended. */
export type TimedThreads<Task, Result> = {
  /** @throws TaskTimeout; what the worker throws */
  run(task: Task, timeoutMs: number): Promise<Result>;
};

/**
 * Creates threads that run each task for a limited time. The time starts when the task starts, so that no task is ended
 * because it waited for others. A task that takes longer ends with its thread, and the next task starts a new one.
 */
export function createTimedThreads<Task, Result>(options: ThreadOptions): TimedThreads<Task, Result> {
  const threads = createThreads<Task, Result>(options);
  const waitingTasks: (() => void)[] = [];
  let freeThreads = options.maxThreads;

  async function occupyThread(): Promise<void> {
    if (freeThreads === 0) return new Promise((resolve) => waitingTasks.push(resolve));
    freeThreads -= 1;
  }

  /** Passes the thread to the task that has waited longest. */
  function leaveThread(): void {
    const startNext = waitingTasks.shift();
    if (startNext === undefined) freeThreads += 1;
    else startNext();
  }

  return {
    async run(task, timeoutMs) {
      await occupyThread();
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await threads.run(task, { signal });
      } catch (error) {
        if (signal.aborted) throw new TaskTimeout(`A task took longer than ${timeoutMs} ms.`, { cause: error });
        throw error;
      } finally {
        leaveThread();
      }
    },
  };
}
