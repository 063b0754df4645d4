import { type Command, Option } from 'commander';
import { formats, importArticles, MODES, type Mode, readArticles, UnknownFormatError } from '../flows/imports/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLineActor } from '../platform/auth/index.js';
import { Problem, problems } from '../platform/problems/index.js';
import { findSources, type ImportSource } from './files.js';
import { type ImportResult, type ReportedItem, reportItems, toTableRow } from './import-report.js';
import type { WithNewsroom } from './newsroom.js';
import { createRemoteClient, type Job, RemoteError } from './remote.js';
import { formatMegabytes, formatTable, printError, printLine, withProgress } from './terminal.js';

type ImportCommandOptions = {
  mode: Mode;
  dryRun?: boolean;
  format?: string;
  source?: string;
  section?: string | undefined;
  keepAddresses?: boolean;
  to?: string;
  token?: string;
  resume?: string;
};

/** Items of an import elsewhere that are told. */
const maxReportedItems = 100;

/** What an interrupted command is to say: how it goes on. */
let interruptMessage = 'Nothing was taken in yet.';

/** Takes a file in here. */
async function importLocally(
  newsroom: Newsroom,
  source: ImportSource,
  options: ImportCommandOptions,
): Promise<ImportResult> {
  const { mode, dryRun = false, format, source: sourceName = null, section, keepAddresses = false } = options;
  const counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };
  const reportedItems: Record<'skipped' | 'failed', ReportedItem[]> = { skipped: [], failed: [] };
  const droppedItems: ReportedItem[] = [];
  const { format: detectedFormat } = await withProgress(
    source.label,
    source.size,
    async (progress) => {
      const articleReader = await readArticles(source.open(), {
        format,
        source: sourceName,
        name: source.name,
        progress,
      });
      await importArticles({
        newsroom,
        actor: commandLineActor,
        format: articleReader.format,
        read: articleReader.read,
        options: { mode, dryRun, keepAddresses, section },
        checkpoint: {
          processedCount: 0,
          async saveOutcomes(_, outcomes) {
            for (const outcome of outcomes) {
              counts[outcome.outcome] += 1;
              if (outcome.outcome === 'skipped' || outcome.outcome === 'failed')
                reportedItems[outcome.outcome].push(outcome);
              for (const { what, reason } of outcome.dropped)
                droppedItems.push({ from: `${outcome.from}: ${what}`, reason, detail: '' });
            }
          },
        },
      });
      return articleReader;
    },
    formatMegabytes,
  );
  reportItems(source.label, 'refused', reportedItems.failed, counts.failed);
  reportItems(source.label, 'left out', reportedItems.skipped, counts.skipped);
  reportItems(source.label, 'without', droppedItems, droppedItems.length);
  return { format: detectedFormat, ...counts };
}

/** Has another server take a file in, and waits for it. */
async function importRemotely(
  server: ReturnType<typeof createRemoteClient>,
  source: ImportSource,
  options: ImportCommandOptions,
): Promise<ImportResult> {
  const { mode, dryRun = false, format, source: home, section, keepAddresses = false } = options;
  const optionalParameters = { format, source: home, section, name: source.name ?? undefined };
  const query = new URLSearchParams({ mode, dryRun: String(dryRun), keepAddresses: String(keepAddresses) });
  for (const [name, value] of Object.entries(optionalParameters)) if (value !== undefined) query.set(name, value);
  interruptMessage = `${source.label} had not been sent whole, and nothing of it is taken in: the same command begins anew.`;
  const job = await withProgress(
    `${source.label} on its way`,
    source.size,
    (progress) => server.send(source, query, progress),
    formatMegabytes,
  );
  printError(`${source.label} is import ${job.id}.`);
  return followImport(server, source.label, job, options);
}

async function followImport(
  server: ReturnType<typeof createRemoteClient>,
  label: string,
  job: Job,
  { to }: ImportCommandOptions,
): Promise<ImportResult> {
  interruptMessage = `The import goes on by itself. To see how far it is: broadsheet import --to ${to} --resume ${job.id}`;
  const finishedJob = await withProgress(
    label,
    job.size,
    (progress) => server.follow(job, ({ read }) => progress(read)),
    formatMegabytes,
  );
  if (finishedJob.failed > 0)
    reportItems(label, 'refused', await server.listItems(job.id, 'failed', maxReportedItems), finishedJob.failed);
  if (finishedJob.skipped > 0)
    reportItems(label, 'left out', await server.listItems(job.id, 'skipped', maxReportedItems), finishedJob.skipped);
  if (finishedJob.status !== 'done')
    throw new RemoteError(
      `The import ${finishedJob.id} is ${finishedJob.status} after ${finishedJob.done} items. ${finishedJob.problem?.detail ?? ''}`.trim(),
    );
  return finishedJob;
}

/** Does one after the other, and says by the exit code whether all went well (0), something was refused (1), or a file did not come in at all (2). */
async function runAll(work: readonly { label: string; run(): Promise<ImportResult> }[]): Promise<void> {
  const rows: ReturnType<typeof toTableRow>[] = [];
  for (const { label, run } of work) {
    try {
      const result = await run();
      rows.push(toTableRow(label, result));
      if (result.failed > 0) process.exitCode ??= 1;
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
  if ((error as { syscall?: string }).syscall !== undefined) return `cannot be read: ${(error as Error).message}`;
  throw error;
}

/** The path of a section that is to be there. */
async function getSectionPath({ sections }: Newsroom, section: string | undefined): Promise<string | undefined> {
  if (section === undefined) return undefined;
  try {
    return (JSON.parse(String((await sections.get(section)).json)) as { path: string }).path;
  } catch (error) {
    if (!(error instanceof Problem) || error.definition !== problems.notFound) throw error;
    throw problems.unknownReference(`There is no section "${section}".`);
  }
}

/** The sources among paths; what cannot be read is told, and counts as not come in. */
async function findReadableSources(files: readonly string[]): Promise<ImportSource[]> {
  const sources: ImportSource[] = [];
  for (const file of files) {
    try {
      const fileSources = await findSources([file]);
      if (fileSources.length === 0) throw new UnknownFormatError('There is nothing in it that could be stories.');
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
    printError('--resume is for an import on another server: name it by --to.');
    process.exitCode = 2;
    return;
  }
  const sources = await findReadableSources(files);
  if (sources.length === 0) return;
  await withNewsroom(async (newsroom) => {
    interruptMessage = 'What was taken in stays: the same command goes on there.';
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
    .description(`take in stories from files: ${formats.map(({ name }) => name).join(', ')}; again is the same`)
    .argument('[files...]', 'files and folders; - for standard input')
    .addOption(new Option('--mode <mode>', 'what becomes of stories that are here').choices(MODES).default('upsert'))
    .option('--dry-run', 'only tell what would become of them')
    .addOption(
      new Option('--format <format>', 'instead of what the file looks like').choices(formats.map(({ name }) => name)),
    )
    .option('--source <name>', 'where they come from, instead of what the files say')
    .option('--section <section>', 'where stories go whose file names no section, by id or slug')
    .option('--keep-addresses', 'keep e-mail addresses of comments, sealed; they are dropped otherwise')
    .option('--to <url>', 'a server that is to take them in, instead of the database of this environment')
    .addOption(new Option('--token <token>', 'for that server').env('BROADSHEET_TOKEN'))
    .option('--resume <id>', 'follow an import that was begun there')
    .action(async (files: string[], options: ImportCommandOptions) => {
      if (files.length === 0 && options.resume === undefined) {
        printError('Name files or folders to import, or - for standard input.');
        process.exitCode = 2;
        return;
      }
      await run(files, options, withNewsroom);
    });
}
