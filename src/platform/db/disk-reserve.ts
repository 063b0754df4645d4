import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The size of the reserve in bytes. Two segments of the write-ahead log suffice to commit running work and for the
 * checkpoint of a shutdown.
 */
const reserveBytes = 32 * 1024 * 1024;

/** How long a measurement of the free space is valid, in milliseconds. */
const checkIntervalMs = 200;

const blockBytes = 1024 * 1024;

/** The disk space that the embedded database reserves, and whether there is enough space to write. */
export type DiskReserve = {
  /** Measures the free space, at most five times a second. @returns whether writes must be refused */
  isFull(): Promise<boolean>;
  /** Frees the reserve for a write that found no space. @returns false if it was already freed */
  release(): boolean;
  /** Makes the next `isFull` measure immediately. */
  forceCheck(): void;
};

/**
 * Keeps a file in `dataDir` that is deleted when a write that must not fail finds no space, because PostgreSQL ends if
 * it cannot write its log. The file is created again when there is enough space.
 *
 * @param minFreeBytes the free space below which `isFull` returns true; 0 disables the check and the reserve
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

/** Writes a file of random bytes, so that its blocks are really allocated, without holes or compression. */
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
