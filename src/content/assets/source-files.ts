import { DownloadError, type Downloader, targetFault } from '../../platform/outgoing/index.js';
import { problems, tooLarge } from '../../platform/problems/index.js';
import { sourceUnavailable } from './rules.js';

/** How long fetching a file may take, in milliseconds. */
const downloadTimeoutMs = 10 * 60 * 1_000;

type Options = { downloader: Downloader; allowPrivate: boolean; maxBytes: number };
type SourceFile = { finalUrl: string; parts: AsyncIterable<Buffer> };

/** Fetches files from the addresses that clients send. */
export function createSourceReader({ downloader, allowPrivate, maxBytes }: Options) {
  return {
    /**
     * Fetches a file and passes it on while it arrives.
     *
     * @param signal cancels the download
     * @param store reads the file
     * @throws invalid-request if the address is not allowed; too-large; source-unavailable for everything that the
     *   other server does wrong
     */
    async fetch<Result>(
      url: string,
      signal: AbortSignal | undefined,
      store: (file: SourceFile) => Promise<Result>,
    ): Promise<Result> {
      const { hash, href } = new URL(url);
      const address = href.slice(0, href.length - hash.length);
      const fault = targetFault(address, { allowPrivate });
      if (fault !== undefined)
        throw problems.invalidRequest(`"/sourceUrl" ${fault.detail}`, {
          errors: [{ pointer: '/sourceUrl', ...fault }],
        });
      try {
        const limits = { maxBytes, timeoutMs: downloadTimeoutMs, ...(signal === undefined ? {} : { signal }) };
        const { url: finalUrl, parts } = await downloader.download(address, limits);
        return await store({ finalUrl, parts });
      } catch (error) {
        if (!(error instanceof DownloadError)) throw error;
        throw error.fault === 'too-large' ? tooLarge(maxBytes) : sourceUnavailable(error.message);
      }
    },
  };
}
