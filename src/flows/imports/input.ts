import { finished } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { declaresUtf8 } from './formats/html-page/charset.js';
import { isGzip, isTar, isZip } from './formats/markdown/archive.js';
import { decodeHead, encodingOf, findUtf8Fault, toValidUtf8 } from './normalisation/encoding.js';

/** Bytes by which the format is detected. */
const headBytes = 64 * 1024;

/** The maximum size of a decompressed file. Bytes. */
const maxDecompressedBytes = 4 * 2 ** 30;

/** Compressed bytes that are enough to decompress the start of a file. */
const gzipHeadBytes = 32 * 1024;

/** Why a file could not be read to its end. */
export type InputFault = { reason: string; detail: string };

/** Returns the first bytes of a stream, and the whole stream. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  length = headBytes,
): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const rest = bytes[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let peekedBytes = 0;
  while (peekedBytes < length) {
    const { value, done: isDone } = await rest.next();
    if (isDone) break;
    parts.push(Buffer.from(value));
    peekedBytes += value.length;
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield* parts;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield Buffer.from(next.value);
    } finally {
      await rest.return?.();
    }
  }
  return { head: Buffer.concat(parts).subarray(0, length), all: all() };
}

/** Returns the start of a gzip file, decompressed, or an empty buffer if it is damaged. */
function gunzipHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head.subarray(0, gzipHeadBytes), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, headBytes);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Returns whether a file is compressed with gzip and is not an archive of files. */
export const isGzippedText = (head: Buffer): boolean => isGzip(head) && !isTar(gunzipHead(head));

/** Returns the start of a file in the form by which formats are detected: decompressed and in UTF-8. */
export function readableHead(head: Buffer, charset: string | null): Buffer {
  const content = isGzippedText(head) ? gunzipHead(head) : head;
  return isPacked(content) ? content : decodeHead(content, charset);
}

export const isPacked = (head: Buffer): boolean => isZip(head) || isGzip(head) || isTar(head);

/**
 * Returns the place at which a text of an unknown format is not in UTF-8, or undefined for other files. A file with zero
 * bytes is no text.
 */
export function findTextFault(head: Buffer, charset: string | null): InputFault | undefined {
  const isText = !isPacked(head) && !head.includes(0);
  if (!isText || encodingOf(head, charset).name !== 'utf-8') return undefined;
  const fault = findUtf8Fault(head);
  // The head may end within a character.
  if (fault === undefined || (head.length === headBytes && fault.offset > headBytes - 4)) return undefined;
  return { reason: 'not-utf8', detail: fault.detail };
}

/** Formats of one document per file, which check themselves that it is in UTF-8. */
const formatsWithOwnCheck: ReadonlySet<string> = new Set(['html-page', 'markdown', 'text']);

/**
 * Yields a text in UTF-8 for a format. Archives stay unchanged, and so do texts in UTF-8 of formats that check them, and
 * pages that do not declare UTF-8.
 *
 * @param checksAll whether the texts of such formats are checked, too
 */
export function decodeFor(
  format: string,
  { head, all }: { head: Buffer; all: AsyncIterable<Buffer> },
  { charset, checksAll = false }: { charset: string | null; checksAll?: boolean },
  onFault: (fault: InputFault) => void,
): AsyncIterable<Buffer> {
  const encoding = encodingOf(head, charset);
  const isUnstated = encoding.statedBy === null || encoding.statedBy === 'declaration';
  const isUncheckedPage = format === 'html-page' && isUnstated && !(checksAll && declaresUtf8(head));
  if (isPacked(head) || isUncheckedPage) return all;
  if (!checksAll && encoding.name === 'utf-8' && formatsWithOwnCheck.has(format)) return all;
  return toValidUtf8(all, encoding, ({ detail }) => onFault({ reason: 'not-utf8', detail }));
}

/** Compressed bytes that are decompressed at once. They can become a thousand times as many. */
const gzipSliceBytes = 4 * 1024;

/** Yields the content of a gzip file. Where the file is damaged or ends too early, `onFault` is called. */
export async function* gunzipText(
  bytes: AsyncIterable<Buffer>,
  onFault: (fault: InputFault) => void,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let length = 0;
  let hasFailed = false;
  let output: Buffer[] = [];
  const flushOutput = (): Buffer[] => {
    const chunks = output;
    output = [];
    for (const chunk of chunks) length += chunk.length;
    return chunks;
  };
  gunzip.on('data', (chunk: Buffer) => output.push(chunk));
  gunzip.on('error', () => {
    hasFailed = true;
  });
  try {
    for await (const part of bytes)
      for (let at = 0; at < part.length && !hasFailed; at += gzipSliceBytes) {
        await new Promise<void>((resolve) => {
          gunzip.write(part.subarray(at, at + gzipSliceBytes), () => resolve());
        });
        yield* flushOutput();
        if (length <= maxDecompressedBytes) continue;
        const detail = `The decompressed file has more than ${maxDecompressedBytes / 2 ** 30} GiB. Split it.`;
        onFault({ reason: 'too-long', detail });
        return;
      }
    if (!hasFailed) {
      gunzip.end();
      await finished(gunzip).catch(() => {});
    }
    yield* flushOutput();
    if (!hasFailed) return;
    const detail = `The gzip file is damaged or ends too early, after ${length} decompressed bytes. Compress or download it again.`;
    onFault({ reason: 'broken-file', detail });
  } finally {
    gunzip.destroy();
  }
}
