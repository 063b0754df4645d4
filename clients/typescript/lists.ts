import type { MaybeOptionalInit } from 'openapi-fetch';
import { ok } from './problem.ts';
import type { paths } from './schema.d.ts';

type Answer<Page> = { get: { responses: { 200: { content: { 'application/json': Page } } } } };
type AnyPage = { data: unknown[]; page: { next: string | null } };

/** The paths of the document whose GET returns a page with a cursor. */
type ListPath = { [Path in keyof paths]: paths[Path] extends Answer<AnyPage> ? Path : never }[keyof paths];
type Page<Path extends ListPath> = paths[Path] extends Answer<infer Found extends AnyPage> ? Found : never;
type Options<Path extends ListPath> =
  undefined extends MaybeOptionalInit<paths[Path], 'get'>
    ? [options?: MaybeOptionalInit<paths[Path], 'get'>]
    : [options: MaybeOptionalInit<paths[Path], 'get'>];

export type Lists = {
  /**
   * Yields the pages of a list up to the last one. Each page is requested when the previous one has been processed. The
   * options are those of `GET`: `limit` is the size of a page, and `after` or `before` sets the first page.
   * @throws {ApiProblem} for an error response
   */
  pages<Path extends ListPath>(path: Path, ...options: Options<Path>): AsyncGenerator<Page<Path>, void, undefined>;
  /** Yields the items of these pages, one by one. */
  items<Path extends ListPath>(
    path: Path,
    ...options: Options<Path>
  ): AsyncGenerator<Page<Path>['data'][number], void, undefined>;
};

/** The options that all lists share. The compiler cannot infer those of a path that is a type parameter. */
type Asked = { params?: { query?: object } };
type Get = (path: string, options: Asked) => Promise<{ data?: AnyPage; error?: unknown; response: Response }>;

export function listsOf(client: { GET: unknown }): Lists {
  const get = client.GET as Get;

  async function* pages(path: string, options: Asked = {}): AsyncGenerator<AnyPage, void, undefined> {
    let query = options.params?.query;
    for (;;) {
      const page = await ok(get(path, { ...options, params: { ...options.params, ...(query && { query }) } }));
      yield page;
      if (page.page.next === null) return;
      // A request can have only one cursor.
      query = { ...query, before: undefined, after: page.page.next };
    }
  }

  async function* items(path: string, options?: Asked): AsyncGenerator<unknown, void, undefined> {
    for await (const { data } of pages(path, options)) yield* data;
  }

  return { pages, items } as Lists;
}
