import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import {
  directoryFiles,
  type ExportableKind,
  type ImportableKind,
  UnknownEntriesError,
} from '../flows/directory-files/index.js';
import { decodeText, EncodingError } from '../flows/imports/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { printError, printLine } from './terminal.js';

/** What the files of each kind contain, for the help. */
const kinds: Readonly<Record<ImportableKind, string>> = {
  sections: 'sections',
  lists: 'lists with their pins and rules',
  policies: 'comment policies and word rules',
};

/** The maximum size of a file, which is read into memory as a whole. Bytes. */
export const maxFileBytes = 256 * 2 ** 20;

/** Tells an editor that a response of the API is only one page of a list. */
export const onePageHint =
  'The file is one page of a longer list. Import the next pages too, or write the whole list with the export command.';

export const tooLarge = (file: string) => `${file} is larger than 256 MiB. Split it into smaller files.`;

const filesOf = ({ sections, people, lists, comments }: Newsroom) =>
  directoryFiles({ sections, people, lists, policies: comments.policies });

/** Writes all entries of a kind to a file or to standard output. */
export async function exportToFile(newsroom: Newsroom, kind: ExportableKind, out: string | undefined): Promise<void> {
  const lines = Readable.from(filesOf(newsroom).export(commandLineActor, kind));
  if (out === undefined) await pipeline(lines, process.stdout, { end: false });
  else await pipeline(lines, createWriteStream(out));
}

/**
 * Imports the entries of one file and prints a report.
 *
 * @returns whether all entries were imported
 */
export async function importFile(newsroom: Newsroom, kind: ImportableKind, file: string): Promise<boolean> {
  if ((await stat(file)).size > maxFileBytes) {
    printError(tooLarge(file));
    return false;
  }
  try {
    const report = await filesOf(newsroom).import(commandLineActor, kind, decodeText(await readFile(file)));
    const { createdCount, updatedCount, unchangedCount, omissions, refusals, hasNextPage } = report;
    for (const { from, what } of omissions) printError(`${file}, ${from}, dropped: ${what}`);
    for (const { from, problem } of refusals) printError(`${file}, ${from}: ${problem}`);
    printLine(
      `${file}: ${createdCount} created, ${updatedCount} updated, ${unchangedCount} unchanged, ${refusals.length} failed`,
    );
    const isEmpty = createdCount + updatedCount + unchangedCount + refusals.length === 0;
    if (isEmpty) printError(`${file}: The file has no ${kind}. Check that it is the right file.`);
    if (hasNextPage) printError(`${file}: ${onePageHint}`);
    return refusals.length === 0 && !isEmpty && !hasNextPage;
  } catch (error) {
    if (!(error instanceof UnknownEntriesError || error instanceof EncodingError)) throw error;
    printError(`${file}: ${error.message}`);
    return false;
  }
}

/** Adds the commands that export and import sections, lists and comment policies. */
export function directoryCommands(program: Command, withNewsroom: WithNewsroom): void {
  for (const [kind, content] of Object.entries(kinds) as [ImportableKind, string][]) {
    const command = program.command(kind).description(`export and import ${content}`);
    command
      .command('export')
      .description(`write all ${content}, one per line, to standard output or to a file`)
      .option('--out <file>', 'file to write, instead of standard output')
      .action(({ out }: { out?: string }) => withNewsroom((newsroom) => exportToFile(newsroom, kind, out)));
    command
      .command('import')
      .description(`import ${content} from files of the export; an entry replaces the one with the same slug`)
      .argument('<files...>', 'files to import')
      .action((files: string[]) =>
        withNewsroom(async (newsroom) => {
          let isComplete = true;
          for (const file of files) isComplete = (await importFile(newsroom, kind, file)) && isComplete;
          if (!isComplete) process.exitCode = 1;
        }),
      );
  }
}
