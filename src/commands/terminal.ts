import { SingleBar } from 'cli-progress';

/** What was asked for goes to standard output, all else to standard error. */
export const say = (line: string) => process.stdout.write(`${line}\n`);
export const complain = (line: string) => process.stderr.write(`${line}\n`);

/** Shows how far long work has come, where somebody watches. */
export async function withProgress<Result>(
  what: string,
  all: number,
  work: (progress: (done: number) => void) => Promise<Result>,
): Promise<Result> {
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total} {eta_formatted}`,
    noTTYOutput: false,
    stream: process.stderr,
  });
  if (process.stderr.isTTY) bar.start(all, 0);
  try {
    return await work((done) => bar.update(done));
  } finally {
    bar.stop();
  }
}
