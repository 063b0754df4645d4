import { TextDecoder } from 'node:util';
import { guessEncoding } from './encoding-guess.js';
import { createUtf8Check, incompleteTail } from './utf8-check.js';

/** The place at which a text is not valid in its encoding. */
export type EncodingFault = {
  /** The number of bytes before the place. */
  offset: number;
  /** A text for people that names the place and the encoding that the text seems to have. */
  detail: string;
};

/** Bytes that are searched for the declaration of the encoding. */
const declarationBytes = 1024;

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf]);

export const hasUtf8Mark = (head: Buffer): boolean => head.subarray(0, 3).equals(utf8Mark);

type Encoding = {
  /** A name that TextDecoder knows. */
  name: string;
  /** Where the name comes from. Without any statement, a text is in UTF-8. */
  statedBy: 'mark' | 'charset' | 'declaration' | 'zeros' | null;
  /** A stated encoding that is not supported. */
  unknownName: string | null;
};

const nameOf = (label: string): string | null => {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
};

/**
 * Returns the encoding of a text: that of its byte order mark, or else the `charset` of its media type, the XML
 * declaration, or UTF-16 if every other byte at its start is zero. This is the order of RFC 7303.
 */
export function encodingOf(head: Buffer, charset: string | null): Encoding {
  const toEncoding = (name: string, statedBy: Encoding['statedBy']): Encoding => ({
    name,
    statedBy,
    unknownName: null,
  });
  if (hasUtf8Mark(head)) return toEncoding('utf-8', 'mark');
  if (head[0] === 0xff && head[1] === 0xfe) return toEncoding('utf-16le', 'mark');
  if (head[0] === 0xfe && head[1] === 0xff) return toEncoding('utf-16be', 'mark');
  const charsetName = charset === null ? null : nameOf(charset);
  if (charsetName !== null) return toEncoding(charsetName, 'charset');
  if (head.length > 3 && head[0] !== 0 && head[1] === 0 && head[3] === 0) return toEncoding('utf-16le', 'zeros');
  if (head.length > 3 && head[0] === 0 && head[1] !== 0 && head[2] === 0) return toEncoding('utf-16be', 'zeros');
  const label = /^\W*<\?xml[^>]{0,100}\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
    head.toString('latin1', 0, declarationBytes),
  )?.[1];
  const declaredName = label === undefined ? null : nameOf(label);
  // A declaration that could be read is not in UTF-16, so a declaration of UTF-16 is wrong.
  if (declaredName !== null && !declaredName.startsWith('utf-16')) return toEncoding(declaredName, 'declaration');
  return { name: 'utf-8', statedBy: null, unknownName: declaredName === null ? (charset ?? label ?? null) : null };
}

/** Returns the start of a text in UTF-8. Invalid bytes become replacement characters. */
export function decodeHead(head: Buffer, charset: string | null): Buffer {
  const { name } = encodingOf(head, charset);
  return name === 'utf-8' ? head : Buffer.from(`\ufeff${new TextDecoder(name).decode(head, { stream: true })}`);
}

function describeFault(offset: number, sample: Buffer, { name, statedBy, unknownName }: Encoding): string {
  const place = `at byte ${offset}`;
  if (name !== 'utf-8') return `The file is not valid ${name} ${place}, although it states this encoding.`;
  const guess = guessEncoding(sample);
  const seems = guess === null ? '' : ` It looks like ${guess}.`;
  const claim =
    unknownName !== null
      ? `, and the encoding "${unknownName}" that it states is not supported`
      : statedBy === null
        ? ', and it states no other encoding'
        : ', although it states this encoding';
  return `The file is not valid UTF-8 ${place}${claim}.${seems} Save it in UTF-8, or state its encoding in the XML declaration or in the charset of Content-Type.`;
}

/** Bytes after a fault that are searched for the encoding that the text seems to have. */
const sampleBytes = 16 * 1024;

/**
 * Yields a text in UTF-8. A text in another encoding is converted and begins with a byte order mark, which then counts
 * more than its declaration. At the first invalid byte, the text ends and `onFault` is called.
 */
export async function* toValidUtf8(
  bytes: AsyncIterable<Buffer>,
  encoding: Encoding,
  onFault: (fault: EncodingFault) => void,
): AsyncGenerator<Buffer> {
  if (encoding.name === 'utf-8') yield* validUtf8(bytes, encoding, onFault);
  else yield* convertToUtf8(bytes, encoding, onFault);
}

async function* validUtf8(
  bytes: AsyncIterable<Buffer>,
  encoding: Encoding,
  onFault: (fault: EncodingFault) => void,
): AsyncGenerator<Buffer> {
  const check = createUtf8Check();
  for await (const part of bytes) {
    const validBytes = check.add(part);
    if (validBytes === undefined) {
      yield part;
      continue;
    }
    if (validBytes > 0) yield part.subarray(0, validBytes);
    const offset = check.validLength();
    onFault({ offset, detail: describeFault(offset, part.subarray(Math.max(0, validBytes)), encoding) });
    return;
  }
  if (check.isComplete()) return;
  const offset = check.validLength();
  onFault({ offset, detail: describeFault(offset, Buffer.alloc(0), encoding) });
}

async function* convertToUtf8(
  bytes: AsyncIterable<Buffer>,
  encoding: Encoding,
  onFault: (fault: EncodingFault) => void,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding.name, { fatal: true });
  let offset = 0;
  const decode = (part: Buffer | undefined): Buffer | undefined => {
    try {
      return Buffer.from(part === undefined ? decoder.decode() : decoder.decode(part, { stream: true }));
    } catch {
      return undefined;
    }
  };
  yield utf8Mark;
  for await (const part of bytes) {
    // Small slices, so that the offset of a fault is nearly exact and little valid text before it is lost.
    for (let at = 0; at < part.length; at += sliceBytes) {
      const slice = part.subarray(at, at + sliceBytes);
      const text = decode(slice);
      if (text === undefined) {
        const faultOffset = offset + firstInvalid(slice, encoding.name);
        onFault({ offset: faultOffset, detail: describeFault(faultOffset, slice, encoding) });
        return;
      }
      offset += slice.length;
      if (text.length > 0) yield text;
    }
  }
  if (decode(undefined) === undefined) onFault({ offset, detail: describeFault(offset, Buffer.alloc(0), encoding) });
}

const sliceBytes = 8 * 1024;

/** Returns the number of bytes at the start of a part that are valid. */
function firstInvalid(part: Buffer, name: string): number {
  for (let length = 1; length <= part.length; length += 1)
    try {
      new TextDecoder(name, { fatal: true }).decode(part.subarray(0, length), { stream: true });
    } catch {
      return length - 1;
    }
  return 0;
}

/** Returns the encoding fault of a text that must be in UTF-8, or undefined if it is valid. */
export function findUtf8Fault(text: Buffer): EncodingFault | undefined {
  const check = createUtf8Check();
  const validBytes = check.add(text);
  if (validBytes === undefined && check.isComplete()) return undefined;
  const offset = check.validLength();
  const sample = text.subarray(offset - incompleteTail(text.subarray(0, offset)), offset + sampleBytes);
  return {
    offset,
    detail: describeFault(offset, sample, { name: 'utf-8', statedBy: null, unknownName: null }),
  };
}

/** A text is not valid in its encoding. The message names the place. */
export class EncodingError extends Error {}

/** Decodes a whole text by its byte order mark, or else as UTF-8. @throws EncodingError for invalid bytes */
export function decodeText(text: Buffer): string {
  const { name } = encodingOf(text, null);
  const fault = name === 'utf-8' ? findUtf8Fault(text) : undefined;
  if (fault !== undefined) throw new EncodingError(fault.detail);
  return new TextDecoder(name).decode(text);
}
