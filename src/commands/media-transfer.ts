import { type Command, Option } from 'commander';
import { assetFiles, exportAssets } from '../flows/asset-files/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { createRemoteClient, RemoteError } from './remote.js';
import { remoteAssets } from './remote-assets.js';
import { countOf, formatMegabytes, printAtMost, printError, printLine, withProgress } from './terminal.js';

type ExportOptions = { from?: string; token?: string };

/**
 * Writes all assets with their files to a folder, and prints a report.
 *
 * @returns whether all files were written
 */
export const exportAssetFolder = async ({ assets, mediaFiles }: Newsroom, folder: string): Promise<boolean> =>
  reportExport(await mediaFiles.count(), (onProgress) =>
    assetFiles(assets).export(commandLineActor, folder, onProgress),
  );

/** @param total the number of assets. 0 if it is unknown */
async function reportExport(
  total: number,
  work: (onProgress: (count: number) => void) => ReturnType<typeof exportAssets>,
): Promise<boolean> {
  const { assetCount, copiedCount, copiedBytes, presentCount, lostFiles } = await withProgress('assets', total, work);
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

/** Exports the assets of another server. @returns whether all files were written */
async function exportRemotely(folder: string, { from = '', token }: ExportOptions): Promise<boolean> {
  const source = remoteAssets(createRemoteClient({ to: from, token }));
  try {
    return await reportExport(0, (onProgress) => exportAssets(source, folder, onProgress));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    printError(error.message);
    process.exitCode = 2;
    return true;
  }
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
    .option('--from <url>', 'URL of another server to export from, instead of the newsroom of this environment')
    .addOption(new Option('--token <token>', 'API token for that server').env('BROADSHEET_TOKEN'))
    .action(async (folder: string, options: ExportOptions) => {
      if (options.from !== undefined) {
        if (!(await exportRemotely(folder, options))) process.exitCode = 1;
        return;
      }
      await withNewsroom(async (newsroom) => {
        if (!(await exportAssetFolder(newsroom, folder))) process.exitCode = 1;
      });
    });
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
