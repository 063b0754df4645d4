import { createReadStream } from 'node:fs';
import pLimit from 'p-limit';
import type { AssetService, TransferOutcome, TransferredAsset } from '../../content/assets/index.js';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import type { EntryReport, Refusal } from '../directory-files/index.js';
import { splitLines } from '../imports/index.js';
import { readEntry } from './entries.js';
import { entriesPath, FileFault, findFile } from './folder.js';

/** How many assets are imported at the same time. */
const concurrency = 4;

/** The maximum size of a line in bytes. The longest description is shorter. */
const maxLineBytes = 2 ** 20;

/** The outcomes of all lines of `assets.ndjson`. Their sum is the number of lines. */
export type AssetFilesReport = EntryReport;

const wrongLines = { 'too-long': 'is longer than 1 MiB', 'not-utf8': 'is not valid UTF-8' } as const;

type Line = { number: number; text: string | null; wrong: keyof typeof wrongLines | null };
type Entry = { from: string; asset: TransferredAsset } | Refusal;
type Outcome = ({ from: string } & TransferOutcome) | Refusal;

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

    function readLine({ number, text, wrong }: Line): Entry {
      const from = `line ${number}`;
      if (text === null) return { from, problem: wrongLines[wrong ?? 'not-utf8'] };
      const asset = readEntry(text);
      if ('problem' in asset) return { from, ...asset };
      if (seenChecksums.has(asset.checksum)) return { from, problem: 'An earlier line has the same checksum.' };
      seenChecksums.add(asset.checksum);
      return { from, asset };
    }

    async function importEntry(entry: Entry): Promise<Outcome> {
      if ('problem' in entry) return entry;
      const { from, asset } = entry;
      try {
        const find = () => findFile(folder, asset.checksum);
        return { from, ...(await importAsset(actor, asset, find, isDryRun)) };
      } catch (error) {
        if (!(error instanceof Problem || error instanceof FileFault)) throw error;
        // The database or the storage does not respond, so the other assets would be refused, too.
        if (error instanceof Problem && error.definition === problems.unavailable) throw error;
        return { from, problem: error.message };
      } finally {
        lineCount += 1;
        onProgress(lineCount);
      }
    }

    for await (const lines of splitLines(createReadStream(entriesPath(folder)), maxLineBytes)) {
      // The outcomes are reported in the order of the lines.
      const outcomes = await Promise.all(lines.map((line) => limit(() => importEntry(readLine(line)))));
      for (const outcome of outcomes) {
        if ('problem' in outcome) report.refusals.push(outcome);
        else {
          report[`${outcome.outcome}Count`] += 1;
          report.omissions.push(...outcome.omissions.map((what) => ({ from: outcome.from, what })));
        }
      }
    }
    return report;
  };
}
