import { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from './draft.js';
import { formats } from './formats/index.js';

/** Bytes by which the format is detected. */
const headBytes = 64 * 1024;

/** The format of a file is unknown. */
export class UnknownFormatError extends Error {}

type ReadFileOptions = ReadOptions & {
  /** The name of the format. It is detected if omitted. */
  format?: string | undefined;
  /** Is called with the number of bytes read so far. */
  progress?: ((bytes: number) => void) | undefined;
};

/**
 * Detects the format of a file and returns a reader of its items.
 *
 * @throws UnknownFormatError if no format matches; the message lists the formats
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
      `${options.name ?? 'The file'} is in none of these formats: ${all}. Name the format with --format.`,
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

/** Returns the limits of a format. */
export const limitsOf = (format: string) => requireFormat(format).limits;

const detectFormat = (head: Buffer, name: string | null) => formats.find((one) => one.detects(head, name));

/**
 * Detects the format of a file from its first bytes and its name, or else from a media type that only one format has.
 *
 * @returns the name of the format, or undefined if no format matches
 */
export function formatOf(head: Buffer, name: string | null, mediaType: string | undefined): string | undefined {
  const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const byType = formats.filter(({ mediaTypes }) => mediaTypes.includes(type));
  return (detectFormat(head, name) ?? (byType.length === 1 ? byType[0] : undefined))?.name;
}

function requireFormat(name: string): Format {
  const format = formats.find((one) => one.name === name);
  if (format !== undefined) return format;
  throw new UnknownFormatError(
    `The format "${name}" does not exist. Choose one of: ${formats.map((one) => one.name).join(', ')}.`,
  );
}
