import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import pLimit from 'p-limit';
import { detectFileType } from '../content/assets/index.js';
import { Problem } from '../platform/problems/index.js';
import { listFiles } from './files.js';
import { createRemoteClient, RemoteError } from './remote.js';
import { countOf, formatMegabytes, printError, printLine, withProgress } from './terminal.js';

/** How many files are uploaded at the same time. */
const maxParallelUploads = 4;

/** Statuses after which every other file would be refused, too. */
const fatalStatuses: ReadonlySet<number> = new Set([401, 403, 404, 405]);

type UploadOptions = { url: string; token?: string; credit?: string; dryRun?: boolean };
type LocalFile = { path: string; bytes: number };
type Report = { newCount: number; presentCount: number; refusedFiles: { path: string; reason: string }[] };

/** Returns the files of the paths, and of folders with their subfolders. Reports paths that cannot be read. */
async function findFiles(paths: readonly string[]): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const path of paths) {
    try {
      const isFolder = (await stat(path)).isDirectory();
      for (const file of isFolder ? await listFiles(path) : [path])
        files.push({ path: file, bytes: (await stat(file)).size });
    } catch (error) {
      printError(`${path}: It cannot be read: ${(error as Error).message}`);
      process.exitCode = 2;
    }
  }
  return files;
}

/** Reports which files the server would refuse because of their type, without sending anything. */
async function checkTypes(files: readonly LocalFile[]): Promise<void> {
  let refusedCount = 0;
  for (const { path } of files) {
    try {
      await detectFileType(path);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refusedCount += 1;
      printError(`${path}: ${error.detail}`);
    }
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  printLine(
    `Nothing was uploaded. Of ${countOf(files.length, 'file')} (${formatMegabytes(bytes)}), ${refusedCount} would be refused because of their type.`,
  );
  if (refusedCount > 0) process.exitCode ??= 1;
}

/** Returns a form with a file as its body. Each call opens the file again, so that the upload can be repeated. */
function createForm(path: string, credit: string | undefined) {
  const boundary = `broadsheet-${randomUUID()}`;
  const fields = { filename: basename(path), ...(credit === undefined ? {} : { credit }) };
  const parts = Object.entries(fields).map(
    ([name, text]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  );
  const head = `${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    async *open(onProgress: (bytes: number) => void): AsyncGenerator<Buffer> {
      yield Buffer.from(head);
      let sentBytes = 0;
      for await (const part of createReadStream(path, { highWaterMark: 256 * 1024 })) {
        sentBytes += part.length;
        onProgress(sentBytes);
        yield part;
      }
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    },
  };
}

/**
 * Uploads files, a few at the same time.
 *
 * @returns what became of the files. After an error that every file would meet, the others are not tried
 */
async function uploadAll(files: readonly LocalFile[], options: UploadOptions): Promise<Report> {
  const server = createRemoteClient({ to: options.url, token: options.token });
  const report: Report = { newCount: 0, presentCount: 0, refusedFiles: [] };
  const sentBytes = new Map<string, number>();
  let fatalReason: string | undefined;
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  await withProgress(
    'uploading',
    totalBytes,
    async (onProgress) => {
      let sentTotal = 0;
      const setSent = (path: string, bytes: number) => {
        sentTotal += bytes - (sentBytes.get(path) ?? 0);
        sentBytes.set(path, bytes);
        onProgress(sentTotal);
      };
      const limit = pLimit(maxParallelUploads);
      await limit.map(files, async ({ path, bytes }) => {
        try {
          if (fatalReason !== undefined)
            throw new RemoteError(`It was not tried, because of this error: ${fatalReason}`);
          const form = createForm(path, options.credit);
          const { id, isNew } = await server.uploadAsset(form.type, () => form.open((count) => setSent(path, count)));
          printLine(`${id}  ${path}${isNew ? '' : '  (already there)'}`);
          if (isNew) report.newCount += 1;
          else report.presentCount += 1;
        } catch (error) {
          const isLocal = (error as { syscall?: string }).syscall !== undefined;
          if (!(error instanceof RemoteError) && !isLocal) throw error;
          const { message } = error as Error;
          report.refusedFiles.push({ path, reason: message });
          if (error instanceof RemoteError && (error.isUnreachable || fatalStatuses.has(error.status ?? 0)))
            fatalReason ??= message;
        }
        setSent(path, bytes);
      });
    },
    formatMegabytes,
  );
  return report;
}

async function upload(paths: readonly string[], options: UploadOptions): Promise<void> {
  const files = await findFiles(paths);
  if (options.dryRun === true) return checkTypes(files);
  const { newCount, presentCount, refusedFiles } = await uploadAll(files, options);
  for (const { path, reason } of refusedFiles) printError(`${path}: ${reason}`);
  printLine(
    `${countOf(newCount, 'file')} uploaded, ${presentCount} were already there, ${refusedFiles.length} were refused.`,
  );
  if (refusedFiles.length > 0) process.exitCode ??= 1;
}

/** Adds the command that uploads files to a running server. */
export function mediaUploadCommand(media: Command): void {
  media
    .command('upload')
    .description('upload files to a running server; the same bytes again are the same asset')
    .argument('<files...>', 'files and folders; hidden files in folders are left out')
    .requiredOption('--url <url>', 'URL of the server, such as https://news.example')
    .addOption(new Option('--token <token>', 'API token for that server').env('BROADSHEET_TOKEN'))
    .option('--credit <text>', 'credit line of new assets, instead of the one in their files')
    .option('--dry-run', 'only report which files would be refused because of their type')
    .action((files: string[], options: UploadOptions) => upload(files, options));
}
