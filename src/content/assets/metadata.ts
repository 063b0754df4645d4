import { createTimedThreads, type TimedThreads } from '../../platform/threads/index.js';
import type { EmbeddedMetadata } from './embedded-metadata.rules.js';

/** How long reading the metadata of a file may take. Milliseconds. */
const timeoutMs = 5_000;
/** The thread ends after this time without work. Milliseconds. */
const idleTimeoutMs = 60 * 1000;

/** What a file without readable metadata has. */
export const noMetadata: EmbeddedMetadata = { creatorNames: [], picturedNames: [] };

/** The thread of this process. It starts when it is first needed. */
let threads: TimedThreads<{ path: string }, EmbeddedMetadata> | undefined;

/**
 * Returns the description in the metadata of an image file. Metadata from outside can be damaged or take long to read,
 * so it is read in a thread, and an image without readable metadata has no description.
 */
export async function readEmbeddedMetadata(path: string): Promise<EmbeddedMetadata> {
  threads ??= createTimedThreads({
    besideModule: import.meta.url,
    worker: 'metadata.worker',
    maxThreads: 1,
    idleTimeoutMs,
  });
  try {
    return await threads.run({ path }, timeoutMs);
  } catch {
    return noMetadata;
  }
}
