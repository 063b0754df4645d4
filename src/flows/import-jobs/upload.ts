import { once } from 'node:events';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalidBody, problems, tooLarge } from '../../platform/problems/index.js';
import { decodeFor, findTextFault, type InputFault, isPacked, peek } from '../imports/index.js';
import { createLimitCheck } from './limit-check.js';

/** Bytes that are stored at once. */
const chunkBytes = 512 * 1024;

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
  /** The `charset` of Content-Type. */
  charset: string | null;
  /** Returns the name of the format for the first 64 KiB of a file, or undefined if no format matches. */
  detectFormat(head: Buffer): string | undefined;
  store(position: number, chunk: Buffer): Promise<void>;
};

/**
 * Stores a file in chunks, each of them before the next is read. A file that exceeds the limits of its format, or that
 * is not valid in its encoding, is refused while it arrives. A text in another encoding is stored in UTF-8.
 *
 * @returns the format of the file, or undefined if it is unknown; then nothing is stored
 * @throws too-large; invalid-request for an empty file, an incomplete gzip file or a text with invalid bytes
 */
export async function receiveUpload(
  bytes: AsyncIterable<Buffer>,
  { maxBytes, charset, detectFormat, store }: ReceiveOptions,
): Promise<string | undefined> {
  let [pendingChunks, pendingBytes, position] = [[] as Buffer[], 0, 0];
  const flush = async () => {
    await store(position, Buffer.concat(pendingChunks));
    position += 1;
    pendingChunks = [];
    pendingBytes = 0;
  };
  const input = await peek(limitBytes(bytes, maxBytes));
  if (input.head.length === 0) throw invalidBody('empty-body', 'The body is empty. Send a file.');
  const format = detectFormat(input.head);
  const refuse = ({ reason, detail }: InputFault): never => {
    throw invalidBody(reason, detail);
  };
  if (format === undefined) {
    for await (const _ of input.all);
    const fault = findTextFault(input.head, charset);
    if (fault !== undefined) refuse(fault);
    return undefined;
  }
  const check = createLimitCheck(format);
  const probe = isGzip(input.head) ? gzipProbe() : undefined;
  try {
    for await (const part of decodeFor(format, input, { charset, checksAll: true }, refuse)) {
      // The limits of a format apply to its text.
      if (!isPacked(input.head)) check(part);
      await probe?.add(part);
      pendingChunks.push(part);
      pendingBytes += part.length;
      if (pendingBytes >= chunkBytes) await flush();
    }
    await probe?.end();
  } finally {
    probe?.close();
  }
  if (pendingBytes > 0) await flush();
  return format;
}

async function* limitBytes(bytes: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const part of bytes) {
    length += part.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    yield part;
  }
}
