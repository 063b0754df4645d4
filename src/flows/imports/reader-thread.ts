import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createThreads, type Threads } from '../../platform/threads/index.js';
import type { ReadResult } from './draft.js';
import { type ReadFileOptions, type readArticles, UnknownFormatError } from './read.js';
import type { Message, Task } from './reader.worker.js';

/** The thread ends after this time without work. */
const idleTimeoutMs = 60_000;

/** The thread of this process. Without work it does not keep the process alive. */
let threads: Threads<Task, void> | undefined;

function startThread(): Threads<Task, void> {
  threads ??= createThreads({ besideModule: import.meta.url, worker: 'reader.worker', maxThreads: 1, idleTimeoutMs });
  return threads;
}

/**
 * Reads a file like `readArticles`, but in another thread, so that no text in a file delays the requests to a server.
 * The thread reads ahead by one message.
 *
 * @throws UnknownFormatError if no format matches; what `bytes` throws
 */
export async function readArticlesInThread(
  bytes: AsyncIterable<Uint8Array>,
  { progress = () => {}, ...options }: ReadFileOptions,
): ReturnType<typeof readArticles> {
  const [byteChannel, resultChannel] = [new MessageChannel(), new MessageChannel()];
  const source = deliver(bytes, byteChannel.port1, progress);
  const messages = inboxOf(resultChannel.port1);
  const task: Task = { bytes: byteChannel.port2, results: resultChannel.port2, options };
  const result = startThread().run(task, { transferList: [task.bytes, task.results] });
  // The task fails only if the thread fails. The failure is thrown where the next message is awaited.
  const failure = new Promise<never>((_, reject) => void result.catch(reject));
  failure.catch(() => {});
  const receive = (): Promise<Message> => Promise.race([messages.next(), source.failure, failure]);
  const close = async (): Promise<void> => {
    byteChannel.port1.close();
    resultChannel.port1.close();
    await source.close();
  };

  async function* items(): AsyncGenerator<ReadResult> {
    try {
      for (;;) {
        const message = await receive();
        if (message.kind !== 'items') throw new Error(`Unexpected message of the reader thread: ${message.kind}`);
        if (!message.isLast) resultChannel.port1.postMessage('next');
        yield* message.items;
        if (message.isLast) return;
      }
    } finally {
      await close();
    }
  }

  try {
    const first = await receive();
    if (first.kind === 'unknown-format') throw new UnknownFormatError(first.detail);
    if (first.kind !== 'format') throw new Error(`Unexpected message of the reader thread: ${first.kind}`);
    resultChannel.port1.postMessage('next');
    return { format: first.format, read: items() };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Delivers the parts of a file to a port, one for each request. `failure` rejects if the file cannot be read. */
function deliver(
  bytes: AsyncIterable<Uint8Array>,
  port: MessagePort,
  progress: (bytes: number) => void,
): { failure: Promise<never>; close: () => Promise<void> } {
  const parts = bytes[Symbol.asyncIterator]();
  let deliveredBytes = 0;
  const failure = new Promise<never>((_, reject) => {
    port.on('message', async () => {
      try {
        const { value, done: isDone } = await parts.next();
        if (!isDone) {
          deliveredBytes += value.length;
          progress(deliveredBytes);
        }
        port.postMessage(isDone ? null : value);
      } catch (error) {
        reject(error);
      }
    });
  });
  failure.catch(() => {});
  return { failure, close: async () => void (await parts.return?.()) };
}

/** Returns the messages of a port in their order. */
function inboxOf(port: MessagePort): { next: () => Promise<Message> } {
  const messages: Message[] = [];
  let wake = () => {};
  port.on('message', (message: Message) => {
    messages.push(message);
    wake();
  });
  return {
    async next() {
      while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return messages.shift() as Message;
    },
  };
}
