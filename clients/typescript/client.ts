import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { type Lists, listsOf } from './lists.ts';
import { repeating } from './repeating.ts';
import type { paths } from './schema.d.ts';

/** JSON alone is typed. Other forms, such as feeds, are read with `parseAs: 'text'` or `'stream'`. */
export type Client = FetchClient<paths, 'application/json' | 'application/problem+json'> & Lists;

export type ClientOptions = {
  /** Where the newsroom is, without `/v1`: `http://127.0.0.1:3000`. */
  url: string;
  /** Without one, requests are those of the public. */
  token?: string | undefined;
  /** How many times a request is repeated at most: 4 unless told, 0 for never. */
  retries?: number | undefined;
};

/**
 * The client of openapi-fetch, typed by the OpenAPI document, with `pages` and `items`. `GET`, `POST` and the others
 * resolve to `{ data, response }` or `{ error, response }`; they reject when no answer came. `ok` turns refusals into
 * `ApiProblem`. Whatever may be sent twice is repeated when the network fails or the newsroom asks for it; a POST gets an
 * `Idempotency-Key` for that, unless it has one.
 */
export function createClient({ url, token, retries = 4 }: ClientOptions): Client {
  const client: Omit<Client, keyof Lists> = createFetchClient({
    baseUrl: url,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    fetch: repeating(retries),
  });
  return Object.assign(client, listsOf(client));
}
