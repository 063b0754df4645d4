import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { depthOfJson } from '../../../../lib/json-depth.js';
import { parseJson } from '../../normalisation/json-items.js';
import { splitJsonValues } from '../../normalisation/json-values.js';

/** Bytes of a document, which is parsed as one. */
export const maxDocumentBytes = 256 * 2 ** 20;

/** Bytes of one item in a document that is broken. */
const maxItemBytes = 16 * 2 ** 20;

/** Characters that are cut into items before other requests have their turn. */
const chunkCharacters = 256 * 1024;

/** How deep a document may nest. What editors keep of a text is in strings. */
const maxDepth = 64;

/** A document as the value that it is; where it is broken, why. */
export function documentOf(text: string): { value: unknown } | { brokenReason: 'not-json' | 'too-deep' } {
  if (depthOfJson(text) > maxDepth) return { brokenReason: 'too-deep' };
  const item = parseJson(text, 'file');
  return item.kind === 'skipped' ? { brokenReason: 'not-json' } : { value: item.value };
}

/**
 * The items of the first array of a name in a JSON text that is broken somewhere, as far as they are whole. A quoted name
 * cannot stand in a string: its quotes would have backslashes there.
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
