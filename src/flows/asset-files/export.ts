import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { AssetService, DeskAsset } from '../../content/assets/index.js';
import { hashParts } from '../../lib/hash-parts.js';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import { isMissingFile } from '../../platform/storage/index.js';
import { entriesOf } from '../directory-files/index.js';
import { entriesPath, FileFault, hasFile, writeFile, writeWhole } from './folder.js';

/** How many files are copied at the same time, and how many assets are read at once. */
const concurrency = 4;
const batchSize = 100;

type ExportReport = {
  /** The number of exported assets. */
  assetCount: number;
  /** The files that were copied, and those that an earlier export had copied. */
  copiedCount: number;
  copiedBytes: number;
  presentCount: number;
  /** Assets whose files could not be copied, with the reasons. Their descriptions were exported. */
  lostFiles: { id: string; filename: string | null; reason: string }[];
};

async function* inBatches<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Passes the parts of a file on. @throws FileFault at the end if they are not the file of the asset */
async function* requireIntact(parts: AsyncIterable<Buffer>, checksum: string): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  yield* hashParts(parts, digest);
  if (digest.digest('hex') !== checksum)
    throw new FileFault('The file in the storage is damaged: it has another checksum.');
}

/**
 * Returns the function that writes all assets to a folder: their descriptions to `assets.ndjson`, the oldest first, and
 * their files to `files`, with their checksums as names. Files that an earlier export has written are kept. The function
 * can be interrupted and repeated.
 */
export function exportAssets(assets: Pick<AssetService, 'list' | 'get' | 'openOriginal'>) {
  /** @throws forbidden without the scope content:read; unavailable if the storage does not respond */
  return async function write(
    actor: Actor,
    folder: string,
    onProgress: (assetCount: number) => void = () => {},
  ): Promise<ExportReport> {
    requireScope(actor, 'content:read');
    const report: ExportReport = { assetCount: 0, copiedCount: 0, copiedBytes: 0, presentCount: 0, lostFiles: [] };
    const limit = pLimit(concurrency);

    /** Copies the file of an asset. Returns whether the asset still exists. */
    async function copyFile({ id, filename, checksum, bytes }: DeskAsset): Promise<boolean> {
      if (await hasFile(folder, { checksum, bytes })) {
        report.presentCount += 1;
        return true;
      }
      try {
        const { open } = await assets.openOriginal(id);
        await writeFile(folder, checksum, requireIntact(await open(), checksum));
        report.copiedCount += 1;
        report.copiedBytes += bytes;
      } catch (error) {
        if (!(error instanceof FileFault || isMissingFile(error))) throw error;
        if (!(await exists(id))) return false;
        report.lostFiles.push({ id, filename, reason: error.message });
      }
      return true;
    }

    /** An asset may be deleted, with its file, while the export runs. */
    async function exists(id: string): Promise<boolean> {
      try {
        await assets.get(id, ['id'], 'desk');
        return true;
      } catch (error) {
        if (error instanceof Problem && error.definition === problems.notFound) return false;
        throw error;
      }
    }

    async function* lines(): AsyncGenerator<string> {
      const all = entriesOf<DeskAsset>((query) => assets.list({ ...query, sort: 'createdAt' }, 'desk'));
      for await (const batch of inBatches(all)) {
        const areKept = await Promise.all(batch.map((asset) => limit(() => copyFile(asset))));
        const keptAssets = batch.filter((_, index) => areKept[index]);
        report.assetCount += keptAssets.length;
        onProgress(report.assetCount);
        yield keptAssets.map((asset) => `${JSON.stringify(asset)}\n`).join('');
      }
    }

    await writeWhole(entriesPath(folder), lines());
    return report;
  };
}
