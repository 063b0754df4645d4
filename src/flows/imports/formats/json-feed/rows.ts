import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { depthOfJson } from '../../../../lib/json-depth.js';
import { failItem, type SkippedItem } from '../../normalisation/draft.js';
import { jsonPointer } from '../../normalisation/fields.js';
import { parseJson } from '../../normalisation/json-items.js';
import { splitJsonValues } from '../../normalisation/json-values.js';
import { findLoneSurrogate, loneSurrogateDetail } from '../../normalisation/surrogates.js';

/** The maximum size of a document, which is parsed as a whole. Bytes. */
export const maxDocumentBytes = 256 * 2 ** 20;

/** The maximum size of one item in a damaged document. Bytes. */
const maxItemBytes = 16 * 2 ** 20;

/** Characters that are processed before other work may run. */
const chunkCharacters = 256 * 1024;

/** The maximum nesting depth of a document. Rich text is in strings, so it does not count. */
const maxDepth = 64;

/** Parses a document. Returns its value, or the reason why it cannot be parsed. */
export function documentOf(text: string): { value: unknown } | { brokenReason: 'not-json' | 'too-deep' } {
  if (depthOfJson(text) > maxDepth) return { brokenReason: 'too-deep' };
  const item = parseJson(text, 'file');
  return item.kind === 'skipped' ? { brokenReason: 'not-json' } : { value: item.value };
}

/** Returns the place at which a JSON text is broken or ends too early: `line 3, character 12`. */
export function placeOfJsonFault(text: string): string {
  let position = text.length;
  try {
    JSON.parse(text);
  } catch (error) {
    position = Number(/ position (\d+)/.exec((error as Error).message)?.[1] ?? position);
  }
  const lineStart = text.lastIndexOf('\n', position - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  return `line ${line}, character ${position - lineStart + 1}`;
}

/**
 * Returns the complete items of the first array with this name in a damaged JSON text. The search for the quoted name
 * cannot match inside a string, because the quotes would be escaped there.
 */
export async function rowsIn(text: string, name: string): Promise<unknown[]> {
  const begin = new RegExp(`"${name}"\\s*:\\s*\\[`).exec(text);
  if (begin === null) return [];
  const from = begin.index + begin[0].length - 1;
  const rows: unknown[] = [];
  const chunks = (async function* () {
    for (let at = from; at < text.length; at += chunkCharacters) {
      yield Buffer.from(text.slice(at, at + chunkCharacters));
      await yieldToEventLoop();
    }
  })();
  for await (const piece of splitJsonValues(chunks, { maxItemBytes, maxDocumentBytes: maxItemBytes })) {
    if (piece.kind === 'broken') break;
    if (piece.kind === 'too-long') continue;
    const json = piece.bytes.toString('utf8');
    const item = depthOfJson(json) > maxDepth ? undefined : parseJson(json, '');
    if (item?.kind === 'item') rows.push(item.value);
  }
  return rows;
}

/** Returns the failed item for a row with half a surrogate pair, or null. */
export function loneSurrogateFault(row: unknown, from: string, pointer: string): SkippedItem | null {
  const path = findLoneSurrogate(row);
  return path === null
    ? null
    : failItem(from, `${pointer}${jsonPointer(path)}`, 'lone-surrogate', loneSurrogateDetail(path));
}
