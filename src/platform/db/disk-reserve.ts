import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Two segments of the write-ahead log: enough to commit what is under way and for the checkpoint of a shutdown. Bytes. */
const reserveBytes = 32 * 1024 * 1024;

/** How old a look at the free space may be before it is taken anew. */
const checkIntervalMs = 200;

const blockBytes = 1024 * 1024;

/** Disk space that the embedded database sets aside, and whether there is enough left to write. */
export type DiskReserve = {
  /** Looks at the free space, at most five times a second. @returns whether writes are to be refused */
  isFull(): Promise<boolean>;
  /** Gives the reserve to a write that found no space. @returns false when it had been given away before */
  release(): boolean;
  /** Has the next `isFull` look at once. */
  forceCheck(): void;
};

/**
 * Keeps a file in `dataDir` whose space is set free when a write that must not fail finds none: PostgreSQL ends at once when it
 * cannot write its log. The file is made again when there is space for it.
 *
 * @param minFreeBytes below which `isFull` says so; 0 never looks, and keeps no reserve
 */
export async function diskReserve(dataDir: string, minFreeBytes: number): Promise<DiskReserve> {
  const file = join(dataDir, 'reserve');
  const freeBytes = async () => {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize;
  };
  let isHeld = sizeOf(file) === reserveBytes;
  let isFull = false;
  let lastCheckAtMs = Number.NEGATIVE_INFINITY;

  async function checkFreeSpace(): Promise<boolean> {
    const free = await freeBytes();
    if (!isHeld && free >= minFreeBytes + reserveBytes) isHeld = allocate(file);
    return !isHeld || free < minFreeBytes;
  }

  if (minFreeBytes === 0) {
    rmSync(file, { force: true });
    isHeld = false;
  }

  return {
    async isFull() {
      if (minFreeBytes === 0) return false;
      const now = performance.now();
      if (now - lastCheckAtMs < checkIntervalMs) return isFull;
      lastCheckAtMs = now;
      isFull = await checkFreeSpace();
      return isFull;
    },
    release() {
      lastCheckAtMs = Number.NEGATIVE_INFINITY;
      if (!isHeld) return false;
      isHeld = false;
      rmSync(file, { force: true });
      return true;
    },
    forceCheck() {
      lastCheckAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Writes a file whose blocks are really taken: no holes, and nothing that a file system compresses. */
function allocate(file: string): boolean {
  const block = randomBytes(blockBytes);
  try {
    const handle = openSync(file, 'w', 0o600);
    try {
      for (let at = 0; at < reserveBytes; at += blockBytes) {
        if (writeSync(handle, block) < blockBytes) throw new Error('The disk is full.');
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return true;
  } catch {
    rmSync(file, { force: true });
    return false;
  }
}
