import { createReadStream } from 'node:fs';
import pLimit from 'p-limit';
import type { AssetService, TransferredAsset } from '../../content/assets/index.js';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import type { EntryReport } from '../directory-files/index.js';
import { splitLines } from '../imports/index.js';
import { readEntry } from './entries.js';
import { entriesPath, FileFault, findFile } from './folder.js';

/** How many assets are imported at the same time, and how many lines are read before. */
const concurrency = 4;
const batchSize = 100;

/** The maximum size of a line in bytes. The longest description is shorter. */
const maxLineBytes = 2 ** 20;

/** The outcomes of all lines of `assets.ndjson`. Their sum is the number of lines. */
export type AssetFilesReport = EntryReport;

const wrongLines = { 'too-long': 'is longer than 1 MiB', 'not-utf8': 'is not valid UTF-8' } as const;

type Line = { from: string; asset: TransferredAsset };

/**
 * Returns the function that imports a folder of `exportAssets`. An asset that has a file with the same bytes gets the
 * description of the folder. Importing a folder again changes nothing. Refused assets do not stop the import.
 */
export function importAssets({ importAsset }: Pick<AssetService, 'importAsset'>) {
  /**
   * @param isDryRun whether to return the outcomes without changing anything
   * @throws forbidden without the scope content:write; unavailable if the database or the storage does not respond;
   *   ENOENT if there is no such folder
   */
  return async function read(
    actor: Actor,
    folder: string,
    { isDryRun = false, onProgress = () => {} }: { isDryRun?: boolean; onProgress?: (lineCount: number) => void } = {},
  ): Promise<AssetFilesReport> {
    requireScope(actor, 'content:write');
    const report: AssetFilesReport = {
      createdCount: 0,
      updatedCount: 0,
      unchangedCount: 0,
      omissions: [],
      refusals: [],
    };
    const limit = pLimit(concurrency);
    const seenChecksums = new Set<string>();
    let lineCount = 0;
    let batch: Line[] = [];

    async function importLine({ from, asset }: Line): Promise<void> {
      try {
        const find = () => findFile(folder, asset.checksum);
        const { outcome, omissions } = await importAsset(actor, asset, find, isDryRun);
        report[`${outcome}Count`] += 1;
        report.omissions.push(...omissions.map((what) => ({ from, what })));
      } catch (error) {
        if (!(error instanceof Problem || error instanceof FileFault)) throw error;
        // The database or the storage does not respond, so the other assets would be refused, too.
        if (error instanceof Problem && error.definition === problems.unavailable) throw error;
        report.refusals.push({ from, problem: error.message });
      }
      lineCount += 1;
      onProgress(lineCount);
    }

    async function importBatch(): Promise<void> {
      await Promise.all(batch.map((line) => limit(() => importLine(line))));
      batch = [];
    }

    for await (const lines of splitLines(createReadStream(entriesPath(folder)), maxLineBytes))
      for (const { number, text, wrong } of lines) {
        const from = `line ${number}`;
        const asset = text === null ? { problem: wrongLines[wrong ?? 'not-utf8'] } : readEntry(text);
        const problem =
          'problem' in asset
            ? asset.problem
            : seenChecksums.has(asset.checksum)
              ? 'An earlier line has the same checksum.'
              : undefined;
        if ('problem' in asset || problem !== undefined) {
          report.refusals.push({ from, problem: problem ?? '' });
          lineCount += 1;
          continue;
        }
        seenChecksums.add(asset.checksum);
        batch.push({ from, asset });
        if (batch.length === batchSize) await importBatch();
      }
    await importBatch();
    return report;
  };
}
