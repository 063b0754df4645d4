import type { Command } from 'commander';
import type { CopyReport } from '../flows/media-files/index.js';
import type { Newsroom } from '../newsroom.js';
import { type Config, ConfigError } from '../platform/config.js';
import { type StorageKind, storageKinds } from '../platform/storage/index.js';
import { mediaPruneCommand } from './media-prune.js';
import { mediaTransferCommands } from './media-transfer.js';
import { mediaUploadCommand } from './media-upload.js';
import type { WithNewsroom } from './newsroom.js';
import { nameStorage } from './storage-name.js';
import { countOf, formatMegabytes, printAtMost, printError, printLine, withProgress } from './terminal.js';

const otherKind = (kind: StorageKind): StorageKind => (kind === 's3' ? 'folder' : 's3');

function reportCopy({ copiedCount, copiedBytes, presentCount, replacedCount, lostFiles }: CopyReport): void {
  printAtMost(lostFiles, printError, ({ file, key, reason }) =>
    reason === 'missing'
      ? `Missing: ${key} of the asset ${file.id} (${file.filename ?? 'without a name'})`
      : `Damaged: ${key} of the asset ${file.id} (${file.filename ?? 'without a name'}) has another checksum`,
  );
  const replacements = replacedCount === 0 ? '' : `, ${replacedCount} replaced because their bytes were wrong`;
  const count = (reason: string) => lostFiles.filter((file) => file.reason === reason).length;
  printLine(
    `${countOf(copiedCount, 'file')} copied${replacements} (${formatMegabytes(copiedBytes)}), ${presentCount} were already there, ` +
      `${count('missing')} are missing, ${count('damaged')} are damaged.`,
  );
}

async function move(newsroom: Newsroom, { media }: Config, to: string | undefined, verify: boolean): Promise<void> {
  const settings = media.storage;
  const kind = storageKinds.find((name) => name === to) ?? otherKind(settings.kind);
  if (to !== undefined && to !== kind) throw new ConfigError(`--to must be one of ${storageKinds.join(', ')}.`);
  if (settings.s3 === undefined)
    throw new ConfigError('MEDIA_S3_BUCKET: is required to move files. Set the name of the bucket.');
  printError(`Copying from ${nameStorage(settings, otherKind(kind))} to ${nameStorage(settings, kind)}.`);
  const report = await withProgress('files', await newsroom.mediaFiles.count(), (onProgress) =>
    newsroom.mediaFiles.copyTo(kind, { verify, onProgress }),
  );
  reportCopy(report);
  if (report.lostFiles.length > 0) {
    process.exitCode = 1;
    printError('Upload the original files of these assets again. Nothing was deleted.');
  } else if (settings.kind !== kind) {
    printLine(`Set MEDIA_STORAGE=${kind} for all servers and workers, restart them, and run this command again with`);
    printLine(`--to ${kind}: it copies what was uploaded meanwhile. Then delete the files in the old storage.`);
  }
}

/** Adds the commands for the files of assets. */
export function mediaCommands(program: Command, withNewsroom: WithNewsroom): void {
  const media = program.command('media').description('look after the files of assets');
  mediaUploadCommand(media);
  mediaTransferCommands(media, withNewsroom);
  media
    .command('move')
    .description('copy the files of all assets from the folder to the S3 bucket, or back; nothing is deleted')
    .option('--to <storage>', `${storageKinds.join(' or ')}; without it, the storage that MEDIA_STORAGE does not name`)
    .option('--no-verify', 'compare only the sizes of files that are already there, and not their checksums')
    .action(({ to, verify }: { to?: string; verify: boolean }) =>
      withNewsroom((newsroom, config) => move(newsroom, config, to, verify)),
    );
  mediaPruneCommand(media, withNewsroom);
}
