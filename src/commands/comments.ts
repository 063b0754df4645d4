import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { commentExports } from '../flows/comments-export/index.js';
import { importComments, UnknownFormat } from '../flows/comments-import/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { printError, printLine, withProgress } from './terminal.js';

/**
 * Imports the comments of one file and prints a report.
 *
 * @returns whether the whole file was read
 */
export async function importCommentFile(
  { comments }: Newsroom,
  file: string,
  { source, keepAddresses }: { source?: string; keepAddresses?: boolean },
): Promise<boolean> {
  const { size } = await stat(file);
  try {
    const report = await withProgress(basename(file), size, (progress) =>
      importComments({
        comments,
        actor: commandLineActor,
        stream: createReadStream(file),
        name: basename(file),
        options: { source, keepAddresses, progress },
      }),
    );
    for (const { reason, why, count, examples } of report.skipped)
      printError(`${file}, ${count} ${reason}: ${why} ${examples.join('; ')}${count > examples.length ? '; …' : ''}`);
    const skippedCount = report.skipped.reduce((all, { count }) => all + count, 0);
    printLine(
      `${file} (${report.format}): ${report.created} created (${report.orphaned} of them without their parent comment), ${report.known} unchanged, ${skippedCount} skipped.`,
    );
    return !report.skipped.some(({ reason }) => reason === 'broken-file');
  } catch (error) {
    if (!(error instanceof UnknownFormat)) throw error;
    printError(error.message);
    return false;
  }
}

type CommentExportOptions = { format: 'ndjson' | 'wxr'; isPrivate: boolean; base: string; out?: string };

/** Writes all comments to a file or to standard output. */
export async function exportComments(
  { comments }: Newsroom,
  { format, isPrivate, base, out }: CommentExportOptions,
): Promise<void> {
  const { text } = commentExports({ comments, base }).open(commandLineActor, { format, private: isPrivate });
  if (out === undefined) await pipeline(Readable.from(text), process.stdout, { end: false });
  else await pipeline(Readable.from(text), createWriteStream(out));
}

export function commentCommands(program: Command, withNewsroom: WithNewsroom): void {
  const comments = program.command('comments').description("work on readers' comments");

  comments
    .command('import')
    .description('import comments from files: WordPress XML (WXR), Disqus XML, or NDJSON as the export writes it')
    .argument('<files...>', 'files to import')
    .option('--source <name>', 'name of the system that the comments come from, instead of the one in the files')
    .option('--keep-addresses', 'store e-mail addresses, encrypted; without this option they are dropped')
    .action((files: string[], options: { source?: string; keepAddresses?: boolean }) =>
      withNewsroom(async (newsroom) => {
        let isComplete = true;
        for (const file of files) isComplete = (await importCommentFile(newsroom, file, options)) && isComplete;
        if (!isComplete) process.exitCode = 1;
      }),
    );

  comments
    .command('export')
    .description('write all comments, of every status, to standard output')
    .addOption(new Option('--format <format>', 'format of the file').choices(['ndjson', 'wxr']).default('ndjson'))
    .option('--private', 'include e-mail addresses')
    .action(({ format, private: isPrivate = false }: { format: 'ndjson' | 'wxr'; private?: boolean }) =>
      withNewsroom((newsroom, { publicUrl: base = '' }) => exportComments(newsroom, { format, isPrivate, base })),
    );

  comments
    .command('recount')
    .description('recount all comments and correct the stored counts')
    .option('--check', 'only report wrong counts, without correcting them')
    .action(({ check = false }: { check?: boolean }) =>
      withNewsroom(async ({ comments }) => {
        const result = await comments.recount({ repair: !check });
        for (const { what, id, count, said: storedCount, is: actualCount } of result.wrong)
          printLine(`${what} ${id}: ${count} was stored as ${storedCount}, should be ${actualCount}`);
        const more = result.wrongCount - result.wrong.length;
        if (more > 0) printLine(`and ${more} more wrong counts`);
        if (result.wrongCount === 0)
          printLine(`All counts are correct: ${result.articles} articles, ${result.comments} comments.`);
        else printLine(`${result.wrongCount} counts ${check ? 'are wrong' : 'were wrong and have been corrected'}.`);
        if (check && result.wrongCount > 0) process.exitCode = 1;
      }),
    );
}
