import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { readPeople, UnknownFormatError } from '../flows/people-import/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { printError, printLine, withProgress } from './terminal.js';

/** The maximum size of a file, which is read into memory as a whole. Bytes. */
const maxFileBytes = 256 * 2 ** 20;

/**
 * Imports the people of one file and prints a report.
 *
 * @returns whether all people of the file were imported
 */
async function importPeople(newsroom: Newsroom, file: string, isPublic: boolean): Promise<boolean> {
  if ((await stat(file)).size > maxFileBytes) {
    printError(`${file} is larger than 256 MiB. Split it into smaller files.`);
    return false;
  }
  let peopleFile: ReturnType<typeof readPeople>;
  try {
    peopleFile = readPeople(await readFile(file, 'utf8'), basename(file));
  } catch (error) {
    if (!(error instanceof UnknownFormatError)) throw error;
    printError(error.message);
    return false;
  }
  const { format } = peopleFile;
  const records = isPublic
    ? peopleFile.records.map(({ input, from }) => ({ input: { ...input, visibility: 'public' as const }, from }))
    : peopleFile.records;
  const {
    createdCount,
    updatedCount,
    unchangedCount,
    refusals: importRefusals,
  } = await withProgress(`${basename(file)} (${format})`, records.length, (progress) =>
    newsroom.people.importPeople(commandLineActor, records, progress),
  );
  const refusals = [...peopleFile.refusals, ...importRefusals];
  for (const { from, problem } of refusals) printError(`${file}, ${from}: ${problem}`);
  printLine(
    `${file}: ${createdCount} created, ${updatedCount} updated, ${unchangedCount} unchanged, ${refusals.length} failed`,
  );
  return refusals.length === 0;
}

export function peopleCommands(program: Command, withNewsroom: WithNewsroom): void {
  const people = program.command('people').description('manage the directory of people');

  people
    .command('import')
    .description(
      'import people from files: Popolo JSON, NDJSON with one API person per line, or congress-legislators YAML',
    )
    .argument('<files...>', 'files to import')
    .option('--public', 'make the people public immediately')
    .action((files: string[], { public: isPublic = false }: { public?: boolean }) =>
      withNewsroom(async (newsroom) => {
        let isComplete = true;
        for (const file of files) isComplete = (await importPeople(newsroom, file, isPublic)) && isComplete;
        if (!isComplete) process.exitCode = 1;
      }),
    );
}
