import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type Owner = { pid: number; started: string; nonce: string };

/** Another live process owns the directory. */
export class DirectoryInUse extends Error {
  constructor(directory: string, pid: number) {
    super(
      `The data directory ${directory} is in use by process ${pid}. The embedded database has one owner at a time: ` +
        'stop that process, choose another DATA_DIR, or set DATABASE_URL to use PostgreSQL.',
    );
  }
}

/**
 * Returns the start time of a process, which distinguishes it from a later one with the same pid. Empty if the system
 * does not provide it.
 */
function processStartTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22 of proc(5) is the start time in ticks since boot. The name in field 2 may contain spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(owner: Owner): boolean {
  // In a container, the successor of a killed server has the same pid.
  if (owner.pid === process.pid) return owner.started === processStartTime(process.pid) && ownNonces.has(owner.nonce);
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return owner.started === processStartTime(owner.pid);
}

const ownNonces = new Set<string>();

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/**
 * Locks a directory for this process, and creates it if needed. The lock of a dead process is taken over immediately.
 *
 * @returns a function that releases the lock
 * @throws {DirectoryInUse} if another live process holds the lock
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'lock.json');
  const ownRecord: Owner = { pid: process.pid, started: processStartTime(process.pid), nonce: randomUUID() };
  ownNonces.add(ownRecord.nonce);
  try {
    try {
      await writeFile(file, JSON.stringify(ownRecord), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // An owner writes the file immediately after it opens it. An unreadable file is the result of a crash.
      let owner = await readOwner(file);
      if (owner === undefined) {
        await sleep(100);
        owner = await readOwner(file);
      }
      if (owner !== undefined && isAlive(owner)) throw new DirectoryInUse(directory, owner.pid);
      const claim = `${file}.${ownRecord.nonce}`;
      await writeFile(claim, JSON.stringify(ownRecord));
      await rename(claim, file);
      // If two processes take over the same stale lock, the later rename wins, and the other process notices it here.
      await sleep(50);
    }
    const owner = await readOwner(file);
    if (owner?.nonce !== ownRecord.nonce) throw new DirectoryInUse(directory, owner?.pid ?? 0);
  } catch (error) {
    ownNonces.delete(ownRecord.nonce);
    throw error;
  }
  return async () => {
    ownNonces.delete(ownRecord.nonce);
    await rm(file, { force: true });
  };
}
