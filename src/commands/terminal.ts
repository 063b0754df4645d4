import { SingleBar } from 'cli-progress';

/** What was asked for goes to standard output, all else to standard error. */
export const say = (line: string) => process.stdout.write(`${line}\n`);
export const complain = (line: string) => process.stderr.write(`${line}\n`);

/** Where nobody watches, a line tells how far it is, this often. Milliseconds. */
const lineEvery = 5_000;

/** Shows how far long work has come, how fast it goes, and when it will be over. @param all what `progress` ends at; 0 when nobody knows */
export async function withProgress<Result>(
  what: string,
  all: number,
  work: (progress: (done: number) => void) => Promise<Result>,
  shown: (done: number) => string = String,
): Promise<Result> {
  const begun = Date.now();
  const bar = new SingleBar({
    format: `${what} {bar} {so_far} {rate}/s {eta_formatted}`,
    noTTYOutput: false,
    stream: process.stderr,
  });
  const watched = process.stderr.isTTY;
  let told = begun;
  const rateOf = (done: number) => shown(Math.round(done / Math.max(0.001, (Date.now() - begun) / 1000)));
  if (watched) bar.start(all, 0, { so_far: shown(0), rate: shown(0) });
  try {
    return await work((done) => {
      bar.update(done, { so_far: shown(done), rate: rateOf(done) });
      if (watched || Date.now() - told < lineEvery) return;
      told = Date.now();
      complain(`${what}: ${shown(done)}${all > 0 ? ` of ${shown(all)}` : ''}, ${rateOf(done)}/s`);
    });
  } finally {
    bar.stop();
  }
}

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Rows under their names, numbers to the right. */
export function table(rows: readonly Record<string, string | number>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name] ?? '').length)));
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, index) =>
        typeof cell === 'number' ? String(cell).padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const heads = names.map((name, index) =>
    typeof rows[0]?.[name] === 'number' ? name.padStart(widths[index] ?? 0) : name,
  );
  return [line(heads), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('\n');
}
