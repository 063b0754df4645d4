import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { type ArticleService, STATUSES, siteOf } from '../content/articles/index.js';
import { articleExports, FORMATS, type FormatName } from '../flows/exports/index.js';
import { commandLineActor } from '../platform/auth/index.js';
import { Problem } from '../platform/problems/index.js';
import type { WithNewsroom } from './newsroom.js';
import { createRemoteClient, RemoteError } from './remote.js';
import { printError, withProgress } from './terminal.js';

export type ExportCommandOptions = {
  format: FormatName;
  status: (typeof STATUSES)[number];
  out?: string;
  section?: string;
  from?: string;
  token?: string;
};

/** Exports articles to a file or to standard output, and returns their number. */
export function exportArticles(
  articles: ArticleService,
  site: ReturnType<typeof siteOf>,
  options: ExportCommandOptions,
): Promise<number> {
  const { format, status, out, section } = options;
  return withProgress('Articles', 0, async (progress) => {
    let articleCount = 0;
    const { text } = await articleExports({ articles, site }).open(commandLineActor, {
      format,
      status,
      section,
      progress: (count) => {
        articleCount = count;
        progress(count);
      },
    });
    if (out === undefined) await pipeline(Readable.from(text), process.stdout, { end: false });
    else await pipeline(Readable.from(text), createWriteStream(out));
    return articleCount;
  });
}

/** Downloads the export of another server. */
async function downloadArticles({
  format,
  status,
  section,
  out,
  from = '',
  token,
}: ExportCommandOptions): Promise<void> {
  const query = new URLSearchParams({ format, status, ...(section === undefined ? {} : { section }) });
  const bytes = await createRemoteClient({ to: from, token }).download(`/v1/exports?${query}`);
  if (out === undefined) await pipeline(bytes, process.stdout, { end: false });
  else await pipeline(bytes, createWriteStream(out));
}

export function exportCommand(program: Command, withNewsroom: WithNewsroom): void {
  program
    .command('export')
    .description('write the articles of one status to standard output or to a file')
    .addOption(new Option('--format <format>', 'format of the file').choices(FORMATS).default('ndjson'))
    .addOption(new Option('--status <status>', 'status of the articles').choices(STATUSES).default('published'))
    .option('--section <section>', 'id or slug of a section; only articles in it or below it are written')
    .option('--out <file>', 'file to write, instead of standard output')
    .option('--from <url>', 'URL of another server to export from, instead of the database of this environment')
    .addOption(new Option('--token <token>', 'API token for that server').env('BROADSHEET_TOKEN'))
    .action(async (options: ExportCommandOptions) => {
      if (options.from !== undefined) {
        try {
          await downloadArticles(options);
        } catch (error) {
          if (!(error instanceof RemoteError)) throw error;
          printError(error.message);
          process.exitCode = 2;
        }
        return;
      }
      await withNewsroom(async ({ articles }, config) => {
        try {
          printError(`Exported ${await exportArticles(articles, siteOf(config), options)} articles.`);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          printError(error.detail);
          process.exitCode = 1;
        }
      });
    });
}
