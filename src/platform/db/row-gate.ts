/** How long one may wait for its turn, without a connection. Milliseconds. */
const turnTimeoutMs = 5_000;

/** Another transaction must end first: this one gives its connection back, waits, and is run again. */
export class RowBusy extends Error {
  constructor(readonly row: string) {
    super(`Too many transactions wait for ${row}.`);
  }
}

/** The turn did not come in time. */
export class RowStillBusy extends Error {}

type Gate = { activeCount: number; waiters: (() => void)[] };

/**
 * Bounds how many connections wait for one row. A row that somebody holds for long would otherwise take all of them, and nobody could
 * write anything else.
 *
 * @param maxPerRow how many transactions of this process may hold a row or wait for it at once
 */
export function createRowGates(maxPerRow: number) {
  const gates = new Map<string, Gate>();

  return {
    /** @throws {RowBusy} when enough are there already */
    enter(row: string): void {
      const gate = gates.get(row) ?? { activeCount: 0, waiters: [] };
      if (gate.activeCount >= maxPerRow) throw new RowBusy(row);
      gate.activeCount += 1;
      gates.set(row, gate);
    },
    /** Waits until one leaves, first come first served, and takes its place. @throws {RowStillBusy} after five seconds */
    async waitToEnter(row: string): Promise<void> {
      const gate = gates.get(row);
      if (gate === undefined || gate.activeCount < maxPerRow) return this.enter(row);
      await new Promise<void>((resolve, reject) => {
        const proceed = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          gate.waiters = gate.waiters.filter((waiter) => waiter !== proceed);
          reject(new RowStillBusy(`Too many transactions wait for ${row}.`));
        }, turnTimeoutMs);
        gate.waiters.push(proceed);
      });
    },
    leave(row: string): void {
      const gate = gates.get(row);
      if (gate === undefined) return;
      const next = gate.waiters.shift();
      if (next !== undefined) next();
      else if (gate.activeCount > 1) gate.activeCount -= 1;
      else gates.delete(row);
    },
  };
}

export type RowGates = ReturnType<typeof createRowGates>;
