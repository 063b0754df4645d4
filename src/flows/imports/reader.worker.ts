import type { MessagePort } from 'node:worker_threads';
import type { ReadResult } from './draft.js';
import { type ReadFileOptions, readArticles, UnknownFormatError } from './read.js';

/** The limits of the items that are sent at once: their number, and the characters of their bodies. */
const maxItems = 50;
const maxCharacters = 500_000;

/** A file to read. `bytes` delivers its parts on request, and null at its end. `results` receives messages. */
export type Task = {
  bytes: MessagePort;
  results: MessagePort;
  options: Omit<ReadFileOptions, 'progress'>;
};

/** What the thread sends: first the format or that there is none, then the items. Each message waits for a response. */
export type Message =
  | { kind: 'format'; format: string }
  | { kind: 'unknown-format'; detail: string }
  | { kind: 'items'; items: ReadResult[]; isLast: boolean };

/** The other thread needs no more items. */
class ReadingEnded extends Error {}

/** Sends a message and returns the response. */
function ask(port: MessagePort, message: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ReadingEnded('The reading was ended.'));
    port.once('close', stop);
    port.once('message', (response) => {
      port.off('close', stop);
      resolve(response);
    });
    port.postMessage(message);
  });
}

async function* partsOf(port: MessagePort): AsyncGenerator<Uint8Array> {
  for (;;) {
    const part = (await ask(port, 'next')) as Uint8Array | null;
    if (part === null) return;
    yield part;
  }
}

/** Reads a file and sends its items. */
export default async function read({ bytes, results, options }: Task): Promise<void> {
  const send = (message: Message) => ask(results, message);
  try {
    const articles = await readArticles(partsOf(bytes), options);
    await send({ kind: 'format', format: articles.format });
    let items: ReadResult[] = [];
    let characterCount = 0;
    for await (const item of articles.read) {
      items.push(item);
      if (item.kind === 'draft') characterCount += item.draft.body.length;
      if (items.length < maxItems && characterCount < maxCharacters) continue;
      await send({ kind: 'items', items, isLast: false });
      [items, characterCount] = [[], 0];
    }
    await send({ kind: 'items', items, isLast: true });
  } catch (error) {
    if (error instanceof UnknownFormatError) await send({ kind: 'unknown-format', detail: error.message });
    else if (!(error instanceof ReadingEnded)) throw error;
  } finally {
    bytes.close();
    results.close();
  }
}
