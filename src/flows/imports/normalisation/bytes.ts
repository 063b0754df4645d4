import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';

const asBuffer = (chunk: unknown): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array);

/**
 * Yields a text in UTF-8 without its byte order mark. A text with the mark of UTF-16, which some Windows programs
 * write, is converted.
 */
export async function* toUtf8(bytes: Readable): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    let part = asBuffer(chunk);
    if (head !== undefined) {
      part = Buffer.concat([head, part]);
      head = part.length < 3 ? part : undefined;
      if (head !== undefined) continue;
      if (part[0] === 0xff && part[1] === 0xfe) decoder = new TextDecoder('utf-16le');
      else if (part[0] === 0xfe && part[1] === 0xff) decoder = new TextDecoder('utf-16be');
      else if (part[0] === 0xef && part[1] === 0xbb && part[2] === 0xbf) part = part.subarray(3);
    }
    if (decoder !== undefined) part = Buffer.from(decoder.decode(part, { stream: true }));
    if (part.length > 0) yield part;
  }
  if (head !== undefined && head.length > 0) yield head;
  const rest = decoder?.decode();
  if (rest) yield Buffer.from(rest);
}

/** Returns all bytes of a stream. If there are more than `maxBytes`, stops reading and returns null. */
export async function readAllBytes(bytes: AsyncIterable<unknown>, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    const part = asBuffer(chunk);
    length += part.length;
    if (length > maxBytes) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}
