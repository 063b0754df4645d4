import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import {
  formats,
  type ImportReport,
  importStories,
  MODES,
  type Mode,
  readStories,
  UnknownFormat,
} from '../flows/imports/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLine } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { complain, say, withProgress } from './terminal.js';

type Options = { mode: Mode; dryRun?: boolean; format?: string; source?: string; keepAddresses?: boolean };

/** @returns undefined when it could not be read at all */
async function importFile(newsroom: Newsroom, file: string, options: Options): Promise<ImportReport | undefined> {
  const { mode, dryRun = false, format, source = null, keepAddresses = false } = options;
  try {
    const isInput = file === '-';
    // Before the file is opened: what is not there is told here.
    const size = isInput ? 0 : (await stat(file)).size;
    const name = isInput ? null : basename(file);
    const bytes = isInput ? process.stdin : createReadStream(file);
    return await withProgress(name ?? 'standard input', size, async (progress) => {
      const stories = await readStories(bytes, { format, source, name, progress });
      return importStories({
        newsroom,
        actor: commandLine,
        format: stories.format,
        read: stories.read,
        options: { mode, dryRun, keepAddresses },
      });
    });
  } catch (error) {
    if (error instanceof UnknownFormat) complain(error.message);
    else if ((error as { syscall?: string }).syscall === undefined) throw error;
    else complain(`${file} cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function tell(file: string, report: ImportReport): void {
  for (const [what, reasons] of Object.entries({
    refused: report.failed,
    'left out': report.skipped,
    without: report.dropped,
  }))
    for (const { reason, detail, count, examples } of reasons)
      complain(
        `${file}, ${count} ${what} (${reason}): ${detail} ${examples.slice(0, 5).join('; ')}${count > 5 ? '; …' : ''}`,
      );
  const { format, created, updated, unchanged, known, sections, people, comments } = report;
  say(
    `${file} (${format}): ${created} new, ${updated} changed, ${unchanged} unchanged, ${known} known and left alone; ${sections} sections, ${people} people and ${comments.created} comments with them.`,
  );
}

export function importCommand(program: Command, withNewsroom: WithNewsroom): void {
  program
    .command('import')
    .description(`take in stories from files: ${formats.map(({ name }) => name).join(', ')}; again is the same`)
    .argument('<files...>', 'what to read; - for standard input')
    .addOption(new Option('--mode <mode>', 'what becomes of stories that are here').choices(MODES).default('upsert'))
    .option('--dry-run', 'only tell what would become of them')
    .addOption(
      new Option('--format <format>', 'instead of what the file looks like').choices(formats.map(({ name }) => name)),
    )
    .option('--source <name>', 'where they come from, instead of what the files say')
    .option('--keep-addresses', 'keep e-mail addresses of comments, sealed; they are dropped otherwise')
    .action((files: string[], options: Options) =>
      withNewsroom(async (newsroom) => {
        for (const file of files) {
          const report = await importFile(newsroom, file, options);
          if (report !== undefined) tell(file, report);
          // 2: nothing was read; 1: something was refused.
          if (report === undefined) process.exitCode = 2;
          else if (report.failed.length > 0) process.exitCode ??= 1;
        }
      }),
    );
}
