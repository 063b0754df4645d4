import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { readAllBytes } from '../../normalisation/bytes.js';
import { failItem, type SkippedItem } from '../../normalisation/draft.js';
import {
  type ArchiveFile,
  brokenArchive,
  classifyEntry,
  fileOf,
  maxEntries,
  maxExtractedBytes,
  maxFileBytes,
  maxPackedBytes,
  tooLarge,
  tooManyEntries,
} from './archive.js';

const utf8Flag = 0x800;

/** Decodes a name as UTF-8, which most archives use without declaring it, or else as Latin-1. */
function nameOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  const text = fileNameRaw.toString('utf8');
  return text.includes('\ufffd') && (generalPurposeBitFlag & utf8Flag) === 0 ? fileNameRaw.toString('latin1') : text;
}

/** Yields the Markdown files of a .zip. Its directory is at its end, so the whole archive is held in memory. */
export async function* zipFiles(bytes: Readable): AsyncGenerator<ArchiveFile | SkippedItem> {
  const zipBytes = await readAllBytes(bytes, maxPackedBytes);
  if (zipBytes === null) {
    yield tooLarge('archive', maxPackedBytes);
    return;
  }
  let entries = 0;
  let extractedBytes = 0;
  let zip: ZipFile;
  try {
    // Names are validated here, because the library would refuse the whole archive for a single bad name.
    zip = await fromBufferPromise(zipBytes, { decodeStrings: false, validateEntrySizes: true });
  } catch {
    yield brokenArchive('archive');
    return;
  }
  const entryIterator = zip.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    let entry: Entry;
    try {
      const next = await entryIterator.next();
      if (next.done) return;
      entry = next.value;
    } catch {
      yield brokenArchive(`entry ${entries + 1}`);
      return;
    }
    entries += 1;
    if (entries > maxEntries) {
      yield tooManyEntries(`entry ${entries}`);
      return;
    }
    const path = nameOf(entry);
    const verdict = classifyEntry(path);
    if (verdict === 'leave') continue;
    if (verdict !== 'take') {
      yield verdict;
      continue;
    }
    if (entry.isEncrypted()) {
      yield failItem(path, null, 'encrypted', 'The file is encrypted. Pack it without a password.');
      continue;
    }
    if (entry.uncompressedSize > maxFileBytes) {
      yield { kind: 'file', path, text: null };
      continue;
    }
    let content: Buffer | null;
    try {
      content = await readAllBytes(await zip.openReadStreamPromise(entry), maxFileBytes);
    } catch {
      yield failItem(path, null, 'broken-file', 'The file cannot be decompressed. Pack it again.');
      continue;
    }
    extractedBytes += content?.length ?? maxFileBytes;
    if (extractedBytes > maxExtractedBytes) {
      yield tooLarge(path, maxExtractedBytes);
      return;
    }
    yield fileOf(path, content);
  }
}
