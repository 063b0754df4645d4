import { isUtf8 } from 'node:buffer';

const lineFeed = 0x0a;

/** A line without its line break. `text` is null if the line is too long or not valid UTF-8. */
export type Line = {
  number: number;
  text: string | null;
  wrong: 'too-long' | 'not-utf8' | null;
  /** Whether a line break follows. */
  isTerminated: boolean;
};

/**
 * Yields the lines of a UTF-8 text of any size, all lines of one chunk at once, without blank ones. Nothing of a line
 * longer than `maxLineBytes` is kept in memory.
 */
export async function* splitLines(bytes: AsyncIterable<Buffer>, maxLineBytes: number): AsyncGenerator<Line[]> {
  let number = 1;
  let lineChunks: Buffer[] = [];
  let length = 0;

  function lineFrom(last: Buffer, isTerminated = true): Line | undefined {
    length += last.length;
    if (length <= maxLineBytes) lineChunks.push(last);
    const bytes = lineChunks.length === 1 ? last : Buffer.concat(lineChunks);
    const wrong = length > maxLineBytes ? 'too-long' : isUtf8(bytes) ? null : 'not-utf8';
    const text = wrong === null ? bytes.toString('utf8').trim() : null;
    lineChunks = [];
    length = 0;
    const line = { number, text, wrong, isTerminated } as const;
    number += 1;
    return text === '' ? undefined : line;
  }

  for await (const chunk of bytes) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      const line = lineFrom(chunk.subarray(start, end));
      if (line !== undefined) lines.push(line);
      start = end + 1;
    }
    if (start < chunk.length) {
      length += chunk.length - start;
      if (length > maxLineBytes) lineChunks = [];
      else lineChunks.push(chunk.subarray(start));
    }
    if (lines.length > 0) yield lines;
  }
  const line = lineFrom(Buffer.alloc(0), false);
  if (line !== undefined) yield [line];
}
