import { type Command, Option } from 'commander';
import { formats, MEDIA_MODES, MODES, UnknownFormatError } from '../flows/imports/index.js';
import { Problem } from '../platform/problems/index.js';
import { findSources, type ImportSource } from './files.js';
import { getSectionPath, type ImportCommandOptions, importLocally } from './import-local.js';
import { type ImportResult, reportItems, toDroppedItems, toTableRow } from './import-report.js';
import type { WithNewsroom } from './newsroom.js';
import { createRemoteClient, type Job, RemoteError } from './remote.js';
import { formatMegabytes, formatTable, printError, printLine, withProgress } from './terminal.js';

/** How many items of a remote import are fetched for the report. */
const maxReportedItems = 100;

/** The message for an interrupted command. It says how to continue. */
let interruptMessage = 'Nothing has been imported yet.';

/** Uploads a file to another server and waits until that server has imported it. */
async function importRemotely(
  server: ReturnType<typeof createRemoteClient>,
  source: ImportSource,
  options: ImportCommandOptions,
): Promise<ImportResult> {
  const { mode, media, dryRun = false, format, source: home, siteUrl, section, keepAddresses = false } = options;
  const optionalParameters = { format, source: home, siteUrl, section, name: source.name ?? undefined };
  const query = new URLSearchParams({ mode, media, dryRun: String(dryRun), keepAddresses: String(keepAddresses) });
  for (const [name, value] of Object.entries(optionalParameters)) if (value !== undefined) query.set(name, value);
  interruptMessage = `The upload of ${source.label} was incomplete: nothing was imported. Run the same command again.`;
  const job = await withProgress(
    `Uploading ${source.label}`,
    source.size,
    (progress) => server.send(source, query, progress),
    formatMegabytes,
  );
  printError(`The server has accepted ${source.label} as import ${job.id}.`);
  return followImport(server, source.label, job, options);
}

async function followImport(
  server: ReturnType<typeof createRemoteClient>,
  label: string,
  job: Job,
  { to }: ImportCommandOptions,
): Promise<ImportResult> {
  interruptMessage = `The server continues the import. To follow it: broadsheet import --to ${to} --resume ${job.id}`;
  const finishedJob = await withProgress(
    label,
    job.size,
    (progress) => server.follow(job, ({ read }) => progress(read)),
    formatMegabytes,
  );
  for (const outcome of ['failed', 'skipped'] as const) {
    if (finishedJob[outcome] === 0) continue;
    const { items } = await server.listItems(job.id, `outcome=${outcome}`, maxReportedItems);
    reportItems(label, outcome, items, finishedJob[outcome]);
  }
  const { items, hasMore } = await server.listItems(job.id, 'dropped=true', maxReportedItems);
  const droppedItems = items.flatMap(toDroppedItems);
  reportItems(label, 'dropped', droppedItems, droppedItems.length);
  if (hasMore) printError(`${label}: parts of more items were dropped.`);
  if (finishedJob.status === 'incomplete')
    return { ...finishedJob, fault: `The import is incomplete. ${finishedJob.problem?.detail ?? ''}`.trim() };
  if (finishedJob.status === 'failed')
    return { ...finishedJob, fault: `Nothing was imported. ${finishedJob.problem?.detail ?? ''}`.trim() };
  if (finishedJob.status !== 'done')
    throw new RemoteError(
      `Import ${finishedJob.id} has the status ${finishedJob.status} after ${finishedJob.done} items. ${finishedJob.problem?.detail ?? ''}`.trim(),
    );
  return { ...finishedJob, fault: null };
}

/** Runs imports one by one. Sets the exit code: 0 on success, 1 if items failed, 2 if a file was not read to its end. */
async function runAll(work: readonly { label: string; run(): Promise<ImportResult> }[]): Promise<void> {
  const rows: ReturnType<typeof toTableRow>[] = [];
  for (const { label, run } of work) {
    try {
      const result = await run();
      rows.push(toTableRow(label, result));
      if (result.failed > 0) process.exitCode ??= 1;
      if (result.fault === null) continue;
      printError(`${label}: ${result.fault}`);
      process.exitCode = 2;
    } catch (error) {
      printError(`${label}: ${describeError(error)}`);
      process.exitCode = 2;
    }
  }
  if (rows.length > 0) printLine(formatTable(rows));
}

function describeError(error: unknown): string {
  if (error instanceof UnknownFormatError || error instanceof RemoteError) return error.message;
  if (error instanceof Problem) return error.detail;
  if ((error as { syscall?: string }).syscall !== undefined) return `It cannot be read: ${(error as Error).message}`;
  throw error;
}

/** Returns the sources of the paths. Paths that cannot be read are reported, and set the exit code 2. */
async function findReadableSources(files: readonly string[]): Promise<ImportSource[]> {
  const sources: ImportSource[] = [];
  for (const file of files) {
    try {
      const fileSources = await findSources([file], (ignoredFile) =>
        printError(`${ignoredFile}: ignored, because files with this ending hold no articles.`),
      );
      if (fileSources.length === 0) throw new UnknownFormatError('The folder has no files that may hold articles.');
      sources.push(...fileSources);
    } catch (error) {
      printError(`${file}: ${describeError(error)}`);
      process.exitCode = 2;
    }
  }
  return sources;
}

async function run(files: readonly string[], options: ImportCommandOptions, withNewsroom: WithNewsroom): Promise<void> {
  const { to, token, resume, section } = options;
  process.once('SIGINT', () => {
    printError(`\nInterrupted. ${interruptMessage}`);
    process.exit(130);
  });
  if (to !== undefined) {
    const server = createRemoteClient({ to, token });
    const resumeIds = resume === undefined ? [] : [resume];
    await runAll([
      ...resumeIds.map((id) => ({
        label: id,
        run: async () => followImport(server, id, await server.getJob(id), options),
      })),
      ...(await findReadableSources(files)).map((source) => ({
        label: source.label,
        run: () => importRemotely(server, source, options),
      })),
    ]);
    return;
  }
  if (resume !== undefined) {
    printError('--resume follows an import on another server. Name that server with --to.');
    process.exitCode = 2;
    return;
  }
  const sources = await findReadableSources(files);
  if (sources.length === 0) return;
  await withNewsroom(async (newsroom) => {
    interruptMessage = 'The articles imported so far are kept. To continue, run the same command again.';
    await runAll(
      sources.map((source) => ({
        label: source.label,
        async run() {
          return importLocally(newsroom, source, { ...options, section: await getSectionPath(newsroom, section) });
        },
      })),
    );
  });
}

export function importCommand(program: Command, withNewsroom: WithNewsroom): void {
  program
    .command('import')
    .description(
      `import articles from files (${formats.map(({ name }) => name).join(', ')}); repeated imports make no duplicates`,
    )
    .argument('[files...]', 'files and folders to import; - for standard input')
    .addOption(new Option('--mode <mode>', 'how to treat existing articles').choices(MODES).default('upsert'))
    .addOption(
      new Option('--media <media>', 'whether images keep their addresses, are fetched and stored, or are skipped')
        .choices(MEDIA_MODES)
        .default('keep'),
    )
    .option('--dry-run', 'only report what would be imported, without writing anything')
    .addOption(
      new Option('--format <format>', 'format of the files, if not detected').choices(formats.map(({ name }) => name)),
    )
    .option(
      '--source <name>',
      'name of the system that the articles come from, instead of the one in the files; use it to keep sites apart',
    )
    .option(
      '--site-url <url>',
      'URL of the site, for files that leave it out of their addresses, such as those of Ghost',
    )
    .option('--section <section>', 'id or slug of the section for articles whose file names no section')
    .option('--keep-addresses', 'store e-mail addresses of comments, encrypted; without this option they are dropped')
    .option('--to <url>', 'URL of another server to import into, instead of the database of this environment')
    .addOption(new Option('--token <token>', 'API token for that server').env('BROADSHEET_TOKEN'))
    .option('--resume <id>', 'id of an import on that server to follow')
    .action(async (files: string[], options: ImportCommandOptions) => {
      if (files.length === 0 && options.resume === undefined) {
        printError('There is nothing to import. Name files or folders, or - for standard input.');
        process.exitCode = 2;
        return;
      }
      if (options.siteUrl !== undefined && !/^https?:\/\/[^/]/i.test(options.siteUrl)) {
        printError('--site-url must be a URL that begins with https:// or http://.');
        process.exitCode = 2;
        return;
      }
      await run(files, options, withNewsroom);
    });
}
