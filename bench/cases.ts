import { get } from 'node:http';
import { discussed, personSlug, type Scale, sectionSlugs, slugOf } from './content.js';
import { placeAt } from './languages.js';

/** A kind of request. The addresses are requested in turn, and each connection begins with a different one. */
export type Case = {
  name: string;
  paths: string[];
  headers?: Record<string, string>;
  /** Sends the ETag of the server in `If-None-Match`. */
  conditional?: boolean;
};

/** A response that the bare servers send. */
export type Given = {
  path: string;
  /** The requested encoding. */
  asked: string | undefined;
  /** All headers except those of a single connection or request. */
  headers: Record<string, string>;
  /** The body in base64. */
  body: string;
};

const each = (count: number, pathOf: (n: number) => string) => Array.from({ length: count }, (_, n) => pathOf(n));

/** The number of pages of 20 before the late page. */
const before = 499;

/** Returns the cursor of page 500 of the largest section, or undefined if it has fewer pages. */
async function lateCursor(url: string, section: string): Promise<string | undefined> {
  let after = '';
  // Pages of 100 are faster. The last one has the remaining number of items.
  for (let items = before * 20; items > 0; items -= 100) {
    const answer = await fetch(`${url}/v1/articles?section=${section}&limit=${Math.min(100, items)}&fields=id${after}`);
    const { page } = (await answer.json()) as { page: { next: string | null } };
    if (page.next === null) return undefined;
    after = `&after=${page.next}`;
  }
  return after.slice('&after='.length);
}

/** @param url a Broadsheet server, from which the cursor of the late page is read */
export async function casesAt({ stories }: Scale, url: string): Promise<Case[]> {
  const [largest = ''] = sectionSlugs;
  const spread = Math.min(500, stories);
  // Spread over all years, so that not only the newest articles or one part of the tables is read.
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

/** Reads the responses to a case, which the bare servers then send. */
export async function answersTo(wanted: Case, url: string): Promise<Given[]> {
  const given: Given[] = [];
  for (const path of wanted.paths) {
    // Reads the raw bytes, because fetch would decode them.
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
