import { isUtf8 } from 'node:buffer';

/** Returns the offset of the first byte that is not valid UTF-8 (RFC 3629), or undefined if all bytes are valid. */
export function firstInvalidUtf8Byte(bytes: Buffer): number | undefined {
  if (isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  // Decoding replaces each invalid sequence with U+FFFD. A text may also contain this character itself.
  let offset = 0;
  let from = 0;
  for (;;) {
    const at = text.indexOf('\ufffd', from);
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + 3).equals(replacementCharacter)) return offset;
    offset += replacementCharacter.length;
    from = at + 1;
  }
}

const replacementCharacter = Buffer.from('\ufffd');
