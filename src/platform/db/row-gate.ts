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

type Gate = { inside: number; waiting: (() => void)[] };

/**
 * Bounds how many connections wait for one row. A row that somebody holds for long would otherwise take all of them, and nobody could
 * write anything else.
 *
 * @param maxAtOneRow how many transactions of this process may hold a row or wait for it at once
 */
export function rowGates(maxAtOneRow: number) {
  const gates = new Map<string, Gate>();

  return {
    /** @throws {RowBusy} when enough are there already */
    enter(row: string): void {
      const gate = gates.get(row) ?? { inside: 0, waiting: [] };
      if (gate.inside >= maxAtOneRow) throw new RowBusy(row);
      gate.inside += 1;
      gates.set(row, gate);
    },
    /** Waits until one leaves, first come first served, and takes its place. @throws {RowStillBusy} after five seconds */
    async waitToEnter(row: string): Promise<void> {
      const gate = gates.get(row);
      if (gate === undefined || gate.inside < maxAtOneRow) return this.enter(row);
      await new Promise<void>((resolve, reject) => {
        const go = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          gate.waiting = gate.waiting.filter((one) => one !== go);
          reject(new RowStillBusy(`Too many transactions wait for ${row}.`));
        }, turnTimeoutMs);
        gate.waiting.push(go);
      });
    },
    leave(row: string): void {
      const gate = gates.get(row);
      if (gate === undefined) return;
      const next = gate.waiting.shift();
      if (next !== undefined) next();
      else if (gate.inside > 1) gate.inside -= 1;
      else gates.delete(row);
    },
  };
}

export type RowGates = ReturnType<typeof rowGates>;
