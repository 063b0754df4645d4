import { createReadStream } from 'node:fs';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TransferredFile } from '../../content/assets/index.js';

/** How many bytes of a file are read at once. */
const readBytes = 256 * 1024;

/** A file cannot be used. The message says why. */
export class FileFault extends Error {}

const isMissing = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '');

/** The path of the descriptions of all assets. */
export const entriesPath = (folder: string): string => join(folder, 'assets.ndjson');

/** The path of a file, relative to the folder. Its name is its checksum, which has hexadecimal digits only. */
const pathOf = (checksum: string): string => join('files', checksum.slice(0, 2), checksum);

/**
 * Finds a file of an export.
 *
 * @throws FileFault if there is no such file, or a link leads to another place
 */
export async function findFile(folder: string, checksum: string): Promise<TransferredFile> {
  const expectedPath = join(await realpath(folder), pathOf(checksum));
  try {
    if ((await realpath(expectedPath)) !== expectedPath)
      throw new FileFault(`The file ${pathOf(checksum)} is a link. Only files in the folder are imported.`);
    const stats = await stat(expectedPath);
    if (!stats.isFile()) throw new FileFault(`${pathOf(checksum)} is not a file.`);
    const read = () => createReadStream(expectedPath, { highWaterMark: readBytes }) as AsyncIterable<Buffer>;
    return { bytes: stats.size, open: read };
  } catch (error) {
    throw isMissing(error) ? new FileFault(`The file ${pathOf(checksum)} is missing.`) : error;
  }
}

/** Returns whether an export has written a file before. Files get their names when they are complete. */
export async function hasFile(folder: string, { checksum, bytes }: { checksum: string; bytes: number }) {
  try {
    return (await stat(join(folder, pathOf(checksum)))).size === bytes;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Writes a file of an export. If reading the parts fails, nothing is left. */
export const writeFile = (folder: string, checksum: string, parts: AsyncIterable<Buffer>): Promise<void> =>
  writeWhole(join(folder, pathOf(checksum)), parts);

/** Writes a file that gets its name when it is complete and on the disk. */
export async function writeWhole(path: string, parts: AsyncIterable<Buffer | string>): Promise<void> {
  const incompletePath = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(incompletePath, 'w');
  try {
    for await (const part of parts) await file.appendFile(part);
    await file.sync();
  } catch (error) {
    await rm(incompletePath, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(incompletePath, path);
}
