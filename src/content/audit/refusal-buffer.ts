import { v7 as uuid } from 'uuid';
import type { Refusal } from '../../platform/auth/index.js';
import type { RefusalRow } from './store.js';

/** How long refusals are collected, and how many kinds at most, so that guessing tokens cannot fill the audit. */
const bufferLimits = { flushDelayMs: 5_000, maxKinds: 100 };

type BufferedRefusal = { row: RefusalRow; detail: { status: number; method: string; route: string; count: number } };

const toBufferedRefusal = ({ status, actor, origin, method, route }: Refusal): BufferedRefusal => ({
  row: {
    id: uuid(),
    type: status === 401 ? 'access.unauthenticated' : 'access.denied',
    actor: actor?.name ?? null,
    tokenId: actor?.tokenId ?? null,
    userId: actor?.userId ?? null,
    ...origin,
    detail: {},
  },
  detail: { status, method, route, count: 0 },
});

/**
 * Collects refusals in memory and writes them after a few seconds, so that no response waits for it. Equal refusals
 * become one entry with a count. Beyond the limit, refusals are counted without their origin. If the process is killed,
 * collected refusals are lost.
 */
export function refusalBuffer(
  writeRows: (rows: RefusalRow[]) => Promise<unknown>,
  onFailure: (error: unknown) => void,
) {
  let buffer = new Map<string, BufferedRefusal>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const all = [...buffer.values()];
    buffer = new Map();
    if (all.length === 0) return;
    try {
      await writeRows(all.map(({ row, detail }) => ({ ...row, detail })));
    } catch (error) {
      onFailure(error);
    }
  }

  return {
    add(refusal: Refusal): void {
      const { status, actor, origin, method, route } = refusal;
      const key = JSON.stringify([status, actor?.tokenId, actor?.userId, actor?.name, origin.address, method, route]);
      const isNew = !buffer.has(key);
      const isOverLimit = isNew && buffer.size >= bufferLimits.maxKinds;
      const anonymousOrigin = { via: 'http', address: null, requestId: null, userAgent: null };
      const [bufferKey, recordedRefusal] = isOverLimit
        ? [`others ${status}`, { ...refusal, actor: undefined, origin: anonymousOrigin, method: '*', route: '*' }]
        : [key, refusal];
      const entry = buffer.get(bufferKey) ?? toBufferedRefusal(recordedRefusal);
      entry.detail.count += 1;
      buffer.set(bufferKey, entry);
      timer ??= setTimeout(() => void flush(), bufferLimits.flushDelayMs).unref();
    },
    flush,
  };
}
