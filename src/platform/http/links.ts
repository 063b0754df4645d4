import type { Page } from '../paging/index.js';

/** RFC 8288 links to the pages beside this one: the value of `Link`, if there are any. */
export function linksTo(url: string, page: Page<unknown>['page'], base: string): string | undefined {
  if (page.next === null && page.previous === null) return undefined;
  const [path = '', search = ''] = url.split('?', 2);
  const link = (cursor: string | null, parameter: 'after' | 'before', rel: string) => {
    if (cursor === null) return [];
    const query = new URLSearchParams(search);
    query.delete('after');
    query.delete('before');
    query.set(parameter, cursor);
    // In one order whatever the order of the request: others get the same answer.
    query.sort();
    return [`<${base}${path}?${query}>; rel="${rel}"`];
  };
  return [...link(page.next, 'after', 'next'), ...link(page.previous, 'before', 'prev')].join(', ');
}
