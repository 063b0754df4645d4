import type { Page } from '../paging/index.js';

/** Returns the value of `Link` (RFC 8288) with the next and previous pages, or undefined if there are none. */
export function linksTo(url: string, page: Page<unknown>['page'], base: string): string | undefined {
  if (page.next === null && page.previous === null) return undefined;
  const [path = '', search = ''] = url.split('?', 2);
  const link = (cursor: string | null, parameter: 'after' | 'before', rel: string) => {
    if (cursor === null) return [];
    const query = new URLSearchParams(search);
    query.delete('after');
    query.delete('before');
    query.set(parameter, cursor);
    // Requests that differ only in the order of their parameters share a cached response.
    query.sort();
    return [`<${base}${path}?${query}>; rel="${rel}"`];
  };
  return [...link(page.next, 'after', 'next'), ...link(page.previous, 'before', 'prev')].join(', ');
}
