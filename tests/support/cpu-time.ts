/**
 * Gives the least processor time of `run` in milliseconds: other work on the machine makes single runs slower, never
 * faster. It runs up to five times and ends early once a run takes no more than `enoughMs`.
 */
export function leastCpuMs(run: () => unknown, enoughMs = 0): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 && least > enoughMs; round += 1) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

/**
 * Compares the processor time of `run(8 * count)` with that of `run(count)`: about 8 if the time grows with the count,
 * about 64 if it grows with its square. Counts below 2 ms as 2 ms.
 */
export function timeRatio(count: number, run: (count: number) => unknown): number {
  run(count);
  const short = Math.max(
    2,
    leastCpuMs(() => run(count)),
  );
  return leastCpuMs(() => run(8 * count), 20 * short) / short;
}
