import { readFile } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing, listFiles, listIncompleteFiles, receiveParts } from './local-files.js';
import { missingFile, requireKey, type Storage } from './storage.js';

/** How many bytes of a large file are read at once. */
const readBytes = 256 * 1024;

/** Reads a small file, faster than the function in `node:fs/promises`. */
const readWhole = promisify<string, Buffer>(readFile);

/** Stores files in a folder. Several processes may use the same folder, also on a network file system. */
export function createFolderStorage(folder: string): Storage {
  const pathOf = (key: string) => join(folder, ...requireKey(key).split('/'));

  return {
    async receive(parts) {
      const localFile = await receiveParts(folder, parts);
      return {
        ...localFile,
        async store(key) {
          const target = pathOf(key);
          await mkdir(dirname(target), { recursive: true, mode: 0o700 });
          await linkOrCopy(localFile.path, target);
          await syncFolder(dirname(target));
        },
      };
    },

    async size(key) {
      try {
        return (await stat(pathOf(key))).size;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async find(key, maxBytes) {
      try {
        const { size: bytes } = await stat(pathOf(key));
        return bytes > maxBytes ? { bytes } : { bytes, content: await readWhole(pathOf(key)) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async open(key, range) {
      const file = await open(pathOf(key)).catch((error: unknown) => {
        throw isMissing(error) ? missingFile() : error;
      });
      const length = range === undefined ? readBytes : range.end - range.start + 1;
      return file.createReadStream({ ...range, highWaterMark: Math.min(readBytes, length) });
    },

    remove: (key) => rm(pathOf(key), { force: true }),
    list: (prefix) => listFiles(folder, prefix),
    listIncomplete: (before) => listIncompleteFiles(folder, before),
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
