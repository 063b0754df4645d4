import { get } from 'node:http';
import { discussed, personSlug, type Scale, sectionSlugs, slugOf } from './content.js';
import { placeAt } from './languages.js';

/** What is asked for; the addresses take turns, from a different one on for each connection. */
export type Case = {
  name: string;
  paths: string[];
  headers?: Record<string, string>;
  /** Asks with the ETag that the server gave. */
  conditional?: boolean;
};

/** An answer for the bare servers to send. `asked` is the encoding that it is asked for with. */
export type Given = {
  path: string;
  /** The encoding that was asked for. */
  asked: string | undefined;
  /** All headers but those of one connection and one request. */
  headers: Record<string, string>;
  /** Base64. */
  body: string;
};

const each = (count: number, pathOf: (n: number) => string) => Array.from({ length: count }, (_, n) => pathOf(n));

/** Pages of 20 before the late one. */
const before = 499;

/** The cursor of page 500 of the largest section; none where it has not as many. */
async function lateCursor(url: string, section: string): Promise<string | undefined> {
  let after = '';
  // Pages of a hundred are walked faster; the last is as long as is left.
  for (let items = before * 20; items > 0; items -= 100) {
    const answer = await fetch(`${url}/v1/articles?section=${section}&limit=${Math.min(100, items)}&fields=id${after}`);
    const { page } = (await answer.json()) as { page: { next: string | null } };
    if (page.next === null) return undefined;
    after = `&after=${page.next}`;
  }
  return after.slice('&after='.length);
}

/** @param url of a server that knows the way to late pages */
export async function casesAt({ stories }: Scale, url: string): Promise<Case[]> {
  const [largest = ''] = sectionSlugs;
  const spread = Math.min(500, stories);
  // Spread over all the years, so that neither the newest nor one corner of the tables is asked for alone.
  const articles = each(spread, (n) => `/v1/articles/${slugOf(stories - Math.floor((n * stories) / spread))}`);
  const one = articles.slice(0, 1);
  const list = ['/v1/articles?limit=20'];
  const cursor = await lateCursor(url, largest);
  return [
    { name: 'article', paths: articles },
    { name: 'list', paths: list },
    { name: 'section', paths: sectionSlugs.map((slug) => `/v1/articles?section=${slug}&limit=20`) },
    ...(cursor === undefined
      ? []
      : [{ name: 'section-500', paths: [`/v1/articles?section=${largest}&limit=20&after=${cursor}`] }]),
    { name: 'people', paths: ['/v1/people?limit=20'] },
    { name: 'person', paths: each(100, (n) => `/v1/people/${personSlug(n)}/articles?limit=20`) },
    { name: 'search', paths: each(100, (n) => `/v1/articles?q=${placeAt(100 + 5 * n)}%20harbour&limit=20`) },
    {
      name: 'comments',
      paths: each(Math.min(discussed, stories), (n) => `/v1/articles/${slugOf(stories - n)}/comments?limit=20`),
    },
    { name: 'not-modified', paths: one, conditional: true },
    { name: 'list-gzip', paths: list, headers: { 'accept-encoding': 'gzip' } },
  ];
}

/** Gets the answers to a case, to be sent again by the bare servers. */
export async function answersTo(wanted: Case, url: string): Promise<Given[]> {
  const given: Given[] = [];
  for (const path of wanted.paths) {
    // Nothing may be decoded on the way, which fetch would do.
    const answer = await raw(url + path, wanted.headers ?? {});
    given.push({ path, asked: wanted.headers?.['accept-encoding'], ...answer });
  }
  return given;
}

async function raw(url: string, headers: Record<string, string>): Promise<Omit<Given, 'path' | 'asked'>> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      if (response.statusCode !== 200) return reject(new Error(`${url} → ${response.statusCode}`));
      const { date: _, connection: __, 'keep-alive': ___, 'x-request-id': ____, ...sent } = response.headers;
      resolve({ headers: sent as Record<string, string>, body: Buffer.concat(chunks).toString('base64') });
    }).on('error', reject);
  });
}
