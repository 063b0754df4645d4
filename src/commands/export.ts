import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { type ArticleService, STATUSES, siteOf } from '../content/articles/index.js';
import { FORMATS, type FormatName, storyExports } from '../flows/exports/index.js';
import { commandLine } from '../platform/auth/index.js';
import { Problem } from '../platform/http/index.js';
import type { WithNewsroom } from './newsroom.js';
import { complain, withProgress } from './terminal.js';

type Options = {
  format: FormatName;
  status: (typeof STATUSES)[number];
  out?: string;
  section?: string;
};

/** @returns how many stories have left */
function exportStories(articles: ArticleService, site: ReturnType<typeof siteOf>, options: Options): Promise<number> {
  const { format, status, out, section } = options;
  return withProgress('Stories', 0, async (progress) => {
    let stories = 0;
    const { text } = await storyExports({ articles, site }).open(commandLine, {
      format,
      status,
      section,
      progress: (count) => {
        stories = count;
        progress(count);
      },
    });
    if (out === undefined) await pipeline(Readable.from(text), process.stdout, { end: false });
    else await pipeline(Readable.from(text), createWriteStream(out));
    return stories;
  });
}

export function exportCommand(program: Command, withNewsroom: WithNewsroom): void {
  program
    .command('export')
    .description('write the stories of one state to standard output, or to a file')
    .addOption(new Option('--format <format>', 'which kind of file').choices(FORMATS).default('ndjson'))
    .addOption(new Option('--status <status>', 'which stories').choices(STATUSES).default('published'))
    .option('--section <section>', 'only those in this section or below it, by id or slug')
    .option('--out <file>', 'where to')
    .action((options: Options) =>
      withNewsroom(async ({ articles }, config) => {
        try {
          complain(`${await exportStories(articles, siteOf(config), options)} stories.`);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          complain(error.detail);
          process.exitCode = 1;
        }
      }),
    );
}
