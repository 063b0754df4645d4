import { once } from 'node:events';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalidBody, problems, tooLarge } from '../../platform/problems/index.js';
import { limitCheck } from './limit-check.js';

/** Bytes that are stored at once, and those by which a format is told. */
const chunkLength = 512 * 1024;
const headLength = 64 * 1024;

/** Bytes that are unpacked at once, away from the event loop. */
const unpackedLength = 64 * 1024;

/** A file as it comes, with how it is packed for the way. */
export type Arrival = { bytes: AsyncIterable<Buffer>; encoding: string | undefined };

/** What was sent, unpacked. @throws unsupported-media-type for a packing that is not known */
export function unpacked({ bytes, encoding = 'identity' }: Arrival): AsyncIterable<Buffer> {
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
      return bytes;
    case 'gzip':
    case 'x-gzip':
      return gunzipped(bytes);
    default:
      throw problems.unsupportedMediaType('Of Content-Encoding it takes gzip, or none.');
  }
}

async function* gunzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: unpackedLength });
  const feeding = pipeline(bytes, gunzip);
  feeding.catch(() => {});
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
const mostProbed = 2 * 1024 ** 3;

/** Sees whether a packed file is whole, without keeping any of it. */
function gzipProbe() {
  const gunzip = createGunzip();
  let unpacked = 0;
  let failed = false;
  gunzip.on('data', (part: Buffer) => {
    unpacked += part.length;
  });
  gunzip.on('error', () => {
    failed = true;
  });
  const cutOff = () =>
    invalidBody('broken-gzip', 'The file is no whole gzip: it is broken or cut off. Pack or fetch it anew.');
  return {
    async add(part: Buffer): Promise<void> {
      if (failed) throw cutOff();
      if (unpacked < mostProbed && !gunzip.write(part)) await once(gunzip, 'drain').catch(() => {});
    },
    async end(): Promise<void> {
      if (unpacked >= mostProbed) return;
      gunzip.end();
      await finished(gunzip).catch(() => {
        throw cutOff();
      });
    },
    close: () => gunzip.destroy(),
  };
}

/** Whether a file is packed by gzip. */
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

type Receiving = {
  maxBytes: number;
  /** @returns the name of a format; undefined when the first bytes of a file, 64 KiB or all of them, are in none */
  tellFormat(head: Buffer): string | undefined;
  store(position: number, chunk: Buffer): Promise<void>;
};

/**
 * Hands on a file in chunks, each of them stored before the next is taken. What no file of its format has is refused as soon as it
 * has come.
 *
 * @returns its format; undefined for a file in none, of which nothing past the first bytes was stored
 * @throws too-large; invalid-request when it is empty, or packed and not whole
 */
export async function received(
  bytes: AsyncIterable<Buffer>,
  { maxBytes, tellFormat, store }: Receiving,
): Promise<string | undefined> {
  let [head, waiting, length, position, all] = [Buffer.alloc(0), [] as Buffer[], 0, 0, 0];
  let isTold = false;
  let format: string | undefined;
  let check: ((part: Buffer) => void) | undefined;
  const flush = async () => {
    await store(position, Buffer.concat(waiting));
    position += 1;
    waiting = [];
    length = 0;
  };
  const tell = () => {
    isTold = true;
    format = tellFormat(head);
    check = format === undefined ? undefined : limitCheck(format);
  };
  let probe: ReturnType<typeof gzipProbe> | undefined;
  try {
    for await (const part of bytes) {
      if (all === 0 && isGzip(part)) probe = gzipProbe();
      all += part.length;
      if (all > maxBytes) throw tooLarge(maxBytes);
      if (!isTold) {
        head = Buffer.concat([head, part]).subarray(0, headLength);
        if (head.length === headLength) tell();
      }
      check?.(part);
      await probe?.add(part);
      if (isTold && format === undefined) continue;
      waiting.push(part);
      length += part.length;
      if (length >= chunkLength) await flush();
    }
    await probe?.end();
  } finally {
    probe?.close();
  }
  if (all === 0) throw invalidBody('empty-body', 'A file is expected and there is none.');
  if (!isTold) tell();
  if (length > 0 && format !== undefined) await flush();
  return format;
}
