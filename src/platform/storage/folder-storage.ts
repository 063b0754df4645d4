import { randomUUID } from 'node:crypto';
import { copyFile, type FileHandle, link, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { problems } from '../problems/index.js';
import { type ByteRange, type ReceivedFile, requireKey, type Storage } from './storage.js';

/** Bytes that are read at once. */
const readBytes = 256 * 1024;

/** The folder of files that were not received completely. */
const incomplete = 'incomplete';

const isMissing = (error: unknown) => (error as { code?: string }).code === 'ENOENT';

/** Stores files in a folder. Several processes may use the same folder, also on a network file system. */
export function createFolderStorage(folder: string): Storage {
  const pathOf = (key: string) => join(folder, ...requireKey(key).split('/'));

  async function receive(parts: AsyncIterable<Buffer>): Promise<ReceivedFile> {
    const path = join(folder, incomplete, randomUUID());
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    let bytes = 0;
    try {
      for await (const part of parts) {
        await writeAll(file, part);
        bytes += part.length;
      }
      // The file must survive a power failure once the client has the response.
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return {
      bytes,
      path,
      async store(key) {
        const target = pathOf(key);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await linkOrCopy(path, target);
        await syncFolder(dirname(target));
      },
      discard: () => rm(path, { force: true }),
    };
  }

  async function size(key: string): Promise<number | undefined> {
    try {
      return (await stat(pathOf(key))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function* list(prefix: string): AsyncGenerator<{ key: string; bytes: number; changedAt: Date }> {
    const start = join(folder, prefix);
    const entries = await opendir(start, { recursive: true }).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (entries === undefined) return;
    for await (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const status = await stat(path).catch(() => undefined);
      if (status === undefined) continue;
      yield { key: relative(folder, path).split(sep).join('/'), bytes: status.size, changedAt: status.mtime };
    }
  }

  async function openFile(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(pathOf(key)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      throw problems.unavailable('The file is missing in the storage of the newsroom. An operator has to restore it.');
    });
    return file.createReadStream({ ...range, highWaterMark: readBytes });
  }

  async function removeIncomplete(before: Date): Promise<void> {
    for await (const { key, changedAt } of list(incomplete))
      if (changedAt < before) await rm(pathOf(key), { force: true });
  }

  return {
    receive,
    size,
    removeIncomplete,
    open: openFile,
    remove: (key) => rm(pathOf(key), { force: true }),
    list,
  };
}

/** Gives a file a second name. Copies it where the file system has no hard links. */
async function linkOrCopy(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return;
    const copy = `${path}.copy`;
    await copyFile(path, copy);
    await rename(copy, target);
  }
}

async function writeAll(file: FileHandle, part: Buffer): Promise<void> {
  let offset = 0;
  while (offset < part.length) offset += (await file.write(part, offset)).bytesWritten;
}

/** Makes the new name of a file durable. Windows cannot open folders and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
