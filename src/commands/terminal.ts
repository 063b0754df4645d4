import { SingleBar } from 'cli-progress';

/** Results of a command go to standard output. Progress, reports and errors go to standard error. */
export const printLine = (line: string) => process.stdout.write(`${line}\n`);
export const printError = (line: string) => process.stderr.write(`${line}\n`);

/** The interval of progress lines, which replace the progress bar if the output is not a terminal. Milliseconds. */
const reportIntervalMs = 5_000;

/**
 * Shows the progress of long work: its count, its rate and the time left.
 *
 * @param total the count at the end of the work; 0 if it is unknown
 */
export async function withProgress<Result>(
  label: string,
  total: number,
  work: (progress: (count: number) => void) => Promise<Result>,
  formatCount: (count: number) => string = String,
): Promise<Result> {
  const startedAt = Date.now();
  const bar = new SingleBar({
    format: `${label} {bar} {so_far} {rate}/s {eta_formatted}`,
    noTTYOutput: false,
    stream: process.stderr,
  });
  const isInteractive = process.stderr.isTTY;
  let lastReportAt = startedAt;
  const formatRate = (count: number) =>
    formatCount(Math.round(count / Math.max(0.001, (Date.now() - startedAt) / 1000)));
  if (isInteractive) bar.start(total, 0, { so_far: formatCount(0), rate: formatCount(0) });
  try {
    return await work((count) => {
      bar.update(count, { so_far: formatCount(count), rate: formatRate(count) });
      if (isInteractive || Date.now() - lastReportAt < reportIntervalMs) return;
      lastReportAt = Date.now();
      printError(
        `${label}: ${formatCount(count)}${total > 0 ? ` of ${formatCount(total)}` : ''}, ${formatRate(count)}/s`,
      );
    });
  } finally {
    bar.stop();
  }
}

/** How many files are named in a report. */
const maxLines = 50;

/** Prints a line for each of the first items, and the number of the others. */
export function printAtMost<Item>(
  items: readonly Item[],
  print: (line: string) => void,
  describe: (item: Item) => string,
) {
  for (const item of items.slice(0, maxLines)) print(describe(item));
  if (items.length > maxLines) print(`… and ${items.length - maxLines} more`);
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const formatMegabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Formats rows as a text table below the headings, with numbers aligned to the right. */
export function formatTable(rows: readonly Record<string, string | number>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name] ?? '').length)));
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, index) =>
        typeof cell === 'number' ? String(cell).padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const headings = names.map((name, index) =>
    typeof rows[0]?.[name] === 'number' ? name.padStart(widths[index] ?? 0) : name,
  );
  return [line(headings), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('\n');
}
