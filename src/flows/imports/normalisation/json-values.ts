const quoteByte = 0x22;
const backslashByte = 0x5c;
const isOpeningBracket = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
const isClosingBracket = (byte: number): boolean => byte === 0x5d || byte === 0x7d;
const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** A part of a JSON text, with the number of the line where it begins. */
export type JsonPiece =
  | { kind: 'value'; line: number; bytes: Buffer }
  | { kind: 'too-long'; line: number; limit: number }
  | { kind: 'broken'; line: number; offset: number };

/**
 * Splits a JSON text into the items of its array, or into a row of objects, without parsing them: it looks only for
 * brackets and quotes. Keeps one item at a time in memory, and nothing of an item that is too long.
 */
export async function* splitJsonValues(
  chunks: AsyncIterable<Buffer>,
  { maxItemBytes, maxDocumentBytes }: { maxItemBytes: number; maxDocumentBytes: number },
): AsyncGenerator<JsonPiece> {
  /** The depth at which items begin: 1 in an array, else 0. -1 until the first byte is known. */
  let itemDepth = -1;
  let depth = 0;
  let line = 1;
  let isInString = false;
  let isAfterBackslash = false;
  let hasEnded = false;
  let parts: Buffer[] = [];
  let length = 0;
  let itemStartLine = 0;
  /** The number of bytes before the current chunk. */
  let chunkOffset = 0;

  const limit = (): number => (itemDepth === 1 ? maxItemBytes : maxDocumentBytes);
  function append(part: Buffer): void {
    length += part.length;
    if (length > limit()) parts = [];
    else parts.push(part);
  }
  function finish(): JsonPiece {
    const piece: JsonPiece =
      length > limit()
        ? { kind: 'too-long', line: itemStartLine, limit: limit() }
        : { kind: 'value', line: itemStartLine, bytes: Buffer.concat(parts) };
    parts = [];
    length = 0;
    itemStartLine = 0;
    return piece;
  }

  for await (const chunk of chunks) {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === 0x0a) line += 1;
      if (isInString) {
        if (isAfterBackslash) isAfterBackslash = false;
        else if (byte === backslashByte) isAfterBackslash = true;
        else if (byte === quoteByte) isInString = false;
        continue;
      }
      if (isBlank(byte)) continue;
      if (itemDepth === -1) itemDepth = byte === 0x5b ? 1 : 0;
      if (hasEnded) {
        yield { kind: 'broken', line, offset: chunkOffset + at };
        return;
      }
      if (itemStartLine === 0 && depth === itemDepth && byte !== 0x2c && !isClosingBracket(byte)) {
        itemStartLine = line;
        start = at;
      }
      if (byte === quoteByte) isInString = true;
      else if (isOpeningBracket(byte)) depth += 1;
      else if (isClosingBracket(byte)) depth -= 1;
      if (depth < 0) {
        yield { kind: 'broken', line, offset: chunkOffset + at };
        return;
      }
      if (itemStartLine > 0 && itemDepth === 1 && (depth < 1 || (depth === 1 && byte === 0x2c))) {
        append(chunk.subarray(start, at));
        yield finish();
      } else if (itemStartLine > 0 && itemDepth === 0 && depth === 0 && isClosingBracket(byte)) {
        append(chunk.subarray(start, at + 1));
        yield finish();
      }
      if (itemDepth === 1 && depth === 0) hasEnded = true;
    }
    if (itemStartLine > 0) append(chunk.subarray(start));
    chunkOffset += chunk.length;
  }
  // A complete value at the end of a text that is not an array, or an unclosed value.
  if (itemStartLine > 0 && itemDepth === 0 && depth === 0 && !isInString) yield finish();
  else if (itemStartLine > 0 || isInString || depth > 0) yield { kind: 'broken', line, offset: chunkOffset };
}
