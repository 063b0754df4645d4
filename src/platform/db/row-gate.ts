/** How long a transaction may wait for its turn without a connection, in milliseconds. */
const turnTimeoutMs = 5_000;

/** Another transaction must end first. This one releases its connection, waits, and runs again. */
export class RowBusy extends Error {
  constructor(readonly row: string) {
    super(`Too many transactions wait for ${row}.`);
  }
}

/** The transaction did not get its turn in time. */
export class RowStillBusy extends Error {}

type Gate = { activeCount: number; waiters: (() => void)[] };

/**
 * Limits how many connections wait for one row. Otherwise a row that is locked for long would occupy all connections,
 * and nothing else could be written.
 *
 * @param maxPerRow how many transactions of this process may hold a row or wait for it
 */
export function createRowGates(maxPerRow: number) {
  const gates = new Map<string, Gate>();

  return {
    /** Enters the gate of a row. @throws {RowBusy} if it is full */
    enter(row: string): void {
      const gate = gates.get(row) ?? { activeCount: 0, waiters: [] };
      if (gate.activeCount >= maxPerRow) throw new RowBusy(row);
      gate.activeCount += 1;
      gates.set(row, gate);
    },
    /** Waits for a place at the gate, in order of arrival. @throws {RowStillBusy} after five seconds */
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
