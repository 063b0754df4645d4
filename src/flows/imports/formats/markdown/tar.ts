import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { readAllBytes } from '../../normalisation/bytes.js';
import type { SkippedItem } from '../../normalisation/draft.js';
import {
  type ArchiveFile,
  brokenArchive,
  classifyEntry,
  fileOf,
  maxEntries,
  maxExtractedBytes,
  maxFileBytes,
  maxStreamedBytes,
  tooLarge,
  tooManyEntries,
} from './archive.js';

class TooLarge extends Error {}

/** Limits the decompressed bytes of an archive, so that a small file cannot expand without bounds. */
async function* limitBytes(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > maxStreamedBytes) throw new TooLarge();
    yield chunk;
  }
}

/** Yields the Markdown files of a .tar or .tar.gz. Keeps one file at a time in memory. */
export async function* tarFiles(bytes: Readable, isGzipped: boolean): AsyncGenerator<ArchiveFile | SkippedItem> {
  const extract = tar.extract();
  // Errors of the pipeline are thrown in the loop over `extract`.
  const ignoreError = () => {};
  if (isGzipped) pipeline(bytes, createGunzip(), limitBytes, extract, ignoreError);
  else pipeline(bytes, limitBytes, extract, ignoreError);
  let extractedBytes = 0;
  let entries = 0;
  let path = 'archive';
  try {
    for await (const entry of extract) {
      entries += 1;
      if (entries > maxEntries) {
        yield tooManyEntries(`entry ${entries}`);
        return;
      }
      const verdict =
        entry.header.type === 'file' || entry.header.type === 'contiguous-file'
          ? classifyEntry(entry.header.name)
          : 'leave';
      if (verdict !== 'take') {
        if (verdict !== 'leave') yield verdict;
        entry.resume();
        continue;
      }
      path = entry.header.name.replace(/^(?:\.\/)+/, '');
      const content = (entry.header.size ?? 0) > maxFileBytes ? null : await contentOf(entry);
      if (content === null) entry.resume();
      extractedBytes += content?.length ?? 0;
      if (extractedBytes > maxExtractedBytes) {
        yield tooLarge(path, maxExtractedBytes);
        return;
      }
      yield fileOf(path, content);
    }
  } catch (error) {
    yield error instanceof TooLarge ? tooLarge(`after ${path}`, maxStreamedBytes) : brokenArchive(`after ${path}`);
  } finally {
    bytes.destroy();
    extract.destroy();
  }
}

const contentOf = async (entry: AsyncIterable<unknown>): Promise<Buffer> =>
  (await readAllBytes(entry, maxFileBytes)) ?? Buffer.alloc(0);
