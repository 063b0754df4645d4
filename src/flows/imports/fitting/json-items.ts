import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { depthOfJson } from '../../../lib/json-depth.js';
import { utf8 } from './bytes.js';
import { type Skipped, skipped } from './draft.js';
import { type Line, linesOf } from './lines.js';
import { valuesOf } from './values.js';

/** Bytes of a line, of an item of an array, and of a document that is one object. */
export const longestLine = 4 * 2 ** 20;
const longestItem = 16 * 2 ** 20;
const longestDocument = 256 * 2 ** 20;

/** How deep an item may nest: far more than news does, and few enough for any stack. */
const maxDepth = 64;

/** A value of a file, and where it stands: `line 12`, `item 3, line 120`. */
export type Item = { kind: 'item'; from: string; value: unknown } | Skipped;

/** The value of a JSON text that may be anything, and as deep as anybody likes: the parser does not recurse. */
export function parsed(text: string, from: string): Item {
  try {
    return { kind: 'item', from, value: JSON.parse(text) };
  } catch {
    // What the parser says repeats the text, which may be long or somebody's secret.
    return skipped(from, '', 'not-json', 'The text is not JSON: mend it, or leave it out.');
  }
}

/** The value of a JSON text that may be anything, for those who walk down into it. */
const itemOf = (text: string, from: string): Item =>
  depthOfJson(text) > maxDepth
    ? skipped(from, '', 'too-deep', `The JSON nests deeper than ${maxDepth} levels, which no story does.`)
    : parsed(text, from);

const notUtf8 = (from: string): Skipped =>
  skipped(from, '', 'not-utf8', 'It is not in UTF-8: save the file anew in that encoding.');

/** A line that is no text. */
export const unreadable = (from: string, wrong: Line['wrong']): Skipped =>
  wrong === 'not-utf8'
    ? notUtf8(from)
    : skipped(from, '', 'too-long', `The line has more than ${longestLine / 2 ** 20} MiB.`);

/**
 * The values of a JSON file: the items of an array, one object, several after each other, or one a line. What is broken
 * costs one item; where the end is missing, what came before it is there.
 */
export async function* jsonItems(bytes: Readable, name: string | null): AsyncGenerator<Item> {
  const { lines, chunks } = await peeked(utf8(bytes), name);
  if (lines) {
    for await (const batch of linesOf(chunks, longestLine))
      for (const { number, text, wrong } of batch)
        yield text === null ? unreadable(`line ${number}`, wrong) : itemOf(text, `line ${number}`);
    return;
  }
  let count = 0;
  for await (const piece of valuesOf(chunks, { inArray: longestItem, alone: longestDocument })) {
    count += 1;
    const from = `item ${count}, line ${piece.line}`;
    if (piece.kind === 'value') yield isUtf8(piece.bytes) ? itemOf(piece.bytes.toString('utf8'), from) : notUtf8(from);
    else if (piece.kind === 'too-long')
      yield skipped(from, '', 'too-long', `It has more than ${piece.limit / 2 ** 20} MiB.`);
    else yield skipped(from, '', 'broken-file', 'The file is broken or ends here. What came before it has been read.');
  }
}

/** Whether each line is a value by itself, as the name of the file or its first line says. */
async function peeked(
  chunks: AsyncGenerator<Buffer>,
  name: string | null,
): Promise<{ lines: boolean; chunks: AsyncGenerator<Buffer> }> {
  if (name !== null && /\.(?:ndjson|jsonl)$/i.test(name)) return { lines: true, chunks };
  const head: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { value, done } = await chunks.next();
    if (done) break;
    head.push(value);
    length += value.length;
    // Only the newest chunk is looked at while there is no line break, lest long lines be read again and again.
    if (length > longestLine || (value.includes(0x0a) && /\S[^\n]*\n/.test(Buffer.concat(head).toString('latin1'))))
      break;
  }
  return { lines: isObject(firstLine(Buffer.concat(head))), chunks: following(head, chunks) };
}

const firstLine = (head: Buffer): string =>
  head.length > longestLine ? '' : (/^\s*(\S[^\n]*)/.exec(head.toString('utf8'))?.[1] ?? '').trim();

function isObject(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}') && itemOf(line, '').kind === 'item';
}

async function* following(head: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* head;
  yield* rest;
}
