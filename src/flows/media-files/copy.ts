import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { originalKey } from '../../content/assets/index.js';
import { hashParts } from '../../lib/hash-parts.js';
import type { Session } from '../../platform/db/index.js';
import type { Storage } from '../../platform/storage/index.js';
import { type AssetFile, assetFileStore } from './asset-files.store.js';

/** How many files are copied at the same time, and how many assets are read at once. */
const concurrency = 4;
const batchSize = 200;

/** A file that could not be copied: it is missing in the source, or its bytes have another checksum there. */
type LostFile = { file: AssetFile; key: string; reason: 'missing' | 'damaged' };

export type CopyReport = {
  copiedCount: number;
  copiedBytes: number;
  /** Files that the target had already. */
  presentCount: number;
  /** Files of the target whose bytes had another checksum or size. They were copied again. */
  replacedCount: number;
  lostFiles: readonly LostFile[];
};

export type CopyOptions = {
  source: Storage;
  target: Storage;
  /** Whether the files that the target has already are read. If not, only their sizes are compared. */
  verify: boolean;
  onProgress(count: number): void;
};

async function checksumOf(storage: Storage, key: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const _ of hashParts(await storage.open(key), digest));
  return digest.digest('hex');
}

async function stateIn(storage: Storage, { checksum, bytes }: AssetFile, verify: boolean) {
  const key = originalKey(checksum);
  const size = await storage.size(key);
  if (size === undefined) return 'missing';
  return size === bytes && (!verify || (await checksumOf(storage, key)) === checksum) ? 'intact' : 'damaged';
}

/** Copies one file, unless the target has it. The target never gets bytes that have another checksum. */
async function copyFile(file: AssetFile, { source, target, verify }: CopyOptions) {
  const key = originalKey(file.checksum);
  const state = await stateIn(target, file, verify);
  if (state === 'intact') return 'present';
  if ((await source.size(key)) === undefined) return 'missing';
  const digest = createHash('sha256');
  const localFile = await target.receive(hashParts(await source.open(key), digest));
  try {
    if (digest.digest('hex') !== file.checksum) return 'damaged';
    if (state === 'damaged') await target.remove(key);
    await localFile.store(key);
  } finally {
    await localFile.discard();
  }
  return state === 'damaged' ? 'replaced' : 'copied';
}

/**
 * Copies the uploaded files of all assets from one storage to another and compares their checksums. Renditions are not
 * copied, because they are made again. Can be interrupted and repeated.
 */
export async function copyFiles(database: Session, options: CopyOptions): Promise<CopyReport> {
  const store = assetFileStore(database);
  const limit = pLimit(concurrency);
  const counts = { copied: 0, present: 0, replaced: 0 };
  const lostFiles: LostFile[] = [];
  let copiedBytes = 0;
  let handledCount = 0;

  async function handle(file: AssetFile): Promise<void> {
    const outcome = await copyFile(file, options);
    if (outcome === 'missing' || outcome === 'damaged')
      lostFiles.push({ file, key: originalKey(file.checksum), reason: outcome });
    else counts[outcome] += 1;
    if (outcome === 'copied' || outcome === 'replaced') copiedBytes += file.bytes;
    handledCount += 1;
    options.onProgress(handledCount);
  }

  for (let afterId: string | undefined; ; ) {
    const files = await store.list(afterId, batchSize);
    await Promise.all(files.map((file) => limit(() => handle(file))));
    afterId = files.at(-1)?.id;
    if (afterId === undefined) break;
  }
  // An asset may have been deleted, with its file, since it was listed.
  const usedChecksums = await store.findUsed(lostFiles.map(({ file }) => file.checksum));
  return {
    copiedCount: counts.copied,
    copiedBytes,
    presentCount: counts.present,
    replacedCount: counts.replaced,
    lostFiles: lostFiles.filter(({ file }) => usedChecksums.has(file.checksum)),
  };
}
