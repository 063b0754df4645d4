import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { whole } from '../../fitting/bytes.js';
import { type Skipped, skipped } from '../../fitting/draft.js';
import {
  type ArchiveFile,
  brokenArchive,
  fileOf,
  largestArchive,
  longestFile,
  mostEntries,
  mostTaken,
  sorted,
  tooLarge,
  tooMany,
} from './archive.js';

const utf8Flag = 0x800;

/** A name in UTF-8, which most archives have without saying so, or in an alphabet of one byte. */
function nameOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  const text = fileNameRaw.toString('utf8');
  return text.includes('\ufffd') && (generalPurposeBitFlag & utf8Flag) === 0 ? fileNameRaw.toString('latin1') : text;
}

/** The Markdown files of a .zip in the order of its directory, which is at its end: the archive is held as a whole. */
export async function* zipFiles(bytes: Readable): AsyncGenerator<ArchiveFile | Skipped> {
  const archive = await whole(bytes, largestArchive);
  if (archive === null) {
    yield tooLarge('archive', largestArchive);
    return;
  }
  let entries = 0;
  let taken = 0;
  let zip: ZipFile;
  try {
    // Names are checked here: the reader would give the whole archive up for one.
    zip = await fromBufferPromise(archive, { decodeStrings: false, validateEntrySizes: true });
  } catch {
    yield brokenArchive('archive');
    return;
  }
  const found = zip.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    let entry: Entry;
    try {
      const next = await found.next();
      if (next.done) return;
      entry = next.value;
    } catch {
      yield brokenArchive(`entry ${entries + 1}`);
      return;
    }
    entries += 1;
    if (entries > mostEntries) {
      yield tooMany(`entry ${entries}`);
      return;
    }
    const path = nameOf(entry);
    const verdict = sorted(path);
    if (verdict === 'leave') continue;
    if (verdict !== 'take') {
      yield verdict;
      continue;
    }
    if (entry.isEncrypted()) {
      yield skipped(path, null, 'encrypted', 'The file is encrypted: pack it without a password.');
      continue;
    }
    if (entry.uncompressedSize > longestFile) {
      yield { kind: 'file', path, text: null };
      continue;
    }
    let content: Buffer | null;
    try {
      content = await whole(await zip.openReadStreamPromise(entry), longestFile);
    } catch {
      yield skipped(path, null, 'broken-file', 'The file cannot be unpacked: pack it anew.');
      continue;
    }
    taken += content?.length ?? longestFile;
    if (taken > mostTaken) {
      yield tooLarge(path, mostTaken);
      return;
    }
    yield fileOf(path, content);
  }
}
