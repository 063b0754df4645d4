import { type Command, Option } from 'commander';
import { formats, importStories, MODES, type Mode, readStories, UnknownFormat } from '../flows/imports/index.js';
import type { Newsroom } from '../newsroom.js';
import { commandLine } from '../platform/auth/index.js';
import { Problem, problems } from '../platform/problems/index.js';
import { type Source, sourcesOf } from './files.js';
import { type Result, row, type Told, tell } from './import-report.js';
import type { WithNewsroom } from './newsroom.js';
import { type Job, RemoteRefusal, remote } from './remote.js';
import { complain, megabytes, say, table, withProgress } from './terminal.js';

type Options = {
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
const mostItems = 100;

/** What an interrupted command is to say: how it goes on. */
let ifInterrupted = 'Nothing was taken in yet.';

/** Takes a file in here. */
async function importHere(newsroom: Newsroom, source: Source, options: Options): Promise<Result> {
  const { mode, dryRun = false, format, source: home = null, section, keepAddresses = false } = options;
  const counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };
  const told: Record<'skipped' | 'failed', Told[]> = { skipped: [], failed: [] };
  const dropped: Told[] = [];
  const { format: found } = await withProgress(
    source.label,
    source.size,
    async (progress) => {
      const stories = await readStories(source.open(), { format, source: home, name: source.name, progress });
      await importStories({
        newsroom,
        actor: commandLine,
        format: stories.format,
        read: stories.read,
        options: { mode, dryRun, keepAddresses, section },
        checkpoint: {
          after: 0,
          async keep(_, outcomes) {
            for (const one of outcomes) {
              counts[one.outcome] += 1;
              if (one.outcome === 'skipped' || one.outcome === 'failed') told[one.outcome].push(one);
              for (const { what, reason } of one.dropped)
                dropped.push({ from: `${one.from}: ${what}`, reason, detail: '' });
            }
          },
        },
      });
      return stories;
    },
    megabytes,
  );
  tell(source.label, 'refused', told.failed, counts.failed);
  tell(source.label, 'left out', told.skipped, counts.skipped);
  tell(source.label, 'without', dropped, dropped.length);
  return { format: found, ...counts };
}

/** Has another server take a file in, and waits for it. */
async function importThere(server: ReturnType<typeof remote>, source: Source, options: Options): Promise<Result> {
  const { mode, dryRun = false, format, source: home, section, keepAddresses = false } = options;
  const given = { format, source: home, section, name: source.name ?? undefined };
  const query = new URLSearchParams({ mode, dryRun: String(dryRun), keepAddresses: String(keepAddresses) });
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  ifInterrupted = `${source.label} had not been sent whole, and nothing of it is taken in: the same command begins anew.`;
  const job = await withProgress(
    `${source.label} on its way`,
    source.size,
    (progress) => server.send(source, query, progress),
    megabytes,
  );
  complain(`${source.label} is import ${job.id}.`);
  return follow(server, source.label, job, options);
}

async function follow(server: ReturnType<typeof remote>, label: string, job: Job, { to }: Options): Promise<Result> {
  ifInterrupted = `The import goes on by itself. To see how far it is: broadsheet import --to ${to} --resume ${job.id}`;
  const over = await withProgress(
    label,
    job.size,
    (progress) => server.follow(job, ({ read }) => progress(read)),
    megabytes,
  );
  if (over.failed > 0) tell(label, 'refused', await server.items(job.id, 'failed', mostItems), over.failed);
  if (over.skipped > 0) tell(label, 'left out', await server.items(job.id, 'skipped', mostItems), over.skipped);
  if (over.status !== 'done')
    throw new RemoteRefusal(
      `The import ${over.id} is ${over.status} after ${over.done} items. ${over.problem?.detail ?? ''}`.trim(),
    );
  return over;
}

/** Does one after the other, and says by the exit code whether all went well (0), something was refused (1), or a file did not come in at all (2). */
async function each(work: readonly { label: string; run(): Promise<Result> }[]): Promise<void> {
  const rows: ReturnType<typeof row>[] = [];
  for (const { label, run } of work) {
    try {
      const result = await run();
      rows.push(row(label, result));
      if (result.failed > 0) process.exitCode ??= 1;
    } catch (error) {
      complain(`${label}: ${complaintOf(error)}`);
      process.exitCode = 2;
    }
  }
  if (rows.length > 0) say(table(rows));
}

function complaintOf(error: unknown): string {
  if (error instanceof UnknownFormat || error instanceof RemoteRefusal) return error.message;
  if (error instanceof Problem) return error.detail;
  if ((error as { syscall?: string }).syscall !== undefined) return `cannot be read: ${(error as Error).message}`;
  throw error;
}

/** The path of a section that is to be there. */
async function pathOf({ sections }: Newsroom, section: string | undefined): Promise<string | undefined> {
  if (section === undefined) return undefined;
  try {
    return (JSON.parse(String((await sections.get(section)).json)) as { path: string }).path;
  } catch (error) {
    if (!(error instanceof Problem) || error.definition !== problems.notFound) throw error;
    throw problems.unknownReference(`There is no section "${section}".`);
  }
}

/** The sources among paths; what cannot be read is told, and counts as not come in. */
async function readable(files: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const file of files) {
    try {
      const found = await sourcesOf([file]);
      if (found.length === 0) throw new UnknownFormat('There is nothing in it that could be stories.');
      sources.push(...found);
    } catch (error) {
      complain(`${file}: ${complaintOf(error)}`);
      process.exitCode = 2;
    }
  }
  return sources;
}

async function run(files: readonly string[], options: Options, withNewsroom: WithNewsroom): Promise<void> {
  const { to, token, resume, section } = options;
  process.once('SIGINT', () => {
    complain(`\nInterrupted. ${ifInterrupted}`);
    process.exit(130);
  });
  if (to !== undefined) {
    const server = remote({ to, token });
    const again = resume === undefined ? [] : [resume];
    await each([
      ...again.map((id) => ({ label: id, run: async () => follow(server, id, await server.find(id), options) })),
      ...(await readable(files)).map((source) => ({
        label: source.label,
        run: () => importThere(server, source, options),
      })),
    ]);
    return;
  }
  if (resume !== undefined) {
    complain('--resume is for an import on another server: name it by --to.');
    process.exitCode = 2;
    return;
  }
  const sources = await readable(files);
  if (sources.length === 0) return;
  await withNewsroom(async (newsroom) => {
    ifInterrupted = 'What was taken in stays: the same command goes on there.';
    await each(
      sources.map((source) => ({
        label: source.label,
        async run() {
          return importHere(newsroom, source, { ...options, section: await pathOf(newsroom, section) });
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
    .action(async (files: string[], options: Options) => {
      if (files.length === 0 && options.resume === undefined) {
        complain('Name files or folders to import, or - for standard input.');
        process.exitCode = 2;
        return;
      }
      await run(files, options, withNewsroom);
    });
}
