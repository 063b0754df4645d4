import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { STATUSES, siteOf } from '../content/articles/index.js';
import type { ExportableKind, ImportableKind } from '../flows/directory-files/index.js';
import type { Newsroom } from '../newsroom.js';
import { type Config, ConfigError } from '../platform/config.js';
import { exportComments, importCommentFile } from './comments.js';
import { exportToFile, importFile } from './directory.js';
import { exportArticles } from './export.js';
import { findSources } from './files.js';
import { importLocally } from './import-local.js';
import { toTableRow } from './import-report.js';
import { exportAssetFolder, importAssetFolder } from './media-transfer.js';
import type { WithNewsroom } from './newsroom.js';
import { importPeople } from './people.js';
import { countOf, formatTable, printError, printLine } from './terminal.js';

/** The file that marks a complete folder, and its content. It is written last. */
const markName = 'newsroom.json';
const mark = { format: 'broadsheet-newsroom', version: 1 };

/** The names of the other files. Assets have a file and a folder of their own. */
const nameOf = (kind: ExportableKind | 'comments'): string => `${kind}.ndjson`;
const articlesName = (status: (typeof STATUSES)[number]): string => `articles-${status}.ndjson`;

/** Writes everything that has an export to a folder. Returns whether all files of assets were written. */
async function exportNewsroom(newsroom: Newsroom, config: Config, folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, markName), { force: true });
  for (const kind of ['sections', 'people', 'lists', 'policies'] as const)
    await exportToFile(newsroom, kind, join(folder, nameOf(kind)));
  const hasAllFiles = await exportAssetFolder(newsroom, folder);
  let articleCount = 0;
  for (const status of STATUSES) {
    const out = join(folder, articlesName(status));
    articleCount += await exportArticles(newsroom.articles, siteOf(config), { format: 'ndjson', status, out });
  }
  const { publicUrl: base = '' } = config;
  await exportComments(newsroom, { format: 'ndjson', isPrivate: false, base, out: join(folder, nameOf('comments')) });
  await writeFile(join(folder, markName), `${JSON.stringify(mark)}\n`);
  printError(`Exported ${countOf(articleCount, 'article')}.`);
  return hasAllFiles;
}

/** @throws ConfigError if the folder is not a complete export of a newsroom */
async function requireComplete(folder: string): Promise<void> {
  const text = await readFile(join(folder, markName), 'utf8').catch(() => '');
  if (text.trim() !== JSON.stringify(mark))
    throw new ConfigError(
      `${folder} is not a complete export of a newsroom: ${markName} is missing or has another version. Run broadsheet newsroom export again.`,
    );
}

/** Returns whether a file has content. Kinds of which a newsroom has nothing have empty files. */
const hasContent = async (path: string): Promise<boolean> => (await stat(path)).size > 0;

async function importDirectory(newsroom: Newsroom, kind: ImportableKind, folder: string): Promise<boolean> {
  const path = join(folder, nameOf(kind));
  return !(await hasContent(path)) || importFile(newsroom, kind, path);
}

/** Imports the articles of each status. Returns whether all were imported. */
async function importArticleFiles(newsroom: Newsroom, folder: string): Promise<boolean> {
  const rows: ReturnType<typeof toTableRow>[] = [];
  let isComplete = true;
  for (const status of STATUSES) {
    const path = join(folder, articlesName(status));
    if (!(await hasContent(path))) continue;
    const [source] = await findSources([path]);
    if (source === undefined) continue;
    const result = await importLocally(newsroom, source, { mode: 'upsert', format: 'ndjson', media: 'keep' });
    rows.push(toTableRow(path, result));
    if (result.fault !== null) printError(`${path}: ${result.fault}`);
    isComplete &&= result.fault === null && result.failed === 0;
  }
  if (rows.length > 0) printLine(formatTable(rows));
  return isComplete;
}

/** Imports a folder, in the order in which entries refer to one another. Returns whether everything was imported. */
async function importNewsroom(newsroom: Newsroom, folder: string): Promise<boolean> {
  await requireComplete(folder);
  const [people, comments] = [join(folder, nameOf('people')), join(folder, nameOf('comments'))];
  const results = [
    await importDirectory(newsroom, 'sections', folder),
    !(await hasContent(people)) || (await importPeople(newsroom, people, false)),
    await importAssetFolder(newsroom, folder, false),
    await importArticleFiles(newsroom, folder),
    await importDirectory(newsroom, 'lists', folder),
    await importDirectory(newsroom, 'policies', folder),
    !(await hasContent(comments)) || (await importCommentFile(newsroom, comments, {})),
  ];
  return results.every(Boolean);
}

/** Adds the commands that copy the content of a newsroom to another one. */
export function newsroomCommands(program: Command, withNewsroom: WithNewsroom): void {
  const newsroomCommand = program.command('newsroom').description('copy the content of a newsroom to another one');
  newsroomCommand
    .command('export')
    .description(
      'write sections, people, assets with their files, articles, lists, policies and comments to a folder; users, tokens and revisions are left out',
    )
    .argument('<folder>', 'folder to write; files of assets that it has already are kept')
    .action((folder: string) =>
      withNewsroom(async (newsroom, config) => {
        if (!(await exportNewsroom(newsroom, config, folder))) process.exitCode = 1;
      }),
    );
  newsroomCommand
    .command('import')
    .description('import a folder of the export; a repeated import changes nothing')
    .argument('<folder>', 'folder to read')
    .action((folder: string) =>
      withNewsroom(async (newsroom) => {
        if (!(await importNewsroom(newsroom, folder))) process.exitCode = 1;
      }),
    );
}
