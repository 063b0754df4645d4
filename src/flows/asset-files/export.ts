import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { hashParts } from '../../lib/hash-parts.js';
import { inBatches } from '../../lib/in-batches.js';
import { entriesPath, FileFault, hasFile, writeFile, writeWhole } from './folder.js';
import type { AssetSource, ExportedAsset } from './source.js';

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

/** Passes the parts of a file on. @throws FileFault if they are not the file of the asset */
async function* requireIntact(
  parts: AsyncIterable<Buffer>,
  { checksum, bytes }: Pick<ExportedAsset, 'checksum' | 'bytes'>,
): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  let remainingBytes = bytes;
  for await (const part of hashParts(parts, digest)) {
    remainingBytes -= part.length;
    if (remainingBytes < 0) break;
    yield part;
  }
  if (remainingBytes !== 0 || digest.digest('hex') !== checksum)
    throw new FileFault('The file in the storage is damaged: it has another checksum.');
}

/**
 * Writes all assets of a newsroom to a folder: their descriptions to `assets.ndjson`, the oldest first, and their files to
 * `files`, with their checksums as names. Files that an earlier export has written are kept. The export can be interrupted
 * and repeated.
 *
 * @throws unavailable if the storage does not respond; what the source throws
 */
export async function exportAssets(
  source: AssetSource,
  folder: string,
  onProgress: (assetCount: number) => void = () => {},
): Promise<ExportReport> {
  const report: ExportReport = { assetCount: 0, copiedCount: 0, copiedBytes: 0, presentCount: 0, lostFiles: [] };
  const limit = pLimit(concurrency);

  /** Copies the file of an asset. Returns whether the asset still exists. */
  async function copyFile({ id, filename, checksum, bytes }: ExportedAsset): Promise<boolean> {
    if (await hasFile(folder, { checksum, bytes })) {
      report.presentCount += 1;
      return true;
    }
    try {
      await writeFile(folder, checksum, requireIntact(await source.open(id), { checksum, bytes }));
      report.copiedCount += 1;
      report.copiedBytes += bytes;
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      // The asset may have been deleted, with its file, while the export runs.
      if (!(await source.exists(id))) return false;
      report.lostFiles.push({ id, filename, reason: error.message });
    }
    return true;
  }

  async function* lines(): AsyncGenerator<string> {
    for await (const batch of inBatches(source.list(), batchSize)) {
      const areKept = await Promise.all(batch.map((asset) => limit(() => copyFile(asset))));
      const keptAssets = batch.filter((_, index) => areKept[index]);
      report.assetCount += keptAssets.length;
      onProgress(report.assetCount);
      yield keptAssets.map((asset) => `${JSON.stringify(asset)}\n`).join('');
    }
  }

  await writeWhole(entriesPath(folder), lines());
  return report;
}
