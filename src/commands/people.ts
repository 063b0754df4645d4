import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { readPeople, UnknownFormat } from '../flows/people-import/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLine } from '../platform/auth/index.js';
import type { WithNewsroom } from './newsroom.js';
import { complain, say, withProgress } from './terminal.js';

/** Bytes of a file that is read whole. */
const largestFile = 256 * 2 ** 20;

/** @returns whether all of the file was taken in */
async function importPeople(newsroom: Newsroom, file: string): Promise<boolean> {
  if ((await stat(file)).size > largestFile) {
    complain(`${file} is larger than 256 MiB: split it.`);
    return false;
  }
  let read: ReturnType<typeof readPeople>;
  try {
    read = readPeople(await readFile(file, 'utf8'), basename(file));
  } catch (error) {
    if (!(error instanceof UnknownFormat)) throw error;
    complain(error.message);
    return false;
  }
  const { format, records } = read;
  const { created, updated, unchanged, refused } = await withProgress(
    `${basename(file)} (${format})`,
    records.length,
    (progress) => newsroom.people.importPeople(commandLine, records, progress),
  );
  const all = [...read.refused, ...refused];
  for (const { from, problem } of all) complain(`${file}, ${from}: ${problem}`);
  say(`${file}: ${created} new, ${updated} changed, ${unchanged} known already, ${all.length} refused.`);
  return all.length === 0;
}

export function peopleCommands(program: Command, withNewsroom: WithNewsroom): void {
  const people = program.command('people').description('work on the directory of people');

  people
    .command('import')
    .description(
      'take in people from files: Popolo JSON, NDJSON of people as the API takes them, or congress-legislators YAML',
    )
    .argument('<files...>', 'what to read')
    .action((files: string[]) =>
      withNewsroom(async (newsroom) => {
        let isWhole = true;
        for (const file of files) isWhole = (await importPeople(newsroom, file)) && isWhole;
        if (!isWhole) process.exitCode = 1;
      }),
    );
}
