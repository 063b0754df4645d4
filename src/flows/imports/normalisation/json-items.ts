import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { depthOfJson } from '../../../lib/json-depth.js';
import { toUtf8 } from './bytes.js';
import { type SkippedItem, skipItem } from './draft.js';
import { splitJsonValues } from './json-values.js';
import { type Line, splitLines } from './lines.js';

/** Bytes of a line, of an item of an array, and of a document that is one object. */
export const maxLineBytes = 4 * 2 ** 20;
const maxItemBytes = 16 * 2 ** 20;
const maxDocumentBytes = 256 * 2 ** 20;

/** How deep an item may nest: far more than news does, and few enough for any stack. */
const maxDepth = 64;

/** A value of a file, and where it stands: `line 12`, `item 3, line 120`. */
export type JsonItem = { kind: 'item'; from: string; value: unknown } | SkippedItem;

/** The value of a JSON text that may be anything, and as deep as anybody likes: the parser does not recurse. */
export function parseJson(text: string, from: string): JsonItem {
  try {
    return { kind: 'item', from, value: JSON.parse(text) };
  } catch {
    // What the parser says repeats the text, which may be long or somebody's secret.
    return skipItem(from, '', 'not-json', 'The text is not JSON: mend it, or leave it out.');
  }
}

/** The value of a JSON text that may be anything, for those who walk down into it. */
const parseBoundedJson = (text: string, from: string): JsonItem =>
  depthOfJson(text) > maxDepth
    ? skipItem(from, '', 'too-deep', `The JSON nests deeper than ${maxDepth} levels, which no story does.`)
    : parseJson(text, from);

const notUtf8 = (from: string): SkippedItem =>
  skipItem(from, '', 'not-utf8', 'It is not in UTF-8: save the file anew in that encoding.');

/** A line that is no text. */
export const skipUnreadableLine = (from: string, wrong: Line['wrong']): SkippedItem =>
  wrong === 'not-utf8'
    ? notUtf8(from)
    : skipItem(from, '', 'too-long', `The line has more than ${maxLineBytes / 2 ** 20} MiB.`);

/**
 * The values of a JSON file: the items of an array, one object, several after each other, or one a line. What is broken
 * costs one item; where the end is missing, what came before it is there.
 */
export async function* readJsonItems(bytes: Readable, name: string | null): AsyncGenerator<JsonItem> {
  const { isLineDelimited, chunks } = await detectLineFormat(toUtf8(bytes), name);
  if (isLineDelimited) {
    for await (const batch of splitLines(chunks, maxLineBytes))
      for (const { number, text, wrong } of batch)
        yield text === null ? skipUnreadableLine(`line ${number}`, wrong) : parseBoundedJson(text, `line ${number}`);
    return;
  }
  let count = 0;
  for await (const piece of splitJsonValues(chunks, { maxItemBytes, maxDocumentBytes })) {
    count += 1;
    const from = `item ${count}, line ${piece.line}`;
    if (piece.kind === 'value')
      yield isUtf8(piece.bytes) ? parseBoundedJson(piece.bytes.toString('utf8'), from) : notUtf8(from);
    else if (piece.kind === 'too-long')
      yield skipItem(from, '', 'too-long', `It has more than ${piece.limit / 2 ** 20} MiB.`);
    else yield skipItem(from, '', 'broken-file', 'The file is broken or ends here. What came before it has been read.');
  }
}

/** Whether each line is a value by itself, as the name of the file or its first line says. */
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
    // Only the newest chunk is looked at while there is no line break, lest long lines be read again and again.
    if (length > maxLineBytes || (value.includes(0x0a) && /\S[^\n]*\n/.test(Buffer.concat(head).toString('latin1'))))
      break;
  }
  return { isLineDelimited: isObject(firstLine(Buffer.concat(head))), chunks: concatChunks(head, chunks) };
}

const firstLine = (head: Buffer): string =>
  head.length > maxLineBytes ? '' : (/^\s*(\S[^\n]*)/.exec(head.toString('utf8'))?.[1] ?? '').trim();

function isObject(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}') && parseBoundedJson(line, '').kind === 'item';
}

async function* concatChunks(head: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* head;
  yield* rest;
}
