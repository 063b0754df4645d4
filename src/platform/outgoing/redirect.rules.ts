import { DownloadError } from './download-error.js';

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Returns the URL to which a response redirects, without a fragment, or undefined if it is no redirect.
 *
 * @throws {DownloadError} if the new URL is missing or malformed, or leads from https to another protocol
 */
export function resolveRedirect(from: URL, status: number, location: string | undefined): URL | undefined {
  if (!redirectStatuses.has(status)) return undefined;
  if (location === undefined || !URL.canParse(location, from.href))
    throw new DownloadError('redirect', `${from.hostname} redirects to no URL.`);
  const url = new URL(location, from);
  url.hash = '';
  if (from.protocol === 'https:' && url.protocol !== 'https:')
    throw new DownloadError('redirect', `${from.hostname} redirects from https to ${url.protocol.slice(0, -1)}.`);
  return url;
}
