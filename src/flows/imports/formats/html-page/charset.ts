import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { findUtf8Fault, hasUtf8Mark } from '../../normalisation/encoding.js';
import { looksWestern } from '../../normalisation/encoding-guess.js';

/** Bytes that are searched for the encoding. The HTML standard says 1,024, but many pages declare it later. */
const declarationBytes = 8_192;

const declarationPatterns = [
  /<meta\s[^<>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i,
  /^[^<]{0,10}<\?xml\s[^<>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})/i,
];

function decoderOf(label: string, fatal = false): TextDecoder | null {
  try {
    return new TextDecoder(label, { fatal });
  } catch {
    return null;
  }
}

/** Returns the encoding that a page declares, or undefined. */
function labelOf(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, declarationBytes).toString('latin1');
  return declarationPatterns.map((form) => form.exec(head)?.[1]).find((candidate) => candidate !== undefined);
}

/** Returns whether a page declares that it is in UTF-8. */
export function declaresUtf8(bytes: Buffer): boolean {
  const label = labelOf(bytes);
  return label !== undefined && decoderOf(label)?.encoding === 'utf-8';
}

/** The number of characters of several bytes with which a text in another encoding is never valid UTF-8 by chance. */
const minLongCharacters = 20;

/** Returns whether a page that declares another encoding was saved again as UTF-8. */
function isSavedAsUtf8(bytes: Buffer, label: string): boolean {
  const decoder = decoderOf(label, true);
  if (decoder === null || decoder.encoding.startsWith('utf-') || !isUtf8(bytes)) return false;
  let count = 0;
  for (const byte of bytes) if (byte >= 0xc0 && ++count >= minLongCharacters) return true;
  return count > 0 && !canDecode(decoder, bytes);
}

function canDecode(decoder: TextDecoder, bytes: Buffer): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Decodes a page by its byte order mark or its declaration, or else as UTF-8, or as Windows-1252 if it is not valid
 * UTF-8. A page that declares another encoding but is clearly UTF-8 is read as UTF-8. `unknownCharset` is a declared
 * encoding that is not supported.
 */
export function pageText(bytes: Buffer): { text: string; unknownCharset: string | null } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), unknownCharset: null };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: new TextDecoder('utf-16be').decode(bytes), unknownCharset: null };
  const statedLabel = labelOf(bytes);
  const label = statedLabel !== undefined && isSavedAsUtf8(bytes, statedLabel) ? 'utf-8' : statedLabel;
  const hasUtf8Mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  // A page whose declaration could be read is not in UTF-16, so the HTML standard ignores such a declaration.
  const declaredDecoder = label === undefined || hasUtf8Mark || /^utf-?16/i.test(label) ? null : decoderOf(label);
  const isUnknown = label !== undefined && !hasUtf8Mark && declaredDecoder === null && !/^utf-?16/i.test(label);
  return {
    text: declaredDecoder?.decode(bytes) ?? decodeUtf8OrWindows1252(bytes),
    unknownCharset: isUnknown ? label : null,
  };
}

/**
 * Returns a text for people if a page is not valid in the encoding that it states, or undefined. A page that states no
 * encoding is valid if it is in UTF-8, or looks like Windows-1252, which browsers assume.
 */
export function encodingFaultOf(bytes: Buffer): string | undefined {
  // A byte order mark counts more than the declaration.
  if (hasUtf8Mark(bytes)) return findUtf8Fault(bytes)?.detail;
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const label = labelOf(bytes);
  const decoder = label === undefined || /^utf-?16/i.test(label) ? null : decoderOf(label, true);
  if (decoder === null)
    return isUtf16 || isUtf8(bytes) || looksWestern(bytes) ? undefined : findUtf8Fault(bytes)?.detail;
  if (canDecode(decoder, bytes) || isSavedAsUtf8(bytes, decoder.encoding)) return undefined;
  return decoder.encoding === 'utf-8'
    ? findUtf8Fault(bytes)?.detail
    : `The page is not valid ${decoder.encoding}, although it declares this encoding.`;
}

function decodeUtf8OrWindows1252(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
