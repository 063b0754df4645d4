import type { JsonPage } from '../../platform/paging/index.js';

/** The number of entries of one page, which one statement reads. */
const pageSize = 100;

type PageQuery = { limit: number; after?: string | undefined };

/** Reads all pages of a list one after the other, and yields their entries. */
export async function* entriesOf<Entry>(list: (query: PageQuery) => Promise<JsonPage>): AsyncGenerator<Entry> {
  for (let after: string | undefined; ; ) {
    const { items, page } = await list({ limit: pageSize, after });
    yield* JSON.parse(`[${items}]`) as Entry[];
    if (page.next === null) return;
    after = page.next;
  }
}
