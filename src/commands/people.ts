import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { decodeText, EncodingError } from '../flows/imports/index.js';
import { type PersonRecord, readPeople, UnknownFormatError } from '../flows/people-import/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import { exportToFile, maxFileBytes, onePageHint, tooLarge } from './directory.js';
import type { WithNewsroom } from './newsroom.js';
import { printError, printLine, withProgress } from './terminal.js';

/**
 * Imports the people of one file and prints a report.
 *
 * @returns whether all people of the file were imported
 */
export async function importPeople(newsroom: Newsroom, file: string, isPublic: boolean): Promise<boolean> {
  if ((await stat(file)).size > maxFileBytes) {
    printError(tooLarge(file));
    return false;
  }
  let peopleFile: ReturnType<typeof readPeople>;
  try {
    peopleFile = readPeople(decodeText(await readFile(file)), basename(file));
  } catch (error) {
    if (!(error instanceof UnknownFormatError || error instanceof EncodingError)) throw error;
    printError(error.message);
    return false;
  }
  const { format } = peopleFile;
  const records = isPublic
    ? peopleFile.records.map((record) => ({ ...record, input: { ...record.input, visibility: 'public' as const } }))
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
  reportOmissions(file, records);
  for (const { from, problem } of refusals) printError(`${file}, ${from}: ${problem}`);
  printLine(
    `${file}: ${createdCount} created, ${updatedCount} updated, ${unchangedCount} unchanged, ${refusals.length} failed`,
  );
  if (peopleFile.hasNextPage) printError(`${file}: ${onePageHint}`);
  if (records.length + refusals.length === 0)
    printError(`${file}: The file has no people. Check that it is the right file.`);
  return refusals.length === 0 && records.length > 0 && !peopleFile.hasNextPage;
}

/** How many places are printed for one omission. */
const maxPlaces = 5;

/** Prints what was left out of people, because a person has no field for it. */
function reportOmissions(file: string, records: readonly PersonRecord[]): void {
  const places = new Map<string, string[]>();
  for (const { from, omissions } of records)
    for (const omission of omissions) {
      // Links and parties differ from person to person, so they are counted together.
      const kind = omission.replace(/ .*$/s, '');
      const entry = places.get(kind) ?? [];
      entry.push(kind === omission ? from : `${from}: ${omission}`);
      places.set(kind, entry);
    }
  for (const [kind, all] of places)
    printError(
      `${file}, ${all.length} dropped (${kind}): ${kind === 'date' ? 'it is no date, or ends before it begins' : 'a person has no field for it'}. ${all.slice(0, maxPlaces).join('; ')}${all.length > maxPlaces ? '; …' : ''}`,
    );
}

export function peopleCommands(program: Command, withNewsroom: WithNewsroom): void {
  const people = program.command('people').description('manage the directory of people');

  people
    .command('import')
    .description(
      'import people from files: NDJSON as the export writes it, responses of GET /v1/people, Popolo JSON, or congress-legislators YAML',
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

  people
    .command('export')
    .description('write all people, one per line, to standard output or to a file')
    .option('--out <file>', 'file to write, instead of standard output')
    .action(({ out }: { out?: string }) => withNewsroom((newsroom) => exportToFile(newsroom, 'people', out)));
}
