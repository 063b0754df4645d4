import { v7 as uuid } from 'uuid';
import type { Refusal } from '../../platform/auth/index.js';
import type { RefusalRow } from './store.js';

/** How long refusals are gathered, and how many kinds of them at most: guessing tokens is not to fill the audit. */
const gathering = { milliseconds: 5_000, kinds: 100 };

type Gathered = { row: RefusalRow; detail: { status: number; method: string; route: string; count: number } };

const rowOf = ({ status, actor, origin, method, route }: Refusal): Gathered => ({
  row: {
    id: uuid(),
    type: status === 401 ? 'access.unauthenticated' : 'access.denied',
    actor: actor?.name ?? null,
    tokenId: actor?.tokenId ?? null,
    ...origin,
    detail: {},
  },
  detail: { status, method, route, count: 0 },
});

/**
 * Gathers refusals in memory, and keeps them some seconds later: alike ones as one with their number, none on the way of an
 * answer. What is more than can be told apart is counted without saying whose it was. A process that is killed forgets some.
 */
export function refusalNotes(note: (rows: RefusalRow[]) => Promise<unknown>, onFailure: (error: unknown) => void) {
  let gathered = new Map<string, Gathered>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const all = [...gathered.values()];
    gathered = new Map();
    if (all.length === 0) return;
    try {
      await note(all.map(({ row, detail }) => ({ ...row, detail })));
    } catch (error) {
      onFailure(error);
    }
  }

  return {
    add(refusal: Refusal): void {
      const { status, actor, origin, method, route } = refusal;
      const key = JSON.stringify([status, actor?.tokenId, actor?.name, origin.address, method, route]);
      const isNew = !gathered.has(key);
      const isTooMuch = isNew && gathered.size >= gathering.kinds;
      const nobody = { via: 'http', address: null, requestId: null, userAgent: null };
      const [at, told] = isTooMuch
        ? [`others ${status}`, { ...refusal, actor: undefined, origin: nobody, method: '*', route: '*' }]
        : [key, refusal];
      const known = gathered.get(at) ?? rowOf(told);
      known.detail.count += 1;
      gathered.set(at, known);
      timer ??= setTimeout(() => void flush(), gathering.milliseconds).unref();
    },
    flush,
  };
}
