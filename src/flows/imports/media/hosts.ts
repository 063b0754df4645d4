import { LRUCache } from 'lru-cache';
import pLimit, { type LimitFunction } from 'p-limit';
import { HostGivenUpError, isHostFailure } from './failures.js';

/** How many images are fetched at once, in all and from one host. */
const maxDownloads = 8;
const maxDownloadsPerHost = 4;

/** After how many failures in a row a host is given up. */
const maxFailures = 6;

/** The maximum number of hosts that are remembered. */
const maxHosts = 10_000;

/**
 * Creates the limits of downloads. A slow host does not delay downloads from others, and after several failures in a row
 * a host that does not respond is given up until the end of the import.
 */
export function createHostLimits() {
  const limitAll = pLimit(maxDownloads);
  const hosts = new LRUCache<string, { limit: LimitFunction; failureCount: number }>({ max: maxHosts });

  /** Runs a download from an address. @throws HostGivenUpError; what the download throws */
  return function run<Result>(address: string, download: () => Promise<Result>): Promise<Result> {
    const { host } = new URL(address);
    const state = hosts.get(host) ?? { limit: pLimit(maxDownloadsPerHost), failureCount: 0 };
    hosts.set(host, state);
    return state.limit(() =>
      limitAll(async () => {
        if (state.failureCount >= maxFailures)
          throw new HostGivenUpError(
            `${host} did not respond ${maxFailures} times in a row, so nothing more was requested from it.`,
          );
        try {
          const result = await download();
          state.failureCount = 0;
          return result;
        } catch (error) {
          state.failureCount = isHostFailure(error) ? state.failureCount + 1 : 0;
          throw error;
        }
      }),
    );
  };
}
