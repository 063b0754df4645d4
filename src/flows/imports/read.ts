import { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from './draft.js';
import { formats } from './formats/index.js';

/** Bytes by which a format is told. */
const headBytes = 64 * 1024;

/** A file that is in none of the formats. */
export class UnknownFormatError extends Error {}

type ReadFileOptions = ReadOptions & {
  /** Name of the format, where it is not to be told by the file. */
  format?: string | undefined;
  /** Hears how many bytes have been read. */
  progress?: ((bytes: number) => void) | undefined;
};

/**
 * The stories of a file of whatever format.
 *
 * @throws UnknownFormat when it is in none, saying which there are
 */
export async function readArticles(
  bytes: AsyncIterable<Uint8Array>,
  { format: formatName, progress = () => {}, ...options }: ReadFileOptions,
): Promise<{ format: string; read: AsyncIterable<ReadResult> }> {
  const rest = bytes[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let length = 0;
  while (length < headBytes) {
    const { value, done: isDone } = await rest.next();
    if (isDone) break;
    parts.push(Buffer.from(value));
    length += value.length;
  }
  const head = Buffer.concat(parts).subarray(0, headBytes);
  const format = formatName === undefined ? detectFormat(head, options.name) : requireFormat(formatName);
  if (format === undefined) {
    const all = formats.map(({ name }) => name).join(', ');
    throw new UnknownFormatError(
      `${options.name ?? 'The file'} is in none of these formats: ${all}. Name one by --format.`,
    );
  }
  async function* allChunks(): AsyncGenerator<Buffer> {
    let read = 0;
    const countBytes = (part: Uint8Array) => {
      read += part.length;
      progress(read);
      return Buffer.from(part);
    };
    for (const part of parts) yield countBytes(part);
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield countBytes(next.value);
  }
  return { format: format.name, read: format.read(Readable.from(allChunks(), { objectMode: false }), options) };
}

/** What no file of a format has. */
export const limitsOf = (format: string) => requireFormat(format).limits;

const detectFormat = (head: Buffer, name: string | null) => formats.find((one) => one.detects(head, name));

/**
 * The format of a file by its first bytes and its name, else by the media type where that is the one of a single format.
 *
 * @returns its name; undefined for a file that is in none
 */
export function formatOf(head: Buffer, name: string | null, mediaType: string | undefined): string | undefined {
  const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const byType = formats.filter(({ mediaTypes }) => mediaTypes.includes(type));
  return (detectFormat(head, name) ?? (byType.length === 1 ? byType[0] : undefined))?.name;
}

function requireFormat(name: string): Format {
  const format = formats.find((one) => one.name === name);
  if (format !== undefined) return format;
  throw new UnknownFormatError(`There is no format "${name}": there are ${formats.map((one) => one.name).join(', ')}.`);
}
