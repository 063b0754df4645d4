import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Setup } from './fault.js';

const run = promisify(execFile);

/** A separate file system that is small enough to be filled. */
export type SmallDisk = {
  folder: string;
  freeBytes(): Promise<number>;
  /** Occupies space like another program, until this number of bytes is free. */
  fillTo(freeBytes: number): Promise<void>;
  /** Frees the space that `fillTo` has occupied. */
  clear(): Promise<void>;
};

/** Mounts a file system in memory. @returns undefined if this process is not allowed to mount one */
export async function smallDisk(
  { folder: newFolder, atEnd }: Pick<Setup, 'folder' | 'atEnd'>,
  megabytes: number,
): Promise<SmallDisk | undefined> {
  const folder = join(await newFolder(), 'disk');
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  } catch {
    return undefined;
  }
  atEnd(() => run('umount', ['--lazy', folder]));
  const freeBytes = async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
  const filler = join(folder, 'filler');
  return {
    folder,
    freeBytes,
    async fillTo(wanted) {
      const block = Buffer.alloc(256 * 1024);
      const stream = createWriteStream(filler, { flags: 'a' });
      const full = new Promise<void>((resolve) => stream.once('error', () => resolve()));
      while ((await freeBytes()) > wanted && !stream.destroyed) {
        await Promise.race([new Promise((resolve) => stream.write(block, resolve)), full]);
      }
      stream.destroy();
    },
    clear: () => rm(filler, { force: true }),
  };
}
