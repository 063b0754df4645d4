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
        'stop that process, choose another DATA_DIR, or use PostgreSQL by setting DATABASE_URL.',
    );
  }
}

/** What tells a process from a later one with the same pid; empty where the system does not say. */
function processStartTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22 of proc(5) is the start time in ticks since boot; the name in field 2 may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(owner: Owner): boolean {
  // In a container the pid of a killed server is that of its successor.
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
 * Takes a directory for this process, making it if needed. A lock whose owner is dead is taken over at once.
 *
 * @returns what releases the lock
 * @throws {DirectoryInUse} while another live process holds it
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
      // An owner that has opened the file writes it at once; an unreadable one was cut off by a crash.
      let owner = await readOwner(file);
      if (owner === undefined) {
        await sleep(100);
        owner = await readOwner(file);
      }
      if (owner !== undefined && isAlive(owner)) throw new DirectoryInUse(directory, owner.pid);
      const claim = `${file}.${ownRecord.nonce}`;
      await writeFile(claim, JSON.stringify(ownRecord));
      await rename(claim, file);
      // Two that take over one stale lock: the later rename wins, and the other reads it here.
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
