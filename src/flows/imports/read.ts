import { Readable } from 'node:stream';
import type { Format, NaturalKey, ReadOptions, ReadResult } from './draft.js';
import { formats } from './formats/index.js';
import { isMarkdown } from './formats/markdown/archive.js';
import { duplicateItem } from './formats/rss/index.js';
import { SeenIds } from './formats/rss/seen-ids.js';
import { decodeFor, gunzipText, type InputFault, isGzippedText, peek, readableHead } from './input.js';
import { fileFault } from './normalisation/draft.js';
import { keyOf } from './normalisation/keys.js';

/** The format of a file is unknown. */
export class UnknownFormatError extends Error {}

export type ReadFileOptions = ReadOptions & {
  /** The name of the format. It is detected if omitted. */
  format?: string | undefined;
  /** The `charset` of the media type. */
  charset?: string | null | undefined;
  /** Is called with the number of bytes read so far. */
  progress?: ((bytes: number) => void) | undefined;
};

/** Formats of one document per file. A document that is cut off looks complete, so nothing of it is imported. */
const undividedFormats: ReadonlySet<string> = new Set(['markdown', 'html-page', 'text']);

/**
 * Detects the format of a file and returns a reader of its items. A file may be compressed with gzip.
 *
 * @throws UnknownFormatError if no format matches; the message lists the formats
 */
export async function readArticles(
  bytes: AsyncIterable<Uint8Array>,
  { format: formatName, charset = null, progress = () => {}, ...options }: ReadFileOptions,
): Promise<{ format: string; read: AsyncIterable<ReadResult> }> {
  const faults: InputFault[] = [];
  const onFault = (fault: InputFault) => void faults.push(fault);
  let input = await peek(bytes);
  const head = readableHead(input.head, charset);
  const name = isGzippedText(input.head) ? (options.name?.replace(/\.gz$/i, '') ?? null) : options.name;
  const format = formatName === undefined ? detectFormat(head, name) : requireFormat(formatName);
  if (format === undefined)
    throw new UnknownFormatError(
      `${options.name ?? 'The file'} is in none of these formats: ${formatNames}. Name the format with --format.`,
    );
  async function* countBytes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let read = 0;
    for await (const chunk of chunks) {
      read += chunk.length;
      progress(read);
      yield chunk;
    }
  }
  const countedBytes = countBytes(input.all);
  input = isGzippedText(input.head) ? await peek(gunzipText(countedBytes, onFault)) : { ...input, all: countedBytes };
  const content = Readable.from(decodeFor(format.name, input, { charset }, onFault), { objectMode: false });
  const siteUrl = options.siteUrl?.replace(/\/+$/, '') ?? null;
  const results = format.read(content, { ...options, siteUrl, name });
  return { format: format.name, read: withFaults(withSource(results, options.source), format.name, faults) };
}

/** Yields the items, and at the end the reason why the file could not be read to its end or has no items. */
async function* withFaults(
  results: AsyncIterable<ReadResult>,
  format: string,
  faults: readonly InputFault[],
): AsyncGenerator<ReadResult> {
  const seenIds = new SeenIds();
  let isEmpty = true;
  for await (const result of results) {
    const isConsequence = result.kind === 'skipped' ? result.isFileFault : undividedFormats.has(format);
    if (faults.length > 0 && isConsequence) continue;
    isEmpty = false;
    yield isDuplicate(result, seenIds) ? duplicateItem(result.draft.from, result.draft.key.id) : result;
  }
  const [fault] = faults;
  if (fault !== undefined) yield fileFault('file', fault.reason, fault.detail);
  else if (isEmpty)
    yield fileFault(
      'file',
      'no-items',
      `The file has no items in the format ${format}. Check that it is the right file.`,
    );
}

/**
 * Returns whether an earlier article of the file has the same key. Otherwise the last one would win, and a repeated
 * import would write both again. Versions that are numbered do not have this problem.
 */
function isDuplicate(result: ReadResult, seenIds: SeenIds): result is Extract<ReadResult, { kind: 'draft' }> {
  if (result.kind === 'skipped' || result.draft.sourceVersion != null) return false;
  return seenIds.isDuplicate(JSON.stringify(result.draft.key));
}

/** Replaces the source of articles by that of the options, also in references to articles and people of this source. */
async function* withSource(results: AsyncIterable<ReadResult>, source: string | null): AsyncGenerator<ReadResult> {
  for await (const result of results) {
    if (source === null || result.kind === 'skipped') {
      yield result;
      continue;
    }
    const { draft } = result;
    const original = draft.key.source;
    const replace = <Key extends NaturalKey | null>(key: Key): Key | NaturalKey =>
      key !== null && key.source === original ? keyOf(source, key.id) : key;
    yield {
      kind: 'draft',
      draft: {
        ...draft,
        key: keyOf(source, draft.key.id),
        relatedKeys: draft.relatedKeys.map(replace),
        people: draft.people.map((person) => ({ ...person, key: replace(person.key) })),
      },
    };
  }
}

/** The names of all formats, for messages. */
export const formatNames: string = formats.map(({ name }) => name).join(', ');

/** Returns the limits of a format. */
export const limitsOf = (format: string) => requireFormat(format).limits;

const detectFormat = (head: Buffer, name: string | null): Format | undefined => {
  // The name of a Markdown file counts more than its front matter, which may look like another format.
  if (name !== null && isMarkdown(name)) return requireFormat('markdown');
  return formats.find((one) => one.detects(head, name));
};

/**
 * Detects the format of a file from its first bytes and its name, or else from a media type that only one format has.
 *
 * @returns the name of the format, or undefined if no format matches
 */
export function formatOf(head: Buffer, name: string | null, mediaType: string | undefined): string | undefined {
  const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const byType = formats.filter(({ mediaTypes }) => mediaTypes.includes(type));
  const content = readableHead(head, charsetOf(mediaType));
  const contentName = isGzippedText(head) ? (name?.replace(/\.gz$/i, '') ?? null) : name;
  return (detectFormat(content, contentName) ?? (byType.length === 1 ? byType[0] : undefined))?.name;
}

/** Returns the parameter `charset` of a media type, or null. */
export const charsetOf = (mediaType: string | undefined): string | null =>
  /;\s*charset\s*=\s*(?:"([^"]{1,40})"|([^\s;"]{1,40}))/i
    .exec(mediaType ?? '')
    ?.slice(1)
    .find(Boolean) ?? null;

function requireFormat(name: string): Format {
  const format = formats.find((one) => one.name === name);
  if (format !== undefined) return format;
  throw new UnknownFormatError(`The format "${name}" does not exist. Choose one of: ${formatNames}.`);
}
