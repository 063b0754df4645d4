import { isUtf8 } from 'node:buffer';

/** Returns how many bytes at the end of a text belong to a character that continues after it. */
export function incompleteTail(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text[text.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

const isValidStart = (text: Buffer): boolean => isUtf8(text.subarray(0, text.length - incompleteTail(text)));

/** Returns the number of bytes before the first invalid character of a text that is not valid UTF-8. */
function lengthOfValidStart(text: Buffer): number {
  let [valid, invalid] = [0, text.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValidStart(text.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid - incompleteTail(text.subarray(0, valid));
}

/** Creates a check that a text is valid UTF-8. It is called with the parts of the text, which may be split anywhere. */
export function createUtf8Check() {
  /** The start of a character that continues in the next part. */
  let tail: Buffer = Buffer.alloc(0);
  let length = 0;
  return {
    /**
     * Checks the next part.
     *
     * @returns undefined if it is valid, or else the number of its bytes before the first invalid character, which is
     *   negative if that character began in an earlier part
     */
    add(part: Buffer): number | undefined {
      const text = tail.length === 0 ? part : Buffer.concat([tail, part]);
      if (isValidStart(text)) {
        const rest = incompleteTail(text);
        length += text.length - rest;
        tail = Buffer.from(text.subarray(text.length - rest));
        return undefined;
      }
      const validBytes = lengthOfValidStart(text);
      length += validBytes;
      return validBytes - tail.length;
    },
    /** Returns the number of bytes of all complete and valid characters so far. */
    validLength: (): number => length,
    /** Returns whether the text does not end within a character. */
    isComplete: (): boolean => tail.length === 0,
  };
}
