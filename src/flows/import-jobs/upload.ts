import { once } from 'node:events';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalidBody, problems, tooLarge } from '../../platform/problems/index.js';
import { createLimitCheck } from './limit-check.js';

/** Bytes that are stored at once, and those by which a format is told. */
const chunkBytes = 512 * 1024;
const headBytes = 64 * 1024;

/** Bytes that are unpacked at once, away from the event loop. */
const decompressedChunkBytes = 64 * 1024;

/** A file as it comes, with how it is packed for the way. */
export type Upload = { bytes: AsyncIterable<Buffer>; encoding: string | undefined };

/** What was sent, unpacked. @throws unsupported-media-type for a packing that is not known */
export function decompress({ bytes, encoding = 'identity' }: Upload): AsyncIterable<Buffer> {
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
      return bytes;
    case 'gzip':
    case 'x-gzip':
      return gunzipChunks(bytes);
    default:
      throw problems.unsupportedMediaType('Of Content-Encoding it takes gzip, or none.');
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
      'The body is no whole gzip, as its Content-Encoding says: it is broken or cut off.',
    );
  } finally {
    gunzip.destroy();
  }
}

/** Bytes of what is unpacked, to see whether it is whole. */
const maxProbedBytes = 2 * 1024 ** 3;

/** Sees whether a packed file is whole, without keeping any of it. */
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
    invalidBody('broken-gzip', 'The file is no whole gzip: it is broken or cut off. Pack or fetch it anew.');
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

/** Whether a file is packed by gzip. */
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

type ReceiveOptions = {
  maxBytes: number;
  /** @returns the name of a format; undefined when the first bytes of a file, 64 KiB or all of them, are in none */
  detectFormat(head: Buffer): string | undefined;
  store(position: number, chunk: Buffer): Promise<void>;
};

/**
 * Hands on a file in chunks, each of them stored before the next is taken. What no file of its format has is refused as soon as it
 * has come.
 *
 * @returns its format; undefined for a file in none, of which nothing past the first bytes was stored
 * @throws too-large; invalid-request when it is empty, or packed and not whole
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
  if (totalBytes === 0) throw invalidBody('empty-body', 'A file is expected and there is none.');
  if (!isFormatDetected) applyFormat();
  if (pendingBytes > 0 && format !== undefined) await flush();
  return format;
}
