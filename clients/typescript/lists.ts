import type { MaybeOptionalInit } from 'openapi-fetch';
import { ok } from './problem.ts';
import type { paths } from './schema.d.ts';

type Answer<Page> = { get: { responses: { 200: { content: { 'application/json': Page } } } } };
type AnyPage = { data: unknown[]; page: { next: string | null } };

/** Paths of the document whose GET answers with a page that has a cursor. */
type ListPath = { [Path in keyof paths]: paths[Path] extends Answer<AnyPage> ? Path : never }[keyof paths];
type Page<Path extends ListPath> = paths[Path] extends Answer<infer Found extends AnyPage> ? Found : never;
type Options<Path extends ListPath> =
  undefined extends MaybeOptionalInit<paths[Path], 'get'>
    ? [options?: MaybeOptionalInit<paths[Path], 'get'>]
    : [options: MaybeOptionalInit<paths[Path], 'get'>];

export type Lists = {
  /**
   * The pages of a list to its last one, each asked for when the one before is done with. The options are those of `GET`;
   * `limit` is the size of a page, `after` or `before` where the first one lies.
   * @throws {ApiProblem} when a page is refused
   */
  pages<Path extends ListPath>(path: Path, ...options: Options<Path>): AsyncGenerator<Page<Path>, void, undefined>;
  /** The items of these pages, one by one. */
  items<Path extends ListPath>(
    path: Path,
    ...options: Options<Path>
  ): AsyncGenerator<Page<Path>['data'][number], void, undefined>;
};

/** What all lists have in common: the compiler cannot follow a path that is not known yet. */
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
      // A request has one cursor.
      query = { ...query, before: undefined, after: page.page.next };
    }
  }

  async function* items(path: string, options?: Asked): AsyncGenerator<unknown, void, undefined> {
    for await (const { data } of pages(path, options)) yield* data;
  }

  return { pages, items } as Lists;
}
