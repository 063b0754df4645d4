import { type Command, InvalidArgumentError } from 'commander';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import { type Config, ConfigError } from '../platform/config.js';
import type { WithNewsroom } from './newsroom.js';
import { nameStorage } from './storage-name.js';
import { countOf, formatMegabytes, printAtMost, printError, printLine, withProgress } from './terminal.js';

const dayMs = 24 * 60 * 60 * 1_000;
const defaultDays = 30;

type Options = { yes?: boolean; unused?: boolean; olderThan?: number };

function parseDays(text: string): number {
  const days = Number(/^(\d{1,4})d$/.exec(text)?.[1]);
  if (!(days >= 1)) throw new InvalidArgumentError('It must be a number of days from 1d to 9999d, such as 30d.');
  return days;
}

async function pruneFiles(newsroom: Newsroom, { media }: Config, isConfirmed: boolean): Promise<void> {
  const unusedFiles = await newsroom.mediaFiles.findUnused();
  const { orphans, incompleteFiles, unknownCount, assetCount } = unusedFiles;
  printAtMost(orphans, printLine, ({ key, bytes }) => `${key}  ${formatMegabytes(bytes)}`);
  printAtMost(incompleteFiles, printLine, ({ name, changedAt }) => `${name}  of ${changedAt.toISOString()}`);
  if (unknownCount > 0) printError(`Kept what is not from Broadsheet: ${countOf(unknownCount, 'file')}.`);
  const bytes = orphans.reduce((sum, file) => sum + file.bytes, 0);
  const summary =
    `${countOf(orphans.length, 'file')} that no asset has (${formatMegabytes(bytes)}), and ` +
    countOf(incompleteFiles.length, 'incomplete upload');
  const place = `${nameStorage(media.storage)}, of a newsroom with ${countOf(assetCount, 'asset')}`;
  if (orphans.length + incompleteFiles.length === 0) printLine(`Nothing to delete in ${place}.`);
  else if (isConfirmed) {
    await newsroom.mediaFiles.removeUnused(commandLineActor, unusedFiles);
    printLine(`Deleted ${summary} in ${place}.`);
  } else {
    printLine(`Found ${summary} in ${place}.`);
    printLine('Nothing was deleted. Run the command with --yes to delete them.');
  }
}

/** Lists the assets that no article shows, all of them, so that somebody can check them. Deletes them if that is confirmed. */
async function pruneAssets(newsroom: Newsroom, days: number, isConfirmed: boolean): Promise<void> {
  const { mediaFiles } = newsroom;
  const assets = await mediaFiles.findUnusedAssets(new Date(Date.now() - days * dayMs));
  for (const { id, filename, bytes, visibility } of assets)
    printLine(`${id}  ${visibility}  ${formatMegabytes(bytes)}  ${filename ?? 'without a name'}`);
  const bytes = assets.reduce((sum, asset) => sum + asset.bytes, 0);
  const condition = `that no article shows (unchanged for ${countOf(days, 'day')})`;
  if (assets.length === 0) printLine(`There are no assets ${condition}.`);
  else if (isConfirmed) {
    const keptAssets = await withProgress('assets', assets.length, (onProgress) =>
      mediaFiles.removeUnusedAssets(commandLineActor, assets, onProgress),
    );
    for (const { id, filename } of keptAssets)
      printError(`Kept: ${id} (${filename ?? 'without a name'}) was used, changed or deleted meanwhile`);
    printLine(`Deleted ${countOf(assets.length - keptAssets.length, 'asset')} ${condition}.`);
  } else {
    printLine(`Found ${countOf(assets.length, 'asset')} ${condition} (${formatMegabytes(bytes)}).`);
    printLine('Nothing was deleted. Run the command with --yes to delete them.');
  }
}

async function prune(newsroom: Newsroom, config: Config, { yes = false, unused, olderThan }: Options): Promise<void> {
  if (olderThan !== undefined && unused !== true) throw new ConfigError('--older-than needs --unused.');
  await pruneFiles(newsroom, config, yes);
  if (unused === true) await pruneAssets(newsroom, olderThan ?? defaultDays, yes);
}

/** Adds the command that removes what nothing uses. */
export function mediaPruneCommand(media: Command, withNewsroom: WithNewsroom): void {
  media
    .command('prune')
    .description('list files that no asset has, and incomplete uploads, all older than a day')
    .option('--unused', 'also list assets that no article shows')
    .option('--older-than <days>', `how long these assets have not changed, such as ${defaultDays}d`, parseDays)
    .option('--yes', 'delete them')
    .action((options: Options) => withNewsroom((newsroom, config) => prune(newsroom, config, options)));
}
