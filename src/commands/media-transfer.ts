import type { Command } from 'commander';
import { assetFiles } from '../flows/asset-files/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { countOf, formatMegabytes, printAtMost, printError, printLine, withProgress } from './terminal.js';

/**
 * Writes all assets with their files to a folder, and prints a report.
 *
 * @returns whether all files were written
 */
export async function exportAssetFolder({ assets, mediaFiles }: Newsroom, folder: string): Promise<boolean> {
  const { assetCount, copiedCount, copiedBytes, presentCount, lostFiles } = await withProgress(
    'assets',
    await mediaFiles.count(),
    (onProgress) => assetFiles(assets).export(commandLineActor, folder, onProgress),
  );
  printAtMost(
    lostFiles,
    printError,
    ({ id, filename, reason }) => `The asset ${id} (${filename ?? 'without a name'}): ${reason}`,
  );
  printError(
    `Exported ${countOf(assetCount, 'asset')}: ${countOf(copiedCount, 'file')} copied (${formatMegabytes(copiedBytes)}), ` +
      `${presentCount} were already in the folder, ${lostFiles.length} could not be copied.`,
  );
  return lostFiles.length === 0;
}

/**
 * Imports the assets of a folder, and prints a report.
 *
 * @returns whether all assets of the folder were imported
 */
export async function importAssetFolder({ assets }: Newsroom, folder: string, isDryRun: boolean): Promise<boolean> {
  const { createdCount, updatedCount, unchangedCount, omissions, refusals } = await withProgress(
    'assets',
    0,
    (onProgress) => assetFiles(assets).import(commandLineActor, folder, { isDryRun, onProgress }),
  );
  printAtMost(omissions, printError, ({ from, what }) => `${folder}, ${from}, dropped: ${what}`);
  printAtMost(refusals, printError, ({ from, problem }) => `${folder}, ${from}: ${problem}`);
  if (isDryRun) printLine('Nothing was changed. Without --dry-run, the result would be:');
  printLine(
    `${folder}: ${createdCount} created, ${updatedCount} updated, ${unchangedCount} unchanged, ${refusals.length} failed`,
  );
  return refusals.length === 0;
}

/** Adds the commands that export and import assets with their files. */
export function mediaTransferCommands(media: Command, withNewsroom: WithNewsroom): void {
  media
    .command('export')
    .description('write all assets with their files to a folder, as the import reads them')
    .argument('<folder>', 'folder to write; files that it has already are kept')
    .action((folder: string) =>
      withNewsroom(async (newsroom) => {
        if (!(await exportAssetFolder(newsroom, folder))) process.exitCode = 1;
      }),
    );
  media
    .command('import')
    .description(
      'import assets with their files from a folder of the export; an entry replaces the description of the asset with the same file',
    )
    .argument('<folder>', 'folder to read')
    .option('--dry-run', 'only report what would be imported, without changing anything')
    .action((folder: string, { dryRun = false }: { dryRun?: boolean }) =>
      withNewsroom(async (newsroom) => {
        if (!(await importAssetFolder(newsroom, folder, dryRun))) process.exitCode = 1;
      }),
    );
}
