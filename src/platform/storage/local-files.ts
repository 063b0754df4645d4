import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, opendir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { IncompleteFile, StoredFile } from './storage.js';

/** The folder of files that were not received completely. */
const incomplete = 'incomplete';

export const isMissing = (error: unknown) => (error as { code?: string }).code === 'ENOENT';

/**
 * Writes parts to a new file and flushes it to the disk.
 *
 * @param folder the folder that has the folder of incomplete files
 * @throws what reading the parts throws; then the file is deleted
 */
export async function receiveParts(
  folder: string,
  parts: AsyncIterable<Buffer>,
): Promise<{ bytes: number; path: string; discard(): Promise<void> }> {
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
  return { bytes, path, discard: () => rm(path, { force: true }) };
}

async function writeAll(file: FileHandle, part: Buffer): Promise<void> {
  let offset = 0;
  while (offset < part.length) offset += (await file.write(part, offset)).bytesWritten;
}

/** Lists the files below a prefix, with their paths in the folder as keys. */
export async function* listFiles(folder: string, prefix: string): AsyncGenerator<StoredFile> {
  const entries = await opendir(join(folder, prefix), { recursive: true }).catch((error: unknown) => {
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

/** Lists the files of `receiveParts` that have not grown since a time. */
export async function* listIncompleteFiles(folder: string, before: Date): AsyncGenerator<IncompleteFile> {
  for await (const { key, changedAt } of listFiles(folder, incomplete))
    if (changedAt < before) yield { name: key, changedAt, remove: () => rm(join(folder, key), { force: true }) };
}
