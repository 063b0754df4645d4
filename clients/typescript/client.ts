import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { type Lists, listsOf } from './lists.ts';
import { repeating } from './repeating.ts';
import type { paths } from './schema.d.ts';
import { type Uploads, uploadsOf } from './uploads.ts';

/** Only JSON responses are typed. Read other forms, such as feeds, with `parseAs: 'text'` or `'stream'`. */
export type Client = FetchClient<paths, 'application/json' | 'application/problem+json'> & Lists & Uploads;

export type ClientOptions = {
  /** The base URL of the newsroom, without `/v1`: `http://127.0.0.1:3000`. */
  url: string;
  /** The token that is sent with each request. Without it, requests are anonymous. */
  token?: string | undefined;
  /** The maximum number of times a request is repeated. The default is 4; 0 disables repeating. */
  retries?: number | undefined;
};

/**
 * Creates a client of openapi-fetch, typed by the OpenAPI document, with the additional methods `pages`, `items` and
 * `upload`.
 * `GET`, `POST` and the other methods resolve to `{ data, response }` or `{ error, response }`, and reject if there is no
 * response. `ok` throws an `ApiProblem` for an error response. Requests that are safe to repeat are repeated after a
 * network failure, or if the response asks for it. A POST without an `Idempotency-Key` gets one, so that it is safe to
 * repeat.
 */
export function createClient({ url, token, retries = 4 }: ClientOptions): Client {
  const client: Omit<Client, keyof Lists | keyof Uploads> = createFetchClient({
    baseUrl: url,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    fetch: repeating(retries),
  });
  return Object.assign(client, listsOf(client), uploadsOf({ url, token, retries }));
}
