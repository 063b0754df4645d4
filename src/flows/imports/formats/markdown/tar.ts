import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { whole } from '../../fitting/bytes.js';
import type { Skipped } from '../../fitting/draft.js';
import {
  type ArchiveFile,
  brokenArchive,
  fileOf,
  longestFile,
  mostEntries,
  mostStreamed,
  mostTaken,
  sorted,
  tooLarge,
  tooMany,
} from './archive.js';

class TooLarge extends Error {}

/** Passes on as many bytes as an archive may have, however small it was when packed. */
async function* bounded(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > mostStreamed) throw new TooLarge();
    yield chunk;
  }
}

/** The Markdown files of a .tar, packed or not, as they stream past: one of them is held at a time. */
export async function* tarFiles(bytes: Readable, packed: boolean): AsyncGenerator<ArchiveFile | Skipped> {
  const extract = tar.extract();
  // Errors come to the loop, as those of `extract`.
  const done = () => {};
  if (packed) pipeline(bytes, createGunzip(), bounded, extract, done);
  else pipeline(bytes, bounded, extract, done);
  let taken = 0;
  let entries = 0;
  let path = 'archive';
  try {
    for await (const entry of extract) {
      entries += 1;
      if (entries > mostEntries) {
        yield tooMany(`entry ${entries}`);
        return;
      }
      const verdict =
        entry.header.type === 'file' || entry.header.type === 'contiguous-file' ? sorted(entry.header.name) : 'leave';
      if (verdict !== 'take') {
        if (verdict !== 'leave') yield verdict;
        entry.resume();
        continue;
      }
      path = entry.header.name.replace(/^(?:\.\/)+/, '');
      const content = (entry.header.size ?? 0) > longestFile ? null : await contentOf(entry);
      if (content === null) entry.resume();
      taken += content?.length ?? 0;
      if (taken > mostTaken) {
        yield tooLarge(path, mostTaken);
        return;
      }
      yield fileOf(path, content);
    }
  } catch (error) {
    yield error instanceof TooLarge ? tooLarge(`after ${path}`, mostStreamed) : brokenArchive(`after ${path}`);
  } finally {
    bytes.destroy();
    extract.destroy();
  }
}

const contentOf = async (entry: AsyncIterable<unknown>): Promise<Buffer> =>
  (await whole(entry, longestFile)) ?? Buffer.alloc(0);
