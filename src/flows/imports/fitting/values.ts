const quote = 0x22;
const backslash = 0x5c;
const opens = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
const closes = (byte: number): boolean => byte === 0x5d || byte === 0x7d;
const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** A part of a JSON text, with the line that it begins on. */
export type Piece =
  | { kind: 'value'; line: number; bytes: Buffer }
  | { kind: 'too-long'; line: number; limit: number }
  | { kind: 'broken'; line: number };

/**
 * Cuts a JSON text into the items of the array that it is, or into the objects that follow each other, without parsing
 * them: by its brackets and quotes. Holds one of them at a time, and of one that is too long nothing.
 */
export async function* valuesOf(
  chunks: AsyncIterable<Buffer>,
  { inArray, alone }: { inArray: number; alone: number },
): AsyncGenerator<Piece> {
  /** Depth at which an item begins: 1 in an array. */
  let base = -1;
  let depth = 0;
  let line = 1;
  let quoted = false;
  let escaped = false;
  let ended = false;
  let parts: Buffer[] = [];
  let length = 0;
  let begun = 0;

  const limit = (): number => (base === 1 ? inArray : alone);
  function keep(part: Buffer): void {
    length += part.length;
    if (length > limit()) parts = [];
    else parts.push(part);
  }
  function finish(): Piece {
    const piece: Piece =
      length > limit()
        ? { kind: 'too-long', line: begun, limit: limit() }
        : { kind: 'value', line: begun, bytes: Buffer.concat(parts) };
    parts = [];
    length = 0;
    begun = 0;
    return piece;
  }

  for await (const chunk of chunks) {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === 0x0a) line += 1;
      if (quoted) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) quoted = false;
        continue;
      }
      if (isBlank(byte)) continue;
      if (base === -1) base = byte === 0x5b ? 1 : 0;
      if (ended) {
        yield { kind: 'broken', line };
        return;
      }
      if (begun === 0 && depth === base && byte !== 0x2c && !closes(byte)) {
        begun = line;
        start = at;
      }
      if (byte === quote) quoted = true;
      else if (opens(byte)) depth += 1;
      else if (closes(byte)) depth -= 1;
      if (depth < 0) {
        yield { kind: 'broken', line };
        return;
      }
      if (begun > 0 && base === 1 && (depth < 1 || (depth === 1 && byte === 0x2c))) {
        keep(chunk.subarray(start, at));
        yield finish();
      } else if (begun > 0 && base === 0 && depth === 0 && closes(byte)) {
        keep(chunk.subarray(start, at + 1));
        yield finish();
      }
      if (base === 1 && depth === 0) ended = true;
    }
    if (begun > 0) keep(chunk.subarray(start));
  }
  // A bare value at the end of a text that is no array, or something that nobody has closed.
  if (begun > 0 && base === 0 && depth === 0 && !quoted) yield finish();
  else if (begun > 0 || quoted || depth > 0) yield { kind: 'broken', line };
}
