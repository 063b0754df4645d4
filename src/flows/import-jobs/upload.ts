import { once } from 'node:events';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalidBody, problems, tooLarge } from '../../platform/problems/index.js';
import { createLimitCheck } from './limit-check.js';

/** Bytes that are stored at once, and bytes by which the format is detected. */
const chunkBytes = 512 * 1024;
const headBytes = 64 * 1024;

/** Bytes that are decompressed at once, outside the event loop. */
const decompressedChunkBytes = 64 * 1024;

/** A file as it arrives. `encoding` is the value of Content-Encoding. */
export type Upload = { bytes: AsyncIterable<Buffer>; encoding: string | undefined };

/** Returns the decompressed bytes. @throws unsupported-media-type for an encoding other than gzip */
export function decompress({ bytes, encoding = 'identity' }: Upload): AsyncIterable<Buffer> {
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
      return bytes;
    case 'gzip':
    case 'x-gzip':
      return gunzipChunks(bytes);
    default:
      throw problems.unsupportedMediaType('Content-Encoding must be gzip or identity.');
  }
}

async function* gunzipChunks(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: decompressedChunkBytes });
  const inputPipeline = pipeline(bytes, gunzip);
  inputPipeline.catch(() => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (!/^Z_/.test((error as { code?: string }).code ?? '')) throw error;
    throw invalidBody(
      'broken-gzip',
      'The body is not a complete gzip stream, although Content-Encoding is gzip. Send it again.',
    );
  } finally {
    gunzip.destroy();
  }
}

/** The maximum number of decompressed bytes that are checked. */
const maxProbedBytes = 2 * 1024 ** 3;

/** Creates a check that a gzip file is complete. It stores nothing. */
function gzipProbe() {
  const gunzip = createGunzip();
  let unpackedBytes = 0;
  let hasFailed = false;
  gunzip.on('data', (part: Buffer) => {
    unpackedBytes += part.length;
  });
  gunzip.on('error', () => {
    hasFailed = true;
  });
  const brokenGzip = () =>
    invalidBody('broken-gzip', 'The gzip file is damaged or incomplete. Compress or download it again.');
  return {
    async add(part: Buffer): Promise<void> {
      if (hasFailed) throw brokenGzip();
      if (unpackedBytes < maxProbedBytes && !gunzip.write(part)) await once(gunzip, 'drain').catch(() => {});
    },
    async end(): Promise<void> {
      if (unpackedBytes >= maxProbedBytes) return;
      gunzip.end();
      await finished(gunzip).catch(() => {
        throw brokenGzip();
      });
    },
    close: () => gunzip.destroy(),
  };
}

/** Returns whether a file is compressed with gzip. */
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

type ReceiveOptions = {
  maxBytes: number;
  /** Returns the name of the format for the first 64 KiB of a file, or undefined if no format matches. */
  detectFormat(head: Buffer): string | undefined;
  store(position: number, chunk: Buffer): Promise<void>;
};

/**
 * Stores a file in chunks, each of them before the next is read. A file that exceeds the limits of its format is
 * refused while it arrives.
 *
 * @returns the format of the file, or undefined if it is unknown; then at most the first bytes are stored
 * @throws too-large; invalid-request for an empty file or an incomplete gzip file
 */
export async function receiveUpload(
  bytes: AsyncIterable<Buffer>,
  { maxBytes, detectFormat, store }: ReceiveOptions,
): Promise<string | undefined> {
  let [head, pendingChunks, pendingBytes, position, totalBytes] = [Buffer.alloc(0), [] as Buffer[], 0, 0, 0];
  let isFormatDetected = false;
  let format: string | undefined;
  let check: ((part: Buffer) => void) | undefined;
  const flush = async () => {
    await store(position, Buffer.concat(pendingChunks));
    position += 1;
    pendingChunks = [];
    pendingBytes = 0;
  };
  const applyFormat = () => {
    isFormatDetected = true;
    format = detectFormat(head);
    check = format === undefined ? undefined : createLimitCheck(format);
  };
  let probe: ReturnType<typeof gzipProbe> | undefined;
  try {
    for await (const part of bytes) {
      if (totalBytes === 0 && isGzip(part)) probe = gzipProbe();
      totalBytes += part.length;
      if (totalBytes > maxBytes) throw tooLarge(maxBytes);
      if (!isFormatDetected) {
        head = Buffer.concat([head, part]).subarray(0, headBytes);
        if (head.length === headBytes) applyFormat();
      }
      check?.(part);
      await probe?.add(part);
      if (isFormatDetected && format === undefined) continue;
      pendingChunks.push(part);
      pendingBytes += part.length;
      if (pendingBytes >= chunkBytes) await flush();
    }
    await probe?.end();
  } finally {
    probe?.close();
  }
  if (totalBytes === 0) throw invalidBody('empty-body', 'The body is empty. Send a file.');
  if (!isFormatDetected) applyFormat();
  if (pendingBytes > 0 && format !== undefined) await flush();
  return format;
}
