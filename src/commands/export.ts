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

type ExportCommandOptions = {
  format: FormatName;
  status: (typeof STATUSES)[number];
  out?: string;
  section?: string;
  from?: string;
  token?: string;
};

/** @returns how many stories have left */
function exportArticles(
  articles: ArticleService,
  site: ReturnType<typeof siteOf>,
  options: ExportCommandOptions,
): Promise<number> {
  const { format, status, out, section } = options;
  return withProgress('Stories', 0, async (progress) => {
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

/** Has another server write the file. */
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
    .description('write the stories of one state to standard output, or to a file')
    .addOption(new Option('--format <format>', 'which kind of file').choices(FORMATS).default('ndjson'))
    .addOption(new Option('--status <status>', 'which stories').choices(STATUSES).default('published'))
    .option('--section <section>', 'only those in this section or below it, by id or slug')
    .option('--out <file>', 'where to')
    .option('--from <url>', 'a server that is to write them, instead of the database of this environment')
    .addOption(new Option('--token <token>', 'for that server').env('BROADSHEET_TOKEN'))
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
          printError(`${await exportArticles(articles, siteOf(config), options)} stories.`);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          printError(error.detail);
          process.exitCode = 1;
        }
      });
    });
}
