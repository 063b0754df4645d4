import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { depthOfJson } from '../../../lib/json-depth.js';
import { toUtf8 } from './bytes.js';
import { failItem, fileFault, type SkippedItem } from './draft.js';
import { jsonPointer } from './fields.js';
import { splitJsonValues } from './json-values.js';
import { type Line, splitLines } from './lines.js';
import { findLoneSurrogate, loneSurrogateDetail, mayHaveLoneSurrogate } from './surrogates.js';

/** The maximum size of a line, of an item of an array, and of a document that is one object. Bytes. */
export const maxLineBytes = 4 * 2 ** 20;
const maxItemBytes = 16 * 2 ** 20;
const maxDocumentBytes = 256 * 2 ** 20;

/** The maximum nesting depth of an item: more than any article has, and safe for recursive code. */
const maxDepth = 64;

/** A value of a file and its place: `line 12`, `item 3, line 120`. */
export type JsonItem = { kind: 'item'; from: string; value: unknown } | SkippedItem;

/** Parses a JSON text of any depth. Never throws. */
export function parseJson(text: string, from: string): JsonItem {
  try {
    return { kind: 'item', from, value: JSON.parse(text) };
  } catch {
    // The message of the parser is not used, because it quotes the text, which may be long or confidential.
    return failItem(from, '', 'not-json', 'The text is not valid JSON. Correct it or remove it.');
  }
}

/** Parses the JSON text of an item. An item that is nested too deeply or contains half a surrogate pair fails. */
export function parseJsonItem(text: string, from: string): JsonItem {
  if (depthOfJson(text) > maxDepth)
    return failItem(from, '', 'too-deep', `The JSON is nested deeper than ${maxDepth} levels.`);
  const item = parseJson(text, from);
  const path = item.kind === 'item' && mayHaveLoneSurrogate(text) ? findLoneSurrogate(item.value) : null;
  return path === null ? item : failItem(from, jsonPointer(path), 'lone-surrogate', loneSurrogateDetail(path));
}

const notUtf8 = (from: string): SkippedItem =>
  failItem(from, '', 'not-utf8', 'The text is not valid UTF-8. Save the file in UTF-8 and import it again.');

/** Returns the skipped item for a line that cannot be read. */
export const skipUnreadableLine = (from: string, wrong: Line['wrong']): SkippedItem =>
  wrong === 'not-utf8'
    ? notUtf8(from)
    : failItem(from, '', 'too-long', `The line is longer than ${maxLineBytes / 2 ** 20} MiB. Split or shorten it.`);

/** Returns the item of a line, or the fault of a file that ends in the middle of its last line. */
export const lastLineFault = ({ number, isTerminated }: Line, item: JsonItem): JsonItem =>
  item.kind === 'skipped' && item.reason === 'not-json' && !isTerminated
    ? fileFault(
        `line ${number}`,
        'broken-file',
        `The last line, line ${number}, is not valid JSON. If the file was cut off, download or export it again.`,
      )
    : item;

/**
 * Yields the values of a JSON file: the items of an array, a single object, several objects in a row, or one value per
 * line. A broken value costs only itself. If the end of the file is missing, all complete values before it are yielded.
 */
export async function* readJsonItems(bytes: Readable, name: string | null): AsyncGenerator<JsonItem> {
  const { isLineDelimited, chunks } = await detectLineFormat(toUtf8(bytes), name);
  if (isLineDelimited) {
    for await (const batch of splitLines(chunks, maxLineBytes))
      for (const line of batch)
        yield line.text === null
          ? skipUnreadableLine(`line ${line.number}`, line.wrong)
          : lastLineFault(line, parseJsonItem(line.text, `line ${line.number}`));
    return;
  }
  let count = 0;
  for await (const piece of splitJsonValues(chunks, { maxItemBytes, maxDocumentBytes })) {
    count += 1;
    const from = `item ${count}, line ${piece.line}`;
    if (piece.kind === 'value') {
      const item = isUtf8(piece.bytes) ? parseJsonItem(piece.bytes.toString('utf8'), from) : notUtf8(from);
      // What begins without a bracket is no item that is broken, but another kind of text.
      const isOtherText =
        item.kind === 'skipped' &&
        item.reason === 'not-json' &&
        !/^\s*[[{]/.test(piece.bytes.toString('latin1', 0, 100));
      yield isOtherText ? fileFault(from, 'not-json', 'The file is not JSON from here on.') : item;
    } else if (piece.kind === 'too-long')
      yield failItem(from, '', 'too-long', `The item is larger than ${piece.limit / 2 ** 20} MiB. Shorten it.`);
    else
      yield fileFault(
        from,
        'broken-file',
        `The file is damaged or ends too early at line ${piece.line}, byte ${piece.offset}. Only the items before this place were read.`,
      );
  }
}

/** Detects, by the name of the file or its first line, whether each line is a value. */
async function detectLineFormat(
  chunks: AsyncGenerator<Buffer>,
  name: string | null,
): Promise<{ isLineDelimited: boolean; chunks: AsyncGenerator<Buffer> }> {
  if (name !== null && /\.(?:ndjson|jsonl)$/i.test(name)) return { isLineDelimited: true, chunks };
  const head: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { value, done: isDone } = await chunks.next();
    if (isDone) break;
    head.push(value);
    length += value.length;
    // Searches only the newest chunk for a line break, so that long lines are not searched again and again.
    if (length > maxLineBytes || (value.includes(0x0a) && /\S[^\n]*\n/.test(Buffer.concat(head).toString('latin1'))))
      break;
  }
  return { isLineDelimited: isObject(firstLine(Buffer.concat(head))), chunks: concatChunks(head, chunks) };
}

const firstLine = (head: Buffer): string =>
  head.length > maxLineBytes ? '' : (/^\s*(\S[^\n]*)/.exec(head.toString('utf8'))?.[1] ?? '').trim();

function isObject(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}') && parseJsonItem(line, '').kind === 'item';
}

async function* concatChunks(head: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* head;
  yield* rest;
}
