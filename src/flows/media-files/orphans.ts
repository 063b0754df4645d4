import { checksumOfKey } from '../../content/assets/index.js';
import { inBatches } from '../../lib/in-batches.js';
import type { Session } from '../../platform/db/index.js';
import type { IncompleteFile, Storage, StoredFile } from '../../platform/storage/index.js';
import { assetFileStore } from './asset-files.store.js';

/** How many files are looked up at once. */
const batchSize = 500;

/** A stored file that no asset has. */
type Orphan = StoredFile & { checksum: string };

export type UnusedFiles = {
  orphans: readonly Orphan[];
  incompleteFiles: readonly IncompleteFile[];
  /** Files whose names Broadsheet does not give. They belong to somebody else and are kept. */
  unknownCount: number;
  /** The number of assets, which tells whether the database belongs to the storage. */
  assetCount: number;
};

/**
 * Finds the files that a crash or an interrupted deletion has left.
 *
 * @param before files that changed later are kept: their assets may be about to be stored
 */
export async function findUnusedFiles(database: Session, storage: Storage, before: Date): Promise<UnusedFiles> {
  const store = assetFileStore(database);
  const orphans: Orphan[] = [];
  let unknownCount = 0;
  for (const prefix of ['originals/', 'renditions/']) {
    for await (const batch of inBatches(storage.list(prefix), batchSize)) {
      const files = batch.flatMap((file) => {
        const checksum = checksumOfKey(file.key);
        return checksum === undefined ? [] : [{ ...file, checksum }];
      });
      unknownCount += batch.length - files.length;
      const usedChecksums = await store.findUsed([...new Set(files.map(({ checksum }) => checksum))]);
      orphans.push(...files.filter(({ checksum, changedAt }) => changedAt < before && !usedChecksums.has(checksum)));
    }
  }
  const incompleteFiles: IncompleteFile[] = [];
  for await (const file of storage.listIncomplete(before)) incompleteFiles.push(file);
  return { orphans, incompleteFiles, unknownCount, assetCount: await store.count() };
}
